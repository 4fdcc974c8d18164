"""Mails without an SMTP server: files, that go with whom they were written to. (By SMTP: tests/mail/.)"""
import email
import email.policy
import shutil
import stat
import time
import unittest

import portal_process
from portal_process import Portal


def eventually(test, ask, wanted, seconds=30):
    end = time.monotonic() + seconds
    while not wanted(shown := ask()):
        if time.monotonic() > end:
            test.fail(f"not within {seconds} s: {shown}")
        time.sleep(0.02)
    return shown


class Mails(unittest.TestCase):
    def files(self, portal):
        return sorted((portal.data / "mail").glob("*"), key=lambda file: int(file.name.split(".")[0][5:]))

    def read(self, file):
        return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)

    def invoice(self, client, customer):
        client.make("/payment-methods", {"customer": customer, "token": "pm_card_visa"})
        made = client.make("/invoices", {"customer": customer, "currency": "usd",
                                         "lines": [{"description": "Work", "amount": 2900}]})
        client.want(200, "POST", f"/invoices/{made['id']}/finalize", {})
        return client.want(200, "POST", f"/invoices/{made['id']}/pay", {})

    def test_they_are_files_in_the_order_of_what_happened(self):
        with Portal(clock="test") as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_a", "name": "Jörg", "email": "j@example.com", "locale": "es"})
            client.make("/payment-methods", {"customer": "cus_a", "token": "pm_card_visa"})
            client.make("/products", {"id": "prod_1", "name": "Pro"})
            client.make("/prices", {"id": "price_1", "product": "prod_1", "currency": "usd", "unitAmount": 900,
                                    "recurring": {"interval": "month", "intervalCount": 1}})
            made = client.make("/subscriptions", {"customer": "cus_a", "price": "price_1"})
            shown = client.want(200, "POST", f"/subscriptions/{made['id']}/cancel", {"effective": "period_end"})
            client.want(200, "POST", "/test/clock", {"now": shown["cancelAt"]})
            files = eventually(self, lambda: self.files(portal), lambda found: len(found) == 3)
            subjects = [self.read(file)["Subject"] for file in files]
            self.assertRegex(subjects[0], "^Recibo de la factura ")
            self.assertRegex(subjects[1], "^Su suscripción a Pro termina el ")
            self.assertEqual(subjects[2], "Su suscripción a Pro ha terminado")
            self.assertEqual(self.read(files[0])["To"], "Jörg <j@example.com>")
            positions = {e["data"]["mail"]: e["cause"] for e in client.events(types="mail.*")}
            self.assertEqual([file.name for file in files], [f"{mail}.cus_a.eml" for mail in positions])
            self.assertEqual([f"mail_{cause}" for cause in positions.values()], list(positions))
            for file in files:
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
            self.assertEqual(stat.S_IMODE((portal.data / "mail").stat().st_mode), 0o700)

    def test_the_invoice_is_the_one_of_the_api(self):
        with Portal() as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_a", "email": "ann@example.com"})
            paid = self.invoice(client, "cus_a")
            [file] = eventually(self, lambda: self.files(portal), lambda found: len(found) == 1)
            [attached] = self.read(file).iter_attachments()
            self.assertEqual(attached.get_content(), client.get(f"/invoices/{paid['id']}/pdf").body)

    def test_erasing_someone_removes_what_was_written_to_them(self):
        with Portal() as portal:
            client = portal.client()
            for name in ("cus_a", "cus_b"):
                client.make("/customers", {"id": name, "email": f"{name}@example.com"})
                self.invoice(client, name)
            eventually(self, lambda: self.files(portal), lambda found: len(found) == 2)
            client.send("POST", "/customers/cus_a/erase", {})
            left = eventually(self, lambda: self.files(portal), lambda found: len(found) == 1)
            self.assertTrue(left[0].name.endswith(".cus_b.eml"))
            portal.restart()
            self.assertEqual(len(list(portal.client().events(types="mail.*"))), 2)

    def test_erasing_removes_them_whatever_becomes_of_mails_now(self):
        for settings in ({"mail": "no"}, {"smtp_url": "smtp://127.0.0.1:9"}):
            with Portal() as portal:
                client = portal.client()
                client.make("/customers", {"id": "cus_a", "email": "ann@example.com"})
                self.invoice(client, "cus_a")
                eventually(self, lambda: self.files(portal), lambda found: len(found) == 1)
                portal.stop()
                portal.settings.update(settings)
                portal.start()
                portal.client().send("POST", "/customers/cus_a/erase", {})
                eventually(self, lambda: self.files(portal), lambda found: not found)

    def test_none_comes_again_when_the_views_are_made_anew(self):
        with Portal() as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_a", "email": "ann@example.com"})
            self.invoice(client, "cus_a")
            eventually(self, lambda: list(client.events(types="mail.*")), lambda sent: len(sent) == 1)
            portal.stop()
            shutil.rmtree(portal.data / "views")
            shutil.rmtree(portal.data / "mail")
            portal.start()
            client = portal.client()
            self.invoice(client, "cus_a")
            eventually(self, lambda: list(client.events(types="mail.*")), lambda sent: len(sent) == 2)
            self.assertEqual(len(self.files(portal)), 1)

    def test_nobody_without_an_address_is_written_to(self):
        with Portal() as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_none"})
            client.make("/customers", {"id": "cus_some", "email": "some@example.com"})
            self.invoice(client, "cus_none")
            self.invoice(client, "cus_some")
            eventually(self, lambda: self.files(portal), lambda found: len(found) == 1)
            self.assertEqual(portal.stop(), 0)
            self.assertTrue(self.files(portal)[0].name.endswith(".cus_some.eml"))

    def test_they_can_be_switched_off(self):
        with Portal(mail="no") as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_a", "email": "ann@example.com"})
            self.invoice(client, "cus_a")
            self.assertEqual(portal.stop(), 0)
            self.assertFalse((portal.data / "mail").exists())


if __name__ == "__main__":
    portal_process.main()
