"""Backups of a running portal, under load: what was acknowledged before one is in it, and it becomes a portal
again. Nobody but an administrator takes one."""
import contextlib
import itertools
import threading
import time
import unittest

import portal_process
from portal_process import ADMIN_KEY, Portal, body_of, checked_log, in_parallel


def complete(client, backup, seconds=60):
    """The backup once it is made."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        backup = client.want(200, "GET", f"/backups/{backup['id']}")
        if backup["status"] != "running":
            return backup
        time.sleep(0.02)
    raise AssertionError(f"not made within {seconds} s: {backup}")


def wait_until(holds, what, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.01)


class Load:
    """Changes a customer again and again; knows what was acknowledged."""

    def __init__(self, portal, customer):
        self.portal, self.customer = portal, customer
        self.acknowledged = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        client = self.portal.client()
        client.make("/customers", {"id": self.customer, "name": f"Name of {self.customer}"})
        for number in itertools.count(1):
            if self.over.is_set():
                return
            client.want(200, "PATCH", f"/customers/{self.customer}", {"metadata": {"number": str(number)}})
            self.acknowledged = number

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


class Backups(unittest.TestCase):
    def test_a_backup_under_load_becomes_a_portal_again(self):
        with Portal() as portal, contextlib.ExitStack() as loads:
            client = portal.client()
            writers = [loads.enter_context(Load(portal, f"cus_{n}")) for n in range(4)]
            wait_until(lambda: all(writer.acknowledged > 20 for writer in writers), "the load begins")
            for _ in range(3):
                before = [writer.acknowledged for writer in writers]
                asked = client.send("POST", "/backups")
                self.assertEqual(asked.status, 202, asked)
                backup = complete(client, body_of(asked))
                self.assertEqual(backup["status"], "complete", backup)
                self.assertGreaterEqual(int(backup["position"]), int(asked.headers["portal-position"]))
            listed = client.want(200, "GET", "/backups")["data"]
            self.assertEqual(listed[0], backup)
            self.assertEqual(len(listed), 3)
            self.assertIsNotNone(client.want(200, "GET", "/status")["lastBackup"])
            loads.close()
            portal.kill()

            restored = Portal(folder=portal.folder / "restored")
            told = restored.run("restore", backup["folder"], "--data", str(restored.data)).stdout
            self.assertIn(backup["root"], told)
            self.assertIn("sound", restored.verify().stdout)
            with restored:
                client = restored.client()
                events = checked_log(self, client)
                self.assertEqual(
                    [e["data"]["id"] for e in events if e["type"].startswith("backup.requested")][-1],
                    backup["id"], "it holds that it was asked for",
                )
                for writer, number in zip(writers, before):
                    customer = client.want(200, "GET", f"/customers/{writer.customer}")
                    self.assertEqual(customer["name"], f"Name of {writer.customer}", "its keys are there")
                    self.assertGreaterEqual(int(customer["metadata"]["number"]), number)
                actions = client.want(200, "GET", "/audit/actions?action=backup.create")["data"]
                self.assertEqual(len(actions), 3)
                self.assertEqual(actions[0]["resource"]["object"], "backup")

    def test_one_at_a_time_once_for_each_key_and_for_administrators_alone(self):
        with Portal() as portal:
            client = portal.client()
            key = {"Idempotency-Key": "nightly"}
            first = client.send("POST", "/backups", headers=key)
            self.assertEqual(first.status, 202)
            complete(client, body_of(first))
            again = client.send("POST", "/backups", headers=key)
            self.assertEqual((again.status, again.headers.get("idempotent-replayed")), (202, "true"))
            self.assertEqual(body_of(again)["id"], body_of(first)["id"])
            self.assertEqual(len(client.want(200, "GET", "/backups")["data"]), 1)
            answers = []
            in_parallel(lambda _: answers.append(portal.client().send("POST", "/backups").status), range(16))
            self.assertLessEqual(set(answers), {202, 409})
            wait_until(
                lambda: all(one["status"] == "complete" for one in client.want(200, "GET", "/backups")["data"]),
                "all of them are made",
            )
            self.assertEqual(len(client.want(200, "GET", "/backups")["data"]), 1 + answers.count(202))
            for role in ("app", "analyst", "auditor"):
                other = portal.client(client.make("/keys", {"role": role, "name": role})["secret"])
                self.assertEqual(other.send("POST", "/backups").status, 403)
                self.assertEqual(other.get("/backups").status, 403)
            self.assertEqual(client.get("/backups/bkp_none").status, 404)
            self.assertEqual(client.post("/backups", {"folder": "/tmp"}).status, 400, "no path from outside")

    def test_old_ones_go_when_there_are_enough(self):
        with Portal(backups_keep=2) as portal:
            client = portal.client()
            made = [complete(client, body_of(client.send("POST", "/backups")))["id"] for _ in range(4)]
            self.assertEqual(
                [one["id"] for one in client.want(200, "GET", "/backups")["data"]], [made[3], made[2]]
            )
            self.assertEqual(sorted(path.name for path in (portal.data / "backups").iterdir()), made[2:])

    def test_the_command_line_makes_and_restores_them(self):
        with Portal() as portal:
            portal.client().make("/customers", {"id": "cus_1", "name": "Ada"})
            url = f"http://127.0.0.1:{portal.port}"
            told = portal.run("backup", "--url", url, key=ADMIN_KEY).stdout
            self.assertIn("position    2", told)
            busy = portal.run("backup", "--data", str(portal.data), code=1).stderr
            self.assertIn("--url", busy)
            self.assertEqual(portal.stop(), 0)

            elsewhere = portal.folder / "elsewhere"
            told = portal.run("backup", "--data", str(portal.data), "--backups", str(elsewhere)).stdout
            (made,) = elsewhere.iterdir()
            self.assertIn(str(made), told)
            refused = portal.run("restore", str(made), "--data", str(portal.data), code=1).stderr
            self.assertIn("not empty", refused)
            victim = max(made.rglob("*.sst"), key=lambda path: path.stat().st_size)
            damaged = bytearray(victim.read_bytes())
            damaged[len(damaged) // 2] ^= 4
            whole = victim.read_bytes()
            victim.unlink()
            victim.write_bytes(damaged)
            refused = portal.run("restore", str(made), "--data", str(portal.folder / "new"), code=1).stderr
            self.assertIn(victim.name, refused)
            victim.write_bytes(whole)
            portal.run("restore", str(made), "--data", str(portal.folder / "new"))
            portal.data = portal.folder / "new"
            portal.start()
            self.assertEqual(portal.client().want(200, "GET", "/customers/cus_1")["name"], "Ada")

    def test_a_failure_is_told_and_leaves_the_portal_as_it_was(self):
        with Portal(backups="/proc/no-such-place") as portal:
            client = portal.client()
            failed = complete(client, body_of(client.send("POST", "/backups")))
            self.assertEqual(failed["status"], "failed")
            self.assertIn("/proc/no-such-place", failed["because"])
            wait_until(lambda: "/proc/no-such-place" in portal.log_tail(), "the operator's log tells of it")
            self.assertEqual(client.want(200, "GET", "/readyz")["status"], "ready")
            client.make("/customers", {"id": "cus_1"})
            self.assertEqual(client.send("POST", "/backups").status, 202, "it may be tried again")


if __name__ == "__main__":
    portal_process.main()
