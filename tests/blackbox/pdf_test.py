"""An invoice's PDF from the real binary: through its link, without credentials, the same before and after a
restart and from many askers at once; and commands do not wait for it."""
import time
import unittest
import urllib.parse

import portal_process
from portal_process import Portal, in_parallel


def make_invoice(portal):
    client = portal.client()
    client.make("/customers", {
        "id": "cus_pdf", "email": "ada@example.com", "name": "Ada Lovelace · 愛 · آدا", "locale": "ar",
        "address": {"line1": "12 St James’s Square", "city": "London", "country": "GB"}})
    client.make("/invoices", {
        "customer": "cus_pdf", "id": "in_pdf", "currency": "kwd",
        "lines": [{"description": f"Line {at}", "unitAmount": 1250, "quantity": at} for at in range(1, 120)]})
    client.want(200, "POST", "/invoices/in_pdf/finalize", {})
    return client.want(200, "GET", "/invoices/in_pdf")


def path_of(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.path}?{parts.query}"


class Pdf(unittest.TestCase):
    def test_the_same_bytes_through_the_link_after_a_restart(self):
        with Portal() as portal:
            path = path_of(make_invoice(portal)["pdfUrl"])
            first = portal.client(None).get(path)
            self.assertEqual(first.status, 200)
            self.assertTrue(first.body.startswith(b"%PDF-"))
            self.assertIn("invoice-", first.headers["content-disposition"])
            portal.restart()
            again = portal.client(None).get(path)
            self.assertEqual(again.body, first.body)
            self.assertEqual(portal.client(None).get(path + "x").status, 403)

    def test_many_at_once_hold_no_command_up(self):
        with Portal(rate_customers="0") as portal:
            path = path_of(make_invoice(portal)["pdfUrl"])
            first = portal.client(None).get(path)
            slowest = 0.0

            def ask(_):
                answer = portal.client(None).get(path)
                self.assertIn(answer.status, (200, 429))
                if answer.status == 200:
                    self.assertEqual(answer.body, first.body)

            def change(at):
                nonlocal slowest
                began = time.monotonic()
                portal.client().want(200, "PATCH", "/customers/cus_pdf", {"phone": f"+49 30 {at:06}"})
                slowest = max(slowest, time.monotonic() - began)

            in_parallel(lambda work: work[0](work[1]), [(ask, at) for at in range(200)] + [(change, 1), (change, 2)])
            in_parallel(lambda work: work[0](work[1]), [(change if at % 20 == 0 else ask, at) for at in range(200)])
            self.assertLess(slowest, 5.0)


if __name__ == "__main__":
    portal_process.main()
