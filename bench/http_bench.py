"""Durable commands and reads over HTTP, beside PostgreSQL and nginx on the same disk in one run; run.py calls
it.

Commands: PATCH /customers/{id} (one event, one row to look at, fsynced before the answer) driven by wrk,
against pgbench -M prepared with one event row and one read-model row a transaction, fsync on: once as a
transaction of four statements, once as one statement, which is the best that PostgreSQL can do. Reads:
GET /customers/{id} against nginx `return 200` with the same body, asked with the same requests. Everything is
on loopback, and the load generator takes its part of the same processors.
"""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

CONNECTIONS = (16, 64, 256)
CUSTOMERS = 1000
SECONDS = int(os.environ.get("BENCH_SECONDS", "8"))

# Requests are written once, before the run: the client's work is not what is measured.
PATCH_LUA = """
local key = os.getenv("BENCH_KEY")
local counter = 0
local threads = 0
local heads = {}
local tail
function setup(thread) thread:set("id", threads) threads = threads + 1 end
function init(args)
  math.randomseed(id + 1)
  local mark = "00000000"
  for customer = 1, %d do
    local whole = wrk.format("PATCH", "/customers/cus_bench" .. customer,
      {["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json"},
      '{"metadata":{"seen":"' .. id .. "-" .. mark .. '"}}')
    local at = whole:find(mark, 1, true)
    heads[customer] = whole:sub(1, at - 1)
    tail = whole:sub(at + #mark)
  end
end
function request()
  counter = counter + 1
  return heads[math.random(#heads)] .. string.format("%%08d", counter) .. tail
end
"""

GET_LUA = """
local key = os.getenv("BENCH_KEY")
local requests = {}
function init(args)
  for customer = 1, %d do
    requests[customer] = wrk.format("GET", "/customers/cus_bench" .. customer, {["Authorization"] = "Bearer " .. key})
  end
end
function request() return requests[math.random(#requests)] end
"""

SESSION_LUA = """
local key = os.getenv("BENCH_KEY")
local counter = 0
function request()
  counter = counter + 1
  return wrk.format("POST", "/portal/sessions",
    {["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json"},
    '{"customer":"cus_bench' .. (counter %% %d + 1) .. '","returnUrl":"https://app.example.com/billing"}')
end
"""

EVENT = ('{"type":"customer.updated.v1","action":"customer.update","effectiveAt":"2026-11-22T16:34:31.022Z",'
         '"principal":{"kind":"key","id":"sk_bench"},"requestId":"req_01m821qxhz9r78m8z2bxk29g1c","ip":'
         '{"$sealed":"c2VhbGVkLWFkZHJlc3Mtb2YtdGhlLWNsaWVudC1vZi10aGUtYmVuY2g"},"data":{"metadata":{"seen":"0-1"}}}')
TABLES = """
CREATE TABLE event (position bigserial PRIMARY KEY, customer int NOT NULL, body jsonb NOT NULL,
                    at timestamptz NOT NULL DEFAULT now());
CREATE TABLE read_model (customer int PRIMARY KEY, body jsonb NOT NULL, version bigint NOT NULL);
"""
# The bodies are parameters: pgbench would take their colons for its variables.
INSERT_EVENT = "INSERT INTO event (customer, body) VALUES (:customer, :event)"
UPSERT_ROW = """INSERT INTO read_model (customer, body, version) VALUES (:customer, :row, 1)
  ON CONFLICT (customer) DO UPDATE SET body = excluded.body, version = read_model.version + 1"""
SCRIPTS = {
    "transaction": f"\\set customer random(1, {CUSTOMERS})\nBEGIN;\n{INSERT_EVENT};\n{UPSERT_ROW};\nCOMMIT;\n",
    "statement": f"\\set customer random(1, {CUSTOMERS})\nWITH event AS ({INSERT_EVENT})\n{UPSERT_ROW};\n",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(check, what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if check():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{what} did not become ready in {seconds} s")


def as_other_user(command):
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] + command


class Portal:
    def __init__(self, binary, directory, note):
        self.port = free_port()
        self.key = "sk_bench_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
        environment = dict(os.environ, PORTAL_ADMIN_KEY=self.key)
        self.log = open(directory / "portal.log", "wb")
        command = [str(binary), "serve", "--data", str(directory / "data"), "--listen", f"127.0.0.1:{self.port}"]
        note(command)
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        wait_for(lambda: urllib.request.urlopen(self.url("/readyz")).status == 200, "portal")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.url(path), json.dumps(body).encode() if body else None, method=method,
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


class Postgres:
    def __init__(self, directory, note):
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries:
            raise SystemExit("PostgreSQL is not installed: ./dev bench installs it")
        self.bin = binaries[-1]
        self.note = note
        self.directory = directory / "pg"
        self.directory.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.directory, "postgres", "postgres")
        self.port = free_port()
        self.run("initdb", "-D", str(self.directory), "-U", "bench", "--auth=trust", "--no-instructions")
        options = (f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.directory} "
                   "-c max_connections=300 -c shared_buffers=1GB -c fsync=on -c synchronous_commit=on "
                   "-c max_wal_size=8GB -c checkpoint_timeout=30min")
        note(["pg_ctl", "-o", f"'{options}'", "start"])
        self.run("pg_ctl", "-D", str(self.directory), "-w", "-l", str(self.directory / "log"), "-o", options, "start")
        self.run("psql", *self.where(), "postgres", "-qc", TABLES)
        for name, script in SCRIPTS.items():
            (directory / f"{name}.sql").write_text(script)

    def where(self):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "bench"]

    def run(self, tool, *arguments):
        done = subprocess.run(as_other_user([str(self.bin / tool), *arguments]), text=True, cwd="/",
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0 or "aborted" in done.stderr:
            raise SystemExit(f"{tool} failed: {done.stderr}")
        return done.stdout

    def version(self):
        return self.run("postgres", "--version").strip()

    def commands_per_second(self, script, connections):
        arguments = [*self.where(), "-n", "-M", "prepared", "-c", str(connections), "-j", "2", "-T", str(SECONDS),
                     "-D", f"event={EVENT}", "-D", 'row={"seen":"0-1"}', "-f",
                     str(self.directory.parent / f"{script}.sql"), "postgres"]
        self.note(["pgbench", *arguments])
        out = self.run("pgbench", *arguments)
        rate = re.search(r"tps = ([\d.]+)", out)
        if not rate:
            raise SystemExit(f"pgbench got nothing done:\n{out}")
        return float(rate.group(1))

    def stop(self):
        self.run("pg_ctl", "-D", str(self.directory), "-m", "fast", "stop")


class Nginx:
    def __init__(self, directory, body, note):
        self.port = free_port()
        configuration = directory / "nginx.conf"
        configuration.write_text(f"""
worker_processes 2; daemon off; pid {directory}/nginx.pid; error_log {directory}/nginx.err;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi; uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
  keepalive_requests 100000000;
  server {{ listen 127.0.0.1:{self.port}; default_type application/json; location / {{ return 200 '{body}'; }} }} }}
""")
        note(["nginx", "-c", "nginx.conf", "# worker_processes 2; access_log off; keepalive_requests 100000000;",
              "return 200 '<the body of GET /customers/cus_bench1>'"])
        self.process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(configuration)])
        wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{self.port}/").status == 200, "nginx")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


class Wrk:
    def __init__(self, directory, key, note):
        self.directory, self.key, self.note = directory, key, note
        for name, text in (("patch", PATCH_LUA), ("get", GET_LUA), ("session", SESSION_LUA)):
            (directory / f"{name}.lua").write_text(text % CUSTOMERS)

    def run(self, url, connections, script=None, seconds=SECONDS):
        command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s",
                   "--latency"]
        if script:
            command += ["-s", str(self.directory / f"{script}.lua")]
        self.note(command + [url])
        out = subprocess.run(command + [url], check=True, text=True, stdout=subprocess.PIPE,
                             env=dict(os.environ, BENCH_KEY=self.key)).stdout
        if "Non-2xx" in out or "Socket errors" in out:
            raise SystemExit(f"Not every request was answered with success:\n{out}")
        return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
                "p50_ms": milliseconds(re.search(r"^ +50% +(\S+)", out, re.MULTILINE).group(1)),
                "p99_ms": milliseconds(re.search(r"^ +99% +(\S+)", out, re.MULTILINE).group(1))}


def measure_commands(portal, wrk, directory, note):
    postgres = Postgres(directory, note)
    try:
        made = {"versions": [postgres.version()], "at": {}}
        for connections in CONNECTIONS:
            theirs = {script: postgres.commands_per_second(script, connections) for script in SCRIPTS}
            ours = wrk.run(portal.url("/"), connections, "patch")
            made["at"][connections] = {"portal": ours, **theirs}
        return made
    finally:
        postgres.stop()


def measure_reads(portal, wrk, directory, note):
    nginx = Nginx(directory, portal.call("GET", "/customers/cus_bench1"), note)
    try:
        made = {}
        for connections in CONNECTIONS:
            theirs = wrk.run(f"http://127.0.0.1:{nginx.port}/", connections, "get")
            ours = wrk.run(portal.url("/"), connections, "get")
            made[connections] = {"portal": ours, "nginx": theirs}
        return made
    finally:
        nginx.stop()


def measure(binary, parent, note):
    """All figures, with `note` called for each command that is run."""
    with tempfile.TemporaryDirectory(dir=parent, prefix="bench-http-") as name:
        directory = pathlib.Path(name)
        os.chmod(directory, 0o755)
        portal = Portal(binary, directory, note)
        try:
            for number in range(1, CUSTOMERS + 1):
                portal.call("POST", "/customers", {"id": f"cus_bench{number}"})
            wrk = Wrk(directory, portal.key, note)
            commands = measure_commands(portal, wrk, directory, note)
            reads = measure_reads(portal, wrk, directory, note)
            session = wrk.run(portal.url("/"), 1, "session", 4)
            return {"commands": commands, "reads": reads, "session": session}
        finally:
            portal.stop()
