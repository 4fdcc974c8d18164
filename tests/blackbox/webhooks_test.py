"""Webhooks as their receivers see them: signed, in order, again until they arrive, and never inside."""
import datetime
import os
import time
import unittest

import portal_process
from portal_process import Portal, body_of, checked_log, seeded
from receiver import Receiver

KILLS = int(os.environ.get("BLACKBOX_WEBHOOK_KILLS") or 60)


def eventually(test, ask, wanted, seconds=30):
    end = time.monotonic() + seconds
    while True:
        shown = ask()
        if wanted(shown):
            return shown
        if time.monotonic() > end:
            test.fail(f"not within {seconds} s: {str(shown)[:2000]}")
        time.sleep(0.02)


def moved(text, **by):
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) + datetime.timedelta(**by)
    return at.astimezone(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class WebhookCase(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)

    def endpoint(self, client, path="/hook", events=("*",), **more):
        made = client.make(
            "/webhook-endpoints", {"url": self.receiver.url + path, "events": list(events), **more}
        )
        self.receiver.secrets.setdefault(path, []).append(made["secret"])
        return made

    def deliveries(self, client, endpoint, query=""):
        return client.want(200, "GET", f"/webhook-endpoints/{endpoint}/deliveries?limit=100{query}")["data"]

    def refused(self, client, body, status=400, method="POST", target="/webhook-endpoints"):
        answer = client.send(method, target, body)
        self.assertEqual(answer.status, status, answer)
        return body_of(answer)["error"]["code"]


class Deliveries(WebhookCase):
    def test_each_event_arrives_signed_in_order_once(self):
        with Portal(webhooks_inside="yes") as portal:
            client = portal.client()
            made = self.endpoint(client)
            self.assertRegex(made["secret"], r"^whsec_[A-Za-z0-9+/]{43}=$")
            self.endpoint(client, "/names", ["customer.updated", "product.*"])
            client.make("/customers", {"id": "cus_ada", "email": "ada@example.com"})
            for number in range(20):
                client.want(200, "PATCH", "/customers/cus_ada", {"metadata": {"n": str(number)}})
            client.make("/products", {"id": "prod_1", "name": "Pro"})
            got = eventually(self, lambda: self.receiver.got("/hook"), lambda all_of: len(all_of) >= 22)
            self.assertFalse([one for one in got if "fault" in one])
            events = {e["position"]: e for e in client.events() if not e["stream"].startswith("webhooks/")}
            self.assertEqual(sorted(e["position"] for e in got), sorted(events))
            of_ada = [one for one in got if one.get("customer") == "cus_ada"]
            self.assertEqual([one["version"] for one in of_ada], list(range(1, 22)))
            self.assertEqual(of_ada[0]["type"], "customer.created")
            self.assertEqual(of_ada[0]["schema"], "v1")
            self.assertEqual(of_ada[0]["data"]["email"], "ada@example.com")
            self.assertEqual([one["data"]["metadata"]["n"] for one in of_ada[1:]], [str(n) for n in range(20)])
            names = eventually(self, lambda: self.receiver.got("/names"), lambda all_of: len(all_of) >= 21)
            self.assertEqual({one["type"] for one in names}, {"customer.updated", "product.created"})
            listed = eventually(
                self, lambda: self.deliveries(client, made["id"], "&status=delivered"),
                lambda rows: len(rows) == 22,
            )
            self.assertEqual([row["position"] for row in listed], sorted(events, key=int, reverse=True))
            self.assertEqual({row["attempts"] for row in listed}, {1})
            page = client.want(200, "GET", f"/webhook-endpoints/{made['id']}/deliveries?limit=10")
            rest = client.want(
                200, "GET", f"/webhook-endpoints/{made['id']}/deliveries?startingAfter={page['nextCursor']}"
            )
            self.assertEqual([row["id"] for row in page["data"] + rest["data"]], [row["id"] for row in listed])
            shown = client.want(200, "GET", f"/webhook-endpoints/{made['id']}")
            self.assertNotIn("secret", shown)
            self.assertNotIn(made["secret"][6:], portal.log_tail(1 << 20))
            for path in portal.data.rglob("*"):
                if path.is_file():
                    self.assertNotIn(made["secret"][6:].encode(), path.read_bytes(), path)

    def test_a_secret_is_rotated_with_an_overlap(self):
        with Portal(webhooks_inside="yes", clock="test") as portal:
            client = portal.client()
            made = self.endpoint(client)
            old = made["secret"]
            new = client.want(
                200, "POST", f"/webhook-endpoints/{made['id']}/rotate-secret", {"overlapHours": 2}
            )["secret"]
            self.assertNotEqual(old, new)
            answers = []
            for hours, secrets in ((0, [old]), (0, [new]), (3, [old]), (3, [new])):
                self.receiver.secrets["/hook"] = secrets
                if hours:
                    now = moved(client.want(200, "GET", f"/webhook-endpoints/{made['id']}")["created"], hours=hours)
                    client.want(200, "POST", "/test/clock", {"now": now})
                client.make("/products", {"name": "One more"})
                got = eventually(
                    self, lambda: self.receiver.got("/hook"), lambda all_of: len(all_of) > len(answers)
                )
                answers.append("fault" in got[-1])
            self.assertEqual(answers, [False, False, True, False])

    def test_what_fails_is_tried_again_by_the_clock_and_holds_back_only_its_customer(self):
        failing = {"cus_a"}
        self.receiver.respond = lambda path, payload: 500 if payload.get("customer") in failing else 200
        with Portal(webhooks_inside="yes", clock="test") as portal:
            client = portal.client()
            made = self.endpoint(client)
            for name in ("cus_a", "cus_b"):
                client.make("/customers", {"id": name})
                client.want(200, "PATCH", f"/customers/{name}", {"metadata": {"n": "1"}})
            eventually(self, lambda: self.receiver.got("/hook"), lambda got: len(got) == 2)
            self.assertEqual([one["customer"] for one in self.receiver.got("/hook")], ["cus_b", "cus_b"])
            now = moved(made["created"], hours=1)
            client.want(200, "POST", "/test/clock", {"now": now})
            tried = [one for one in self.receiver.got("/hook", 500)]
            self.assertEqual(len(tried), 4, "at once, after 5 s, 5 min and 30 min")
            self.assertEqual({one["id"] for one in tried}, {tried[0]["id"]})
            waiting = self.deliveries(client, made["id"], "&status=pending")
            self.assertEqual([row["attempts"] for row in waiting], [0, 4])
            self.assertEqual(waiting[1]["responseStatus"], 500)
            failing.clear()
            client.want(200, "POST", "/test/clock", {"now": moved(now, hours=10)})
            self.assertEqual(
                [one["type"] for one in self.receiver.got("/hook") if one["customer"] == "cus_a"],
                ["customer.created", "customer.updated"],
            )

    def test_an_endpoint_that_nothing_reaches_is_disabled_and_goes_on_later(self):
        self.receiver.respond = lambda path, payload: 503
        with Portal(webhooks_inside="yes", clock="test") as portal:
            client = portal.client()
            made = self.endpoint(client)
            client.make("/customers", {"id": "cus_a"})
            client.want(200, "POST", "/test/clock", {"now": moved(made["created"], days=5)})
            shown = client.want(200, "GET", f"/webhook-endpoints/{made['id']}")
            self.assertFalse(shown["active"])
            self.assertIn("HTTP 503", shown["disabledReason"])
            self.assertEqual(len(self.receiver.got("/hook", 503)), 10)
            self.assertEqual(self.deliveries(client, made["id"])[0]["status"], "failed")
            client.make("/customers", {"id": "cus_b"})
            self.receiver.respond = lambda path, payload: 200
            client.want(200, "PATCH", f"/webhook-endpoints/{made['id']}", {"active": True})
            got = eventually(self, lambda: self.receiver.got("/hook"), lambda all_of: all_of)
            self.assertEqual([one["customer"] for one in got], ["cus_b"])
            resend = f"/webhook-endpoints/{made['id']}/deliveries/{self.receiver.got('/hook', 503)[0]['id']}/resend"
            client.want(200, "POST", resend, {})
            got = eventually(self, lambda: self.receiver.got("/hook"), lambda all_of: len(all_of) == 2)
            self.assertEqual(got[1]["customer"], "cus_a")

    def test_a_stretch_is_replayed_under_the_same_ids(self):
        with Portal(webhooks_inside="yes") as portal:
            client = portal.client()
            made = self.endpoint(client)
            for number in range(10):
                client.make("/products", {"name": f"Product {number}"})
            got = eventually(self, lambda: self.receiver.got("/hook"), lambda all_of: len(all_of) == 10)
            first, last = got[2], got[6]
            client.want(200, "POST", f"/webhook-endpoints/{made['id']}/replay", {
                "after": str(int(first["position"]) - 1), "until": last["position"]})
            got = eventually(self, lambda: self.receiver.got("/hook"), lambda all_of: len(all_of) >= 15)
            self.assertEqual([one["id"] for one in got[10:]], [one["id"] for one in got[2:7]])
            client.want(200, "POST", f"/webhook-endpoints/{made['id']}/replay", {"from": made["created"]})
            got = eventually(self, lambda: self.receiver.got("/hook"), lambda all_of: len(all_of) >= 25)
            self.assertEqual([one["id"] for one in got[15:]], [one["id"] for one in got[:10]])
            target = f"/webhook-endpoints/{made['id']}/replay"
            self.assertEqual(self.refused(client, {}, target=target), "parameter_missing")
            self.assertEqual(self.refused(client, {"after": "5", "until": "5"}, target=target), "replay_empty")
            self.assertEqual(self.refused(client, {"after": "999999"}, target=target), "parameter_invalid")

    def test_a_slow_endpoint_delays_nobody_else(self):
        slow = lambda path, payload: time.sleep(5) or 200 if path == "/slow" else 200
        self.receiver.respond = slow
        with Portal(webhooks_inside="yes") as portal:
            client = portal.client()
            self.endpoint(client, "/slow")
            self.endpoint(client, "/hook")
            dead = client.make("/webhook-endpoints", {"url": "http://127.0.0.1:9/", "events": ["*"]})
            started = time.monotonic()
            for number in range(50):
                client.make("/customers", {"id": f"cus_{number}"})
            eventually(self, lambda: self.receiver.got("/hook"), lambda got: len(got) == 50)
            self.assertLess(time.monotonic() - started, 4)
            pending = eventually(
                self, lambda: self.deliveries(client, dead["id"], "&status=pending"),
                lambda rows: any(row.get("error") for row in rows),
            )
            self.assertFalse(any("responseStatus" in row for row in pending))


class Inside(WebhookCase):
    def test_nothing_is_sent_inside_unless_the_operator_lets_it(self):
        with Portal() as portal:
            client = portal.client()
            for url, code in (
                (self.receiver.url, "url_invalid"), ("https://127.0.0.1/", "endpoint_url_inside"),
                ("https://10.1.2.3/", "endpoint_url_inside"), ("https://localhost/", "endpoint_url_inside"),
                ("https://169.254.169.254/latest/meta-data/", "endpoint_url_inside"),
            ):
                self.assertEqual(self.refused(client, {"url": url, "events": ["*"]}), code)

    def test_a_name_that_leads_inside_is_held_back_once_it_is_resolved(self):
        with Portal(webhooks_inside="yes", clock="test") as portal:
            client = portal.client()
            made = client.make("/webhook-endpoints", {
                "url": self.receiver.url.replace("127.0.0.1", "localhost") + "/hook", "events": ["*"]})
            # The operator has changed their mind; the endpoint is still there.
            portal.stop()
            portal.settings["webhooks_inside"] = "no"
            portal.start()
            client = portal.client()
            client.make("/customers", {"id": "cus_a"})
            shown = eventually(
                self, lambda: self.deliveries(client, made["id"]), lambda rows: rows and rows[0]["attempts"]
            )
            self.assertEqual(shown[0]["error"], "the address is not public")
            self.assertEqual(self.receiver.arrived, [])

    def test_only_apps_may(self):
        with Portal() as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_a"})
            key = client.make("/keys", {"name": "Analyst", "role": "analyst"})["secret"]
            answer = portal.client(key=key).get("/webhook-endpoints")
            self.assertEqual(answer.status, 403)


class Kills(WebhookCase):
    def test_no_kill_leaves_an_event_undelivered(self):
        chance = seeded()
        self.receiver.respond = lambda path, payload: time.sleep(chance.uniform(0, 0.02)) or 200
        with Portal(webhooks_inside="yes") as portal:
            client = portal.client()
            made = self.endpoint(client)
            for kill in range(1, KILLS + 1):
                client = portal.client(timeout=10)
                for number in range(chance.randrange(1, 8)):
                    client.make("/customers", {"id": f"cus_{kill}_{number}"})
                    client.want(200, "PATCH", f"/customers/cus_{kill}_{number}", {"metadata": {"k": "1"}})
                time.sleep(chance.uniform(0, 0.15))
                portal.restart()
            self.receiver.respond = lambda path, payload: 200
            client = portal.client()
            events = [e for e in client.events() if not e["stream"].startswith("webhooks/")]
            wanted = {f"evt_{e['position']}": e for e in events}
            got = eventually(
                self, lambda: self.receiver.got("/hook"),
                lambda all_of: {one["id"] for one in all_of} >= set(wanted), 120,
            )
            self.assertEqual({one["id"] for one in got}, set(wanted))
            first = {}
            for place, one in enumerate(got):
                self.assertNotIn("fault", one)
                self.assertEqual(one["position"], wanted[one["id"]]["position"])
                first.setdefault(one["id"], place)
            by_stream = {}
            for name, event in wanted.items():
                by_stream.setdefault(event["stream"], []).append(first[name])
            for stream, places in by_stream.items():
                self.assertEqual(places, sorted(places), f"{stream} arrived in order")
            eventually(
                self, lambda: self.deliveries(client, made["id"], "&status=pending"), lambda rows: not rows
            )
            print(f"{KILLS} kills, {len(wanted)} events, {len(got)} deliveries")
            checked_log(self, client)


if __name__ == "__main__":
    portal_process.main()
