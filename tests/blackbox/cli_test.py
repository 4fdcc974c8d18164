"""The command line: help, settings, keys, replay, audit, verify, views."""
import csv
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import portal_process
from portal_process import ADMIN_KEY, Portal, run


class Help(unittest.TestCase):
    def test_version_and_help_need_nothing(self):
        self.assertRegex(run("--version").stdout, r"^portal \d+\.\d+\.\d+\n$")
        shown = run("--help").stdout
        for command in ("serve", "keys", "replay", "audit", "verify", "views", "demo"):
            self.assertIn(command, shown)
        for command in ("serve", "replay", "audit", "verify", "demo"):
            self.assertIn("--data", run(command, "--help").stdout)

    def test_misuse_exits_with_2(self):
        run(code=2)
        run("sevre", code=2)
        run("serve", "--prot", "1", code=2)
        run("replay", "--format", "xml", code=2)


class Settings(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.folder.name, "portal.toml")

    def tearDown(self):
        self.folder.cleanup()

    def shown(self, *flags, **environment):
        return run("serve", "--print-config", *flags, **environment).stdout

    def test_default_then_file_then_environment_then_flag(self):
        self.assertIn('listen = "127.0.0.1:8080"', self.shown())
        self.file.write_text('listen = "127.0.0.1:1"\nsnapshot_every = 50\n')
        config = ("--config", str(self.file))
        self.assertIn('listen = "127.0.0.1:1"', self.shown(*config))
        self.assertIn("snapshot_every = 50", self.shown(*config))
        self.assertIn('listen = "127.0.0.1:2"', self.shown(*config, listen="127.0.0.1:2"))
        self.assertIn(
            'listen = "127.0.0.1:3"', self.shown(*config, "--listen", "127.0.0.1:3", listen="127.0.0.1:2")
        )

    def test_unknown_names_are_errors_that_suggest(self):
        self.file.write_text('\nlisen = "127.0.0.1:1"\n')
        said = run("serve", "--config", str(self.file), code=2).stderr
        self.assertIn("portal.toml:2", said)
        self.assertIn("Did you mean listen?", said)
        self.assertIn("Did you mean PORTAL_LISTEN?", run("serve", code=2, lisen="x").stderr)

    def test_wrong_values_are_errors_that_say_what_is_right(self):
        self.assertIn("1..64", run("serve", "--io-threads", "0", code=2).stderr)
        self.assertIn("real,test", run("serve", "--clock", "fast", code=2).stderr)
        self.assertIn("HOST:PORT", run("serve", "--listen", "nonsense", code=2).stderr)
        self.assertIn("https://billing.ex", run("serve", "--public-url", "b.example.com", code=2).stderr)
        self.assertIn("https://app.ex", run("serve", "--allowed-origins", "app.example.com", code=2).stderr)
        self.file.write_text("listen = [1]\n")
        self.assertIn("list of strings", run("serve", "--config", str(self.file), code=2).stderr)
        self.file.write_text("listen = \n")
        self.assertIn("line 1", run("serve", "--config", str(self.file), code=2).stderr)

    def test_an_administrators_key_of_another_form_is_refused_from_wherever_it_comes(self):
        data = pathlib.Path(self.folder.name, "data")
        flags = ("--data", str(data))
        self.file.write_text('admin_key = "hunter2secret"\n')
        for where, said in (
            ("PORTAL_ADMIN_KEY", run("serve", *flags, code=2, admin_key="hunter2secret").stderr),
            ("portal.toml", run("serve", *flags, "--config", str(self.file), code=2).stderr),
        ):
            self.assertIn(where, said)
            self.assertIn("openssl rand", said)
            self.assertNotIn("hunter2", said)
        self.assertFalse(data.exists())

    def test_secrets_are_masked(self):
        shown = self.shown(admin_key=ADMIN_KEY, key=ADMIN_KEY)
        self.assertNotIn(ADMIN_KEY, shown)
        self.assertIn('admin_key = "********"', shown)

    def test_what_it_prints_is_a_settings_file(self):
        self.file.write_text(self.shown())
        self.assertEqual(
            [line for line in self.shown("--config", str(self.file)).splitlines() if not line.startswith("#")],
            [line for line in self.shown().splitlines() if not line.startswith("#")],
        )


class Keys(unittest.TestCase):
    def test_keys_made_offline_open_the_server(self):
        with Portal() as portal:
            data = str(portal.data)
            self.assertIn(data, run("keys", "list", "--data", data, code=1).stderr)
            portal.stop()
            secret = run("keys", "create", "--data", data, "--role", "app", "--name", "web shop").stdout.strip()
            self.assertTrue(secret.startswith("sk_"))
            listed = run("keys", "list", "--data", data).stdout
            self.assertIn("web shop", listed)
            run("keys", "create", "--data", data, "--role", "app", "--name", "two\nlines")
            again = run("keys", "list", "--data", data).stdout
            self.assertEqual(len(again.splitlines()), len(listed.splitlines()) + 1)
            self.assertIn("two\\nlines", again)
            self.assertNotIn(secret, listed)
            portal.start()
            app = portal.client(secret)
            app.make("/customers", {"id": "cus_1"})
            self.assertEqual(app.get("/audit/actions").status, 403)
            key_id = secret[: -44]
            run("keys", "revoke", "--url", f"http://127.0.0.1:{portal.port}", key_id, key=ADMIN_KEY)
            self.assertEqual(portal.client(secret).get("/customers/cus_1").status, 401)

    def test_the_first_key_may_come_before_the_first_start(self):
        for makes_folder in (False, True):
            with self.subTest(empty_folder_is_there=makes_folder):
                portal = Portal(admin_key="")
                try:
                    if makes_folder:
                        portal.data.mkdir()
                    made = run("keys", "create", "--data", str(portal.data), "--role", "admin")
                    portal.start()
                    self.assertEqual(portal.client(made.stdout.strip()).get("/keys").status, 200)
                finally:
                    portal.close()

    def test_keys_made_through_the_server(self):
        with Portal() as portal:
            url = f"http://127.0.0.1:{portal.port}"
            secret = run("keys", "create", "--url", url, "--role", "analyst", key=ADMIN_KEY).stdout.strip()
            self.assertEqual(portal.client(secret).get("/events").status, 200)
            self.assertEqual(portal.client(secret).post("/customers", {}).status, 403)
            self.assertIn("analyst", run("keys", "list", "--url", url, key=ADMIN_KEY).stdout)
            self.assertIn("key", run("keys", "list", "--url", url, code=1).stderr)


class Log(unittest.TestCase):
    """replay, audit, verify and views on one small log."""

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal()
        cls.portal.start()
        client = cls.portal.client()
        client.make("/products", {"id": "prod_1", "name": "=1+1 is a formula, and \"quoted\""})
        for number in range(30):
            client.make("/customers", {"id": f"cus_{number}", "metadata": {"note": "=HYPERLINK(\"x\")"}})
        client.want(200, "PATCH", "/customers/cus_7", {"metadata": {"seen": "yes"}})
        cls.url = f"http://127.0.0.1:{cls.portal.port}"
        cls.data = str(cls.portal.data)

    @classmethod
    def tearDownClass(cls):
        cls.portal.close()

    def lines(self, *flags):
        return [json.loads(line) for line in run("replay", *flags).stdout.splitlines()]

    def test_replay_while_the_server_runs_is_the_log_in_order(self):
        local = self.lines("--data", self.data, "--format", "ndjson")
        self.assertEqual([event["position"] for event in local], [str(n) for n in range(1, len(local) + 1)])
        remote = [
            json.loads(line) for line in
            run("replay", "--url", self.url, "--format", "ndjson", key=ADMIN_KEY).stdout.splitlines()
        ]
        same = ("position", "recordedAt", "stream", "version", "type", "action", "principal", "requestId")
        self.assertEqual(
            [[event[name] for name in same] for event in remote], [[event[name] for name in same] for event in local]
        )

    def test_filters(self):
        everything = self.lines("--data", self.data, "--format", "ndjson")
        mine = self.lines("--data", self.data, "--format", "ndjson", "--customer", "cus_7")
        self.assertEqual({event["stream"] for event in mine}, {"customer/cus_7"})
        made = self.lines("--data", self.data, "--format", "ndjson", "--type", "customer.created")
        self.assertEqual(len(made), 30)
        self.assertEqual(
            made, self.lines("--data", self.data, "--format", "ndjson", "--type", "customer.created.*,customer.erased")
        )
        part = self.lines("--data", self.data, "--format", "ndjson", "--after", "5", "--to", "9")
        self.assertEqual([event["position"] for event in part], ["6", "7", "8", "9"])
        at = everything[10]["recordedAt"]
        later = self.lines("--data", self.data, "--format", "ndjson", "--from", at)
        earlier = self.lines("--data", self.data, "--format", "ndjson", "--until", at)
        self.assertEqual(earlier + later, everything)
        self.assertEqual(len(self.lines("--data", self.data, "--format", "ndjson", "--limit", "3")), 3)
        run("replay", "--data", self.data, "--after", "x", code=2)
        run("replay", "--data", self.data, "--from", "yesterday", code=2)
        run("replay", "--data", self.data, "--customer", "prod_1", code=2)
        unknown = run("replay", "--data", self.data, "--type", "customer.create", code=2)
        self.assertIn("Did you mean \"customer.created\"?", unknown.stderr)

    def test_csv_is_safe_for_spreadsheets(self):
        text = run("replay", "--data", self.data, "--format", "csv").stdout
        rows = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual(len({len(row) for row in rows}), 1)
        self.assertEqual(len(rows) - 1, len(self.lines("--data", self.data, "--format", "ndjson")))
        for row in rows[1:]:
            for cell in row:
                self.assertNotIn(cell[:1], ("=", "+", "-", "@", "\t", "\r"))
        data = [json.loads(row[-1]) for row in rows[1:]]
        self.assertIn('=1+1 is a formula, and "quoted"', str(data))

    def test_table_has_a_line_for_each_event(self):
        text = run("replay", "--data", self.data).stdout.splitlines()
        self.assertTrue(text[0].startswith("POSITION"))
        self.assertEqual(len(text) - 1, len(self.lines("--data", self.data, "--format", "ndjson")))

    def test_raw_lines_are_verified_offline_by_a_program_of_its_own(self):
        raw = run("replay", "--raw", "--data", self.data).stdout
        tool = portal_process.SOURCE / "docs" / "verify_log.py"
        with tempfile.TemporaryDirectory() as folder:
            log, head = pathlib.Path(folder, "log.ndjson"), pathlib.Path(folder, "head.json")
            log.write_text(raw)
            head.write_bytes(self.portal.client().get("/audit/checkpoint").body)
            good = subprocess.run([sys.executable, tool, log, head], capture_output=True, text=True, check=False)
            self.assertEqual(good.returncode, 0, good.stdout + good.stderr)
            for wrong in (raw.replace("cus_11", "cus_12"), raw.replace("\n", "", 1), raw[: len(raw) // 2]):
                log.write_text(wrong)
                bad = subprocess.run([sys.executable, tool, log, head], capture_output=True, text=True, check=False)
                self.assertEqual(bad.returncode, 1, bad.stdout)

    def test_audit_lists_who_did_what(self):
        text = run("audit", "--url", self.url, "--format", "ndjson", "--customer", "cus_7", key=ADMIN_KEY).stdout
        actions = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([a["action"] for a in actions][:2], ["customer.update", "customer.create"])
        table = run("audit", "--url", self.url, "--limit", "5", key=ADMIN_KEY).stdout.splitlines()
        self.assertEqual(len(table), 6)
        everything = run("audit", "--url", self.url, "--format", "csv", key=ADMIN_KEY).stdout
        self.assertGreaterEqual(len(list(csv.reader(io.StringIO(everything, newline="")))), 33)

    def test_verify_audit_and_views_offline(self):
        with Portal() as portal:
            for number in range(20):
                portal.client().make("/customers", {"id": f"cus_{number}"})
            self.assertIn("sound", portal.verify().stdout, "while the server runs")
            self.assertNotEqual(run("views", "rebuild", "--data", str(portal.data), code=None).returncode, 0)
            self.assertNotEqual(run("audit", "--data", str(portal.data), code=None).returncode, 0)
            portal.stop()
            self.assertIn("sound", portal.verify().stdout)
            self.assertIn("customer.create", run("audit", "--data", str(portal.data)).stdout)
            self.assertIn("rebuilt", run("views", "rebuild", "--data", str(portal.data)).stdout)
            portal.start()
            self.assertEqual(len(list(portal.client().pages("/customers"))), 20)

    def test_what_cannot_open_a_running_portals_folder_names_the_other_way(self):
        with Portal() as portal:
            for command in ("analytics", "audit"):
                said = run(command, "--data", str(portal.data), code=1).stderr
                self.assertIn("in use by another process", said)
                self.assertIn("name it with --url", said)

    def test_a_folder_without_a_log_is_named(self):
        for command in (["replay"], ["verify"], ["views", "rebuild"], ["audit"], ["keys", "list"]):
            said = run(*command, "--data", "/nonexistent/portal", code=1).stderr
            self.assertIn("/nonexistent/portal", said)


class Demo(unittest.TestCase):
    def test_a_folder_is_filled_with_two_months(self):
        with tempfile.TemporaryDirectory() as folder:
            portal = Portal(folder=folder)
            try:
                self.assertIn("12 customers", run("demo", "--data", str(portal.data)).stdout)
                self.assertIn("not empty", run("demo", "--data", str(portal.data), code=1).stderr)
                portal.start()
                client = portal.client()
                statuses = {s["status"] for s in client.pages("/subscriptions")}
                self.assertLessEqual({"active", "trialing", "canceled"}, statuses)
                invoices = list(client.pages("/invoices?customer=cus_acme"))
                self.assertGreaterEqual(len(invoices), 3, "renewals happened")
                shown = run("demo", "--url", f"http://127.0.0.1:{portal.port}", key=ADMIN_KEY).stdout
                self.assertIn("/session/ps_", shown)
                self.assertEqual(portal.stop(), 0)
                self.assertIn("sound", portal.verify().stdout)
            finally:
                portal.close()

    def test_a_running_server_is_filled_once(self):
        with Portal() as portal:
            url = f"http://127.0.0.1:{portal.port}"
            run("demo", "--url", url, key=ADMIN_KEY)
            first = len(list(portal.client().pages("/subscriptions")))
            run("demo", "--url", url, key=ADMIN_KEY)
            self.assertEqual(len(list(portal.client().pages("/subscriptions"))), first)


if __name__ == "__main__":
    portal_process.main()
