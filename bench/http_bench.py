"""Durable commands and reads over HTTP, beside PostgreSQL and nginx on the same machine in one run.

    python3 bench/http_bench.py --portal build/release/portal [--seconds 10] [--json out.json]

Commands: PATCH /customers/{id} (one event, one read-model row, fsynced before the answer) driven by wrk,
against pgbench -M prepared with one event row and one read-model row a transaction, synchronous_commit on.
Reads: GET /customers/{id} against nginx `return 200`. Everything on loopback, the load generator included.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

CONNECTIONS = (16, 64, 256)
CUSTOMERS = 1000

PATCH_LUA = """
local key = os.getenv("BENCH_KEY")
local counter = 0
local threads = 0
function setup(thread) thread:set("id", threads) threads = threads + 1 end
function init(args) math.randomseed(id + 1) end
function request()
  counter = counter + 1
  local customer = math.random(1, %d)
  return wrk.format("PATCH", "/customers/cus_bench" .. customer,
    {["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json"},
    '{"metadata":{"seen":"' .. id .. "-" .. counter .. '"}}')
end
function response(status) if status ~= 200 then failed = (failed or 0) + 1 end end
"""

GET_LUA = """
local key = os.getenv("BENCH_KEY")
function request()
  return wrk.format("GET", "/customers/cus_bench" .. math.random(1, %d), {["Authorization"] = "Bearer " .. key})
end
"""

PG_SCRIPT = """\\set customer random(1, %d)
BEGIN;
INSERT INTO event (customer, body) VALUES (:customer, '{"type":"customer.updated.v1","metadata":{"seen":"1"},"principal":{"kind":"key","id":"sk_bench"},"requestId":"req_0000000000000000000000","padding":"................................................................................................"}');
INSERT INTO read_model (customer, body, version) VALUES (:customer, '{"seen":"1"}', 1)
  ON CONFLICT (customer) DO UPDATE SET body = excluded.body, version = read_model.version + 1;
COMMIT;
"""


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
    def __init__(self, binary, directory):
        self.port = free_port()
        self.key = "sk_bench_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
        environment = dict(os.environ, PORTAL_ADMIN_KEY=self.key)
        self.log = open(directory / "portal.log", "wb")
        self.process = subprocess.Popen(
            [binary, "serve", "--data", str(directory / "data"), "--listen", f"127.0.0.1:{self.port}"],
            env=environment, stdout=self.log, stderr=self.log)
        wait_for(lambda: urllib.request.urlopen(self.url("/readyz")).status == 200, "portal")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def call(self, method, path, body):
        request = urllib.request.Request(
            self.url(path), json.dumps(body).encode(), method=method,
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Postgres:
    def __init__(self, directory):
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries:
            raise SystemExit("PostgreSQL is not installed: ./dev bench installs it")
        self.bin = binaries[-1]
        self.directory = directory / "pg"
        self.directory.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.directory, "postgres", "postgres")
        self.port = free_port()
        self.run("initdb", "-D", str(self.directory), "-U", "bench", "--auth=trust", "--no-instructions")
        options = (f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.directory} "
                   "-c max_connections=300 -c shared_buffers=1GB -c fsync=on -c synchronous_commit=on "
                   "-c max_wal_size=8GB -c checkpoint_timeout=30min")
        self.run("pg_ctl", "-D", str(self.directory), "-w", "-l", str(self.directory / "log"), "-o", options, "start")
        self.sql("CREATE TABLE event (position bigserial PRIMARY KEY, customer int NOT NULL, body jsonb NOT NULL,"
                 " at timestamptz NOT NULL DEFAULT now()); CREATE TABLE read_model (customer int PRIMARY KEY,"
                 " body jsonb NOT NULL, version bigint NOT NULL)")
        self.script = directory / "durable.sql"
        self.script.write_text(PG_SCRIPT % CUSTOMERS)
        os.chmod(directory, 0o755)

    def run(self, tool, *arguments):
        return subprocess.run(as_other_user([str(self.bin / tool), *arguments]), check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/").stdout

    def sql(self, text):
        self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "postgres", "-qc", text)

    def commands_per_second(self, connections, seconds):
        out = self.run("pgbench", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "-n", "-M", "prepared",
                       "-c", str(connections), "-j", "2", "-T", str(seconds), "-f", str(self.script), "postgres")
        return float(re.search(r"tps = ([\d.]+)", out).group(1))

    def stop(self):
        self.run("pg_ctl", "-D", str(self.directory), "-m", "fast", "stop")


class Nginx:
    def __init__(self, directory):
        self.port = free_port()
        body = '{"object":"customer","id":"cus_bench1","created":"2026-01-01T00:00:00.000Z","version":1}' + " " * 200
        configuration = directory / "nginx.conf"
        configuration.write_text(f"""
worker_processes 2; daemon off; pid {directory}/nginx.pid; error_log {directory}/nginx.err;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi; uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
  keepalive_requests 100000000;
  server {{ listen 127.0.0.1:{self.port}; default_type application/json; location / {{ return 200 '{body}'; }} }} }}
""")
        self.process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(configuration)])
        wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{self.port}/").status == 200, "nginx")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(url, connections, seconds, key, script=None):
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency"]
    if script:
        command += ["-s", str(script)]
    out = subprocess.run(command + [url], check=True, text=True, stdout=subprocess.PIPE,
                         env=dict(os.environ, BENCH_KEY=key)).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        print(out, file=sys.stderr)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
            "p50_ms": milliseconds(re.search(r"50%\s+(\S+)", out).group(1)),
            "p99_ms": milliseconds(re.search(r"99%\s+(\S+)", out).group(1)),
            "bad": int(bad.group(1)) if bad else 0}


def session_creation_p50(portal, rounds=500):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        portal.call("POST", "/portal/sessions", {"customer": "cus_bench1", "returnUrl": "https://app.example.com/"})
        times.append(time.perf_counter() - start)
    return sorted(times)[rounds // 2] * 1000


def measure(binary, seconds):
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        directory = pathlib.Path(name)
        results = {"commands": {}, "reads": {}}
        patch, get = directory / "patch.lua", directory / "get.lua"
        patch.write_text(PATCH_LUA % CUSTOMERS)
        get.write_text(GET_LUA % CUSTOMERS)
        postgres = Postgres(directory)
        portal = Portal(binary, directory)
        try:
            for number in range(1, CUSTOMERS + 1):
                portal.call("POST", "/customers", {"id": f"cus_bench{number}"})
            for connections in CONNECTIONS:
                theirs = postgres.commands_per_second(connections, seconds)
                ours = wrk(portal.url("/"), connections, seconds, portal.key, patch)
                results["commands"][connections] = {"postgresql": theirs, "portal": ours, "ratio": ours["rate"] / theirs}
            results["session_creation_p50_ms"] = session_creation_p50(portal)
            postgres.stop()
            nginx = Nginx(directory)
            try:
                for connections in CONNECTIONS:
                    theirs = wrk(f"http://127.0.0.1:{nginx.port}/", connections, seconds, portal.key)
                    ours = wrk(portal.url("/"), connections, seconds, portal.key, get)
                    results["reads"][connections] = {"nginx": theirs["rate"], "portal": ours, "ratio": ours["rate"] / theirs["rate"]}
            finally:
                nginx.stop()
        finally:
            portal.stop()
        return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portal", required=True)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    results = measure(arguments.portal, arguments.seconds)
    text = json.dumps(results, indent=1)
    if arguments.json:
        pathlib.Path(arguments.json).write_text(text)
    print(text)


if __name__ == "__main__":
    main()
