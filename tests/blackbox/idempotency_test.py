"""One Idempotency-Key, a thousand tries: one effect, and the same answer for ever."""
import threading
import time
import unittest

import portal_process
from portal_process import Portal, body_of, in_parallel

TRIES = 1000


class Idempotency(unittest.TestCase):
    def test_a_thousand_parallel_retries_have_one_effect(self):
        with Portal() as portal:
            portal.client().make("/customers", {"id": "cus_1"})
            body = {"customer": "cus_1", "amount": 700, "currency": "usd"}
            local, answers, lock = threading.local(), [], threading.Lock()

            def attempt(_):
                if not hasattr(local, "client"):
                    local.client = portal.client()
                while True:
                    answer = local.client.post("/credits/grants", body, {"Idempotency-Key": "the-one"})
                    if answer.status == 409:
                        self.assertEqual(body_of(answer)["error"]["code"], "idempotency_key_in_use")
                        self.assertIn("retry-after", answer.headers)
                        time.sleep(0.01)
                        continue
                    with lock:
                        answers.append(answer)
                    return

            in_parallel(attempt, range(TRIES), threads=50)
            self.assertEqual(len(answers), TRIES)
            self.assertEqual({(answer.status, answer.body) for answer in answers}, {(answers[0].status, answers[0].body)})
            first = [a for a in answers if a.headers.get("idempotent-replayed") != "true"]
            self.assertEqual(len(first), 1)
            granted = [e for e in portal.client().events() if e["type"].startswith("credit.granted.")]
            self.assertEqual(len(granted), 1)

            portal.restart()
            again = portal.client().post("/credits/grants", body, {"Idempotency-Key": "the-one"})
            self.assertEqual((again.status, again.body), (first[0].status, first[0].body))
            self.assertEqual(again.headers["idempotent-replayed"], "true")
            balance = portal.client().want(200, "GET", "/credits/balance?customer=cus_1")
            self.assertEqual(balance["balance"], 700)

    def test_the_same_key_with_another_body_is_409(self):
        with Portal() as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_1"})
            key = {"Idempotency-Key": "k"}
            self.assertLess(client.post("/customers", {"id": "cus_2"}, key).status, 300)
            other = client.post("/customers", {"id": "cus_3"}, key)
            self.assertEqual(other.status, 409)
            self.assertEqual(body_of(other)["error"]["code"], "idempotency_key_reused")
            self.assertEqual(client.get("/customers/cus_3").status, 404)

    def test_a_secret_is_replayed_to_who_has_the_key_alone(self):
        with Portal() as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_1"})
            key = {"Idempotency-Key": "only-i-know-this-key"}
            body = {"scopes": ["invoices:read"]}
            first = client.post("/customers/cus_1/tokens", body, key)
            self.assertLess(first.status, 300, first)
            secret = body_of(first)["secret"]
            portal.restart()
            again = portal.client().post("/customers/cus_1/tokens", body, key)
            self.assertEqual(body_of(again)["secret"], secret)
            portal.stop()
            part = secret[-43:].encode()
            for file in portal.data.rglob("*"):
                if file.is_file():
                    self.assertNotIn(part, file.read_bytes(), f"the token's secret stands in {file}")


if __name__ == "__main__":
    portal_process.main()
