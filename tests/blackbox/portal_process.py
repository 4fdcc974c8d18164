"""Starts the real binary, talks HTTP to it, and kills it: what every black-box test stands on.

A test program ends with `portal_process.main()`; ctest gives it --portal and --source.
"""
import argparse
import collections
import contextlib
import http.client
import json
import os
import pathlib
import queue
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

ADMIN_KEY = "sk_admin_" + "blackbox" * 5 + "key"
BINARY = None  # set by main()
SOURCE = None

Answer = collections.namedtuple("Answer", "status headers body")


def body_of(answer):
    """The answer's JSON; fails with the text where it is none."""
    try:
        return json.loads(answer.body)
    except ValueError:
        raise AssertionError(f"no JSON: {answer}") from None


class Client:
    """One keep-alive connection that shows one credential. Not for several threads at once."""

    def __init__(self, port, key=ADMIN_KEY, timeout=30):
        self.port, self.key, self.timeout = port, key, timeout
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def __del__(self):
        self.close()

    def send(self, method, target, body=None, headers=None):
        """Raises OSError or HTTPException when there is no (whole) answer."""
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            self.connection.request(method, target, body, sent)
            response = self.connection.getresponse()
            data = response.read()
        except BaseException:
            self.close()
            raise
        if response.will_close:
            self.close()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, data)

    def get(self, target, **headers):
        return self.send("GET", target, headers=headers)

    def post(self, target, body=None, headers=None):
        return self.send("POST", target, {} if body is None else body, headers)

    def want(self, status, method, target, body=None, headers=None):
        """The answer's JSON, or an AssertionError that shows the answer."""
        answer = self.send(method, target, body, headers)
        if answer.status != status:
            raise AssertionError(f"{method} {target}: wanted {status}, got {answer}")
        return body_of(answer) if answer.body else None

    def make(self, target, body, status=201):
        answer = self.send("POST", target, body)
        if answer.status not in (200, status):
            raise AssertionError(f"POST {target} {json.dumps(body)[:300]}: {answer}")
        return body_of(answer)

    def pages(self, target):
        """Every object of a list, page by page, newest first."""
        mark, cursor = "&" if "?" in target else "?", ""
        while True:
            page = self.want(200, "GET", f"{target}{mark}limit=100{cursor}")
            yield from page["data"]
            if not page["hasMore"]:
                return
            cursor = "&startingAfter=" + urllib.parse.quote(page["nextCursor"])

    def events(self, after=0, **query):
        """Every event of the log in order."""
        while True:
            parameters = urllib.parse.urlencode({"after": after, "limit": 100, **query})
            page = self.want(200, "GET", f"/events?{parameters}")
            yield from page["data"]
            if not page["hasMore"]:
                return
            after = page["nextCursor"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    """A server process on a data folder of its own; deleted with the object's `close`."""

    def __init__(self, folder=None, flags=(), **settings):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="portal-test-"))
        self.owned = folder is None
        self.data = self.folder / "data"
        self.log_path = self.folder / "portal.log"
        self.port = free_port()
        self.flags = list(flags)
        self.settings = settings
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    def environment(self):
        made = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
        made["PORTAL_ADMIN_KEY"] = ADMIN_KEY
        made["PORTAL_LOG_REQUESTS"] = "no"
        made["PORTAL_RATE_LINK_OPENINGS"] = "0"
        made["PORTAL_RATE_FAILED_LOGINS"] = "0"
        made["PORTAL_RATE_CUSTOMERS"] = "0"
        made.update({f"PORTAL_{k.upper()}": str(v) for k, v in self.settings.items()})
        return {k: v for k, v in made.items() if v != ""}

    def spawn(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}", *self.flags],
                stdout=log, stderr=log, env=self.environment(),
            )

    def start(self, deadline=60):
        self.spawn()
        self.wait_until_ready(deadline)
        return self

    def wait_until_ready(self, deadline=60, target="/readyz", key=None):
        """Until GET of `target` is answered 200."""
        end = time.monotonic() + deadline
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the portal ended with {self.process.returncode}:\n{self.log_tail()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = Client(self.port, key=key, timeout=5).get(target, Connection="close")
                if answer.status == 200:
                    return
            time.sleep(0.005)
        raise AssertionError(f"not ready within {deadline} s:\n{self.log_tail()}")

    def refused_start(self, deadline=60):
        """Starts a server that must refuse to; its words."""
        self.log_path.write_bytes(b"")
        self.spawn()
        end = time.monotonic() + deadline
        while self.process.poll() is None and time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Client(self.port, key=None, timeout=5).get("/readyz").status == 200:
                    self.kill()
                    raise AssertionError(f"it started:\n{self.log_tail()}")
            time.sleep(0.01)
        if self.process.poll() is None:
            self.kill()
            raise AssertionError("it neither started nor refused to")
        if self.process.returncode == 0:
            raise AssertionError("it ended with exit code 0")
        return self.log_tail()

    def client(self, key=ADMIN_KEY, timeout=30):
        return Client(self.port, key, timeout)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, deadline=30):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(deadline)

    def restart(self):
        self.kill()
        self.start()

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        if self.owned:
            shutil.rmtree(self.folder, ignore_errors=True)

    def log_tail(self, size=4000):
        return self.log_path.read_bytes()[-size:].decode(errors="replace") if self.log_path.exists() else ""

    def run(self, *arguments, code=0, **settings):
        """Another `portal` command; its standard output. `code` None: any."""
        return run(*arguments, code=code, **settings)

    def verify(self):
        return self.run("verify", "--data", str(self.data))


def run(*arguments, code=0, **settings):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    environment.update({f"PORTAL_{k.upper()}": str(v) for k, v in settings.items()})
    done = subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=300, env=environment, check=False
    )
    if code is not None and done.returncode != code:
        raise AssertionError(
            f"portal {' '.join(arguments)} ended with {done.returncode}, not {code}\n{done.stdout}\n{done.stderr}"
        )
    return done


def in_parallel(work, items, threads=8):
    """work(item) for each of `items`, on so many threads; the first exception is raised here."""
    waiting, failures = queue.Queue(), []
    for item in items:
        waiting.put(item)

    def drain():
        while not failures:
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                work(item)
            except BaseException as failure:  # noqa: BLE001 - shown by the caller
                failures.append(failure)

    pool = [threading.Thread(target=drain) for _ in range(threads)]
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join()
    if failures:
        raise failures[0]


def seeded():
    """A generator whose seed is printed; BLACKBOX_SEED repeats a run."""
    seed = int(os.environ.get("BLACKBOX_SEED") or random.SystemRandom().randrange(2**32))
    print(f"seed {seed} (repeat with BLACKBOX_SEED={seed})", flush=True)
    return random.Random(seed)


def checked_log(test, client):
    """Every event of the log; the positions and each stream's versions have no gap."""
    events, versions = list(client.events()), {}
    for expected, event in enumerate(events, 1):
        test.assertEqual(event["position"], str(expected), "positions have no gap")
        versions[event["stream"]] = versions.get(event["stream"], 0) + 1
        test.assertEqual(event["version"], versions[event["stream"]], f"versions of {event['stream']}")
    return events


def main():
    global BINARY, SOURCE
    parser = argparse.ArgumentParser()
    parser.add_argument("--portal", required=True)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    options, rest = parser.parse_known_args()
    BINARY, SOURCE = os.path.abspath(options.portal), options.source
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)
