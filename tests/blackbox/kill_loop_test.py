"""SIGKILL again and again under load. Every command that was acknowledged is there once and in order,
positions have no gap, and the log verifies."""
import contextlib
import http.client
import os
import threading
import time
import unittest

import portal_process
from portal_process import Portal, body_of, checked_log, seeded

KILLS = int(os.environ.get("BLACKBOX_KILLS") or 300)
WRITERS = 8


class Writer(threading.Thread):
    """One customer's client: sends its next command only once the last was acknowledged, and repeats it
    with the same Idempotency-Key until it is."""

    def __init__(self, number, portal, over):
        super().__init__(daemon=True)
        self.customer = f"cus_writer{number}"
        self.portal, self.over = portal, over
        self.client = portal.client(timeout=10)
        self.acknowledged = []  # (sequence number, position)
        self.grants = {}  # id -> position
        self.retries = self.replays = 0
        self.failure = None

    def until_acknowledged(self, method, target, body, key):
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.client.send(method, target, body, {"Idempotency-Key": key})
                if answer.status < 300:
                    self.replays += answer.headers.get("idempotent-replayed") == "true"
                    return answer
                in_use = answer.status == 409 and body_of(answer)["error"]["code"] == "idempotency_key_in_use"
                if answer.status not in (429, 503) and not in_use:
                    raise AssertionError(f"{method} {target}: {answer}")
            self.retries += 1
            time.sleep(0.005)

    def run(self):
        try:
            self.until_acknowledged("POST", "/customers", {"id": self.customer}, f"{self.customer}-create")
            number = 0
            while not self.over.is_set():
                number += 1
                answer = self.until_acknowledged(
                    "PATCH", f"/customers/{self.customer}", {"metadata": {"number": str(number)}},
                    f"{self.customer}-{number}",
                )
                self.acknowledged.append((number, int(answer.headers["portal-position"])))
                if number % 5 == 0:
                    grant = f"cg_{self.customer[4:]}_{number}"
                    answer = self.until_acknowledged(
                        "POST", "/credits/grants",
                        {"id": grant, "customer": self.customer, "amount": number, "currency": "usd"},
                        f"{grant}-key",
                    )
                    self.grants[grant] = int(answer.headers["portal-position"])
        except BaseException as failure:  # noqa: BLE001 - shown by the test
            self.failure = failure


class KillLoop(unittest.TestCase):
    def test_nothing_acknowledged_is_lost_repeated_or_reordered(self):
        chance, over = seeded(), threading.Event()
        with Portal() as portal:
            writers = [Writer(number, portal, over) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            started = time.monotonic()
            for kill in range(1, KILLS + 1):
                time.sleep(chance.uniform(0.01, 0.25))
                portal.restart()
                self.assertFalse([w.failure for w in writers if w.failure])
                if kill % 50 == 0:
                    done = sum(len(writer.acknowledged) for writer in writers)
                    print(f"{kill} kills, {done} acknowledged, {time.monotonic() - started:.0f} s")
            over.set()
            for writer in writers:
                writer.join(60)
                self.assertFalse(writer.is_alive())
                self.assertIsNone(writer.failure)
            self.check(portal, writers)
            self.assertEqual(portal.stop(), 0)
            self.assertIn("sound", portal.verify().stdout)

    def check(self, portal, writers):
        events = checked_log(self, portal.client())
        print(
            f"{KILLS} kills, {len(events)} events, {sum(w.retries for w in writers)} retries, "
            f"{sum(w.replays for w in writers)} of them answered by replay"
        )
        by_stream = {}
        for event in events:
            by_stream.setdefault(event["stream"], []).append(event)
        for writer in writers:
            mine = by_stream[f"customer/{writer.customer}"]
            updates = [e for e in mine if e["type"].startswith("customer.updated.")]
            self.assertEqual(
                [(int(e["data"]["metadata"]["number"]), int(e["position"])) for e in updates],
                writer.acknowledged, "each acknowledged change once, in order, where the answer said",
            )
            grants = [e for e in mine if e["type"].startswith("credit.granted.")]
            self.assertEqual({e["data"]["grant"]["id"]: int(e["position"]) for e in grants}, writer.grants)
            self.assertEqual(len(grants), len(writer.grants))
            shown = portal.client().want(200, "GET", f"/customers/{writer.customer}")
            self.assertEqual(shown["metadata"]["number"], str(writer.acknowledged[-1][0]))


if __name__ == "__main__":
    portal_process.main()
