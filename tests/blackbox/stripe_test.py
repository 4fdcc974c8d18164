"""The gateway `stripe` against a server that speaks like Stripe: what customers see, and that no crash of
either side charges twice, loses a charge, or guesses."""
import os
import threading
import time
import unittest

import portal_process
from fake_stripe import FakeStripe
from portal_process import Portal, body_of, checked_log, seeded

KILLS = int(os.environ.get("BLACKBOX_STRIPE_KILLS") or 60)


def portal_with(fake, **settings):
    return Portal(gateway="stripe", stripe_api_key=fake.key, stripe_url=fake.url, **settings)


def eventually(test, ask, wanted, seconds=30):
    """What `ask` answers once `wanted` holds for it."""
    end = time.monotonic() + seconds
    while True:
        shown = ask()
        if wanted(shown):
            return shown
        if time.monotonic() > end:
            test.fail(f"not within {seconds} s: {shown}")
        time.sleep(0.02)


class StripeCase(unittest.TestCase):
    def setUp(self):
        self.fake = FakeStripe()
        self.addCleanup(self.fake.close)

    def attach(self, client, customer, token="pm_card_visa", wanted="ready", **more):
        made = client.make("/payment-methods", {"customer": customer, "token": token, **more})
        self.assertEqual(made["status"], "processing")
        return eventually(
            self, lambda: client.want(200, "GET", f"/payment-methods/{made['id']}"),
            lambda method: method["status"] == wanted,
        )

    def invoice(self, client, customer, amount, name=None):
        body = {"customer": customer, "currency": "usd", "lines": [{"description": "Work", "amount": amount}]}
        made = client.make("/invoices", {**body, **({"id": name} if name else {})})
        return client.want(200, "POST", f"/invoices/{made['id']}/finalize", {})

    def settled(self, client, invoice):
        """The invoice's latest payment, once it waits for nothing."""
        payment = client.want(200, "GET", f"/invoices/{invoice}")["payment"]
        return eventually(
            self, lambda: client.want(200, "GET", f"/payments/{payment}"),
            lambda shown: shown["status"] != "processing",
        )


class WhatCustomersSee(StripeCase):
    def test_a_card_is_attached_charged_and_let_go(self):
        with portal_with(self.fake) as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_ada"})
            method = self.attach(client, "cus_ada")
            self.assertEqual(method["card"]["last4"], "4242")
            self.assertTrue(method["isDefault"])
            invoice = self.invoice(client, "cus_ada", 4200)
            shown = client.want(200, "POST", f"/invoices/{invoice['id']}/pay", {})
            self.assertEqual(shown["status"], "open")
            payment = self.settled(client, invoice["id"])
            self.assertEqual(payment["status"], "succeeded")
            self.assertEqual(client.want(200, "GET", f"/invoices/{invoice['id']}")["status"], "paid")
            self.assertEqual(self.fake.ledger, [(payment["id"], 4200, "usd")])
            self.assertNotIn("gatewayReference", payment)
            client.want(200, "DELETE", f"/payment-methods/{method['id']}")
            eventually(self, lambda: self.fake.attached, lambda attached: not attached)
            again = client.send("POST", f"/invoices/{invoice['id']}/pay", {})
            self.assertEqual((again.status, body_of(again)["error"]["code"]), (409, "invoice_already_paid"))
            self.assertNotIn(self.fake.key, portal.log_tail(1 << 20))

    def test_a_declined_card_says_so(self):
        with portal_with(self.fake) as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_ada"})
            refused = self.attach(client, "cus_ada", "pm_card_chargeDeclined", "failed")
            self.assertEqual(refused["failure"]["code"], "generic_decline")
            self.attach(client, "cus_ada", "pm_card_chargeCustomerFail")
            invoice = self.invoice(client, "cus_ada", 4200)
            client.want(200, "POST", f"/invoices/{invoice['id']}/pay", {})
            payment = self.settled(client, invoice["id"])
            self.assertEqual((payment["status"], payment["failure"]["code"]), ("failed", "generic_decline"))
            self.assertEqual(self.fake.ledger, [])

    def test_a_bank_that_asks_is_answered(self):
        with portal_with(self.fake) as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_ada"})
            asks = self.attach(client, "cus_ada", "pm_card_authenticationRequiredOnSetup", "requires_action")
            self.assertTrue(asks["nextActionUrl"].startswith("https://bank.example/"))
            self.fake.authenticate()
            client.want(200, "POST", f"/payment-methods/{asks['id']}/confirm", {})
            eventually(
                self, lambda: client.want(200, "GET", f"/payment-methods/{asks['id']}"),
                lambda method: method["status"] == "ready",
            )
            self.attach(client, "cus_ada", "pm_card_authenticationRequired", setAsDefault=True)
            invoice = self.invoice(client, "cus_ada", 4200)
            client.want(200, "POST", f"/invoices/{invoice['id']}/pay", {})
            payment = self.settled(client, invoice["id"])
            self.assertEqual(payment["status"], "requires_action")
            self.assertTrue(payment["nextActionUrl"].startswith("https://bank.example/"))
            self.fake.authenticate()
            client.want(200, "POST", f"/payments/{payment['id']}/confirm", {})
            self.assertEqual(self.settled(client, invoice["id"])["status"], "succeeded")
            self.assertEqual(len(self.fake.ledger), 1)

    def test_paying_otherwise_charges_once_though_the_bank_was_answered_meanwhile(self):
        with portal_with(self.fake) as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_ada"})
            self.attach(client, "cus_ada", "pm_card_authenticationRequired")
            other = self.attach(client, "cus_ada")
            for answered in (False, True):
                invoice = self.invoice(client, "cus_ada", 4200)
                client.want(200, "POST", f"/invoices/{invoice['id']}/pay", {})
                first = self.settled(client, invoice["id"])
                if answered:
                    self.fake.authenticate()
                client.want(200, "POST", f"/invoices/{invoice['id']}/pay", {"paymentMethod": other["id"]})
                second = self.settled(client, invoice["id"])
                first = client.want(200, "GET", f"/payments/{first['id']}")
                self.assertEqual(
                    [first["status"], second["status"]],
                    ["succeeded", "failed"] if answered else ["failed", "succeeded"],
                )
                self.assertEqual(client.want(200, "GET", f"/invoices/{invoice['id']}")["status"], "paid")
            self.assertEqual(len(self.fake.ledger), 2)

    def test_the_test_clock_waits_for_the_gateway(self):
        with portal_with(self.fake, clock="test") as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_ada"})
            self.attach(client, "cus_ada")
            client.make("/products", {"id": "prod_1", "name": "Pro"})
            client.make("/prices", {"id": "price_1", "product": "prod_1", "currency": "usd", "unitAmount": 900,
                                    "recurring": {"interval": "month", "intervalCount": 1}})
            made = client.make("/subscriptions", {"customer": "cus_ada", "price": "price_1"})
            self.assertEqual(made["status"], "incomplete")
            shown = eventually(
                self, lambda: client.want(200, "GET", f"/subscriptions/{made['id']}"),
                lambda subscription: subscription["status"] == "active",
            )
            year = int(shown["currentPeriodEnd"][:4]) + 1
            client.want(200, "POST", "/test/clock", {"now": f"{year}{shown['currentPeriodEnd'][4:]}"})
            self.assertEqual(len(self.fake.ledger), 14)
            invoices = list(client.pages("/invoices?customer=cus_ada"))
            self.assertEqual([one["status"] for one in invoices], ["paid"] * 14)
            self.assertEqual(list({one["amountPaid"] for one in invoices}), [900])

    def test_the_gateway_needs_its_key(self):
        done = portal_process.run("serve", "--gateway", "stripe", code=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("PORTAL_STRIPE_API_KEY", done.stdout + done.stderr)


class Crashes(StripeCase):
    """Either side dies around calls, again and again; in the end both ledgers are equal."""

    def test_no_crash_charges_twice_or_loses_a_charge(self):
        chance, waiting, died = seeded(), threading.Semaphore(0), []
        lock = threading.Lock()

        def fate(_request):
            with lock:
                if len(died) >= KILLS or chance.random() > 0.45:
                    return None
                moment = chance.choice(("before", "after"))
                if chance.random() < 0.5:
                    died.append(("gateway", moment))
                    return moment
                died.append(("portal", moment))
            return moment, portal.kill_from_within

        with portal_with(self.fake) as portal:
            portal.kill_from_within = lambda: (portal.process.kill(), portal.process.wait())
            client = portal.client()
            for number in range(4):
                client.make("/customers", {"id": f"cus_{number}"})
                self.attach(client, f"cus_{number}", "pm_card_visa" if number else "pm_card_chargeCustomerFail")
            self.fake.chance = fate
            asked = 0
            started = time.monotonic()
            while len(died) < KILLS:
                asked += 1
                self.until_done(portal, asked, chance.randrange(1, 100_000))
                if asked % 50 == 0:
                    print(f"{asked} invoices, {len(died)} deaths, {time.monotonic() - started:.0f} s")
            self.fake.chance = lambda _request: None
            payments = eventually(
                self, lambda: self.payments_of(portal),
                lambda all_of: all_of is not None and all(one["status"] != "processing" for one in all_of), 120,
            )
            client = portal.client()
            self.check(client, payments, asked, died)
            self.assertEqual(portal.stop(), 0)
            self.assertIn("sound", portal.verify().stdout)

    def alive(self, portal):
        if portal.process.poll() is not None:
            portal.start()

    def payments_of(self, portal):
        """All of them; None while the portal dies: the last death may come after it was counted."""
        try:
            self.alive(portal)
            return list(portal.client(timeout=10).pages("/payments"))
        except (OSError, portal_process.http.client.HTTPException):
            return None

    def until_done(self, portal, number, amount):
        """Makes, opens and pays an invoice, whatever dies meanwhile."""
        customer, name = f"cus_{number % 4}", f"in_{number}"
        steps = [
            ("/invoices", {"id": name, "customer": customer, "currency": "usd",
                           "lines": [{"description": "Work", "amount": amount}]}),
            (f"/invoices/{name}/finalize", {}),
            (f"/invoices/{name}/pay", {}),
        ]
        for target, body in steps:
            while True:
                try:
                    self.alive(portal)
                    answer = portal.client(timeout=10).send(
                        "POST", target, body, {"Idempotency-Key": f"{name}{target}"}
                    )
                    if answer.status in (200, 201):
                        break
                    self.assertEqual(answer.status, 503, answer)
                except (OSError, portal_process.http.client.HTTPException):
                    pass
                except AssertionError:
                    if portal.process.poll() is None:
                        raise

    def check(self, client, payments, asked, died):
        print(f"{len(died)} deaths around {len(self.fake.requests)} calls, {asked} invoices, "
              f"{len(self.fake.ledger)} charges")
        charged = [payment for payment, _amount, _currency in self.fake.ledger]
        self.assertEqual(len(charged), len(set(charged)), "no payment was charged twice")
        ours = sorted((p["id"], p["amount"], p["currency"]) for p in payments if p["status"] == "succeeded")
        self.assertEqual(ours, sorted(self.fake.ledger), "the gateway's ledger is ours, to the cent")
        self.assertEqual(len(payments), asked)
        invoices = {one["id"]: one for one in client.pages("/invoices")}
        paid = sum(one["amountPaid"] for one in invoices.values() if one["status"] == "paid")
        self.assertEqual(paid, sum(amount for _p, amount, _c in self.fake.ledger))
        for number in range(1, asked + 1):
            status = "paid" if number % 4 else "open"
            self.assertEqual(invoices[f"in_{number}"]["status"], status)
        checked_log(self, client)


class AfterARestore(StripeCase):
    """A backup is older than the gateway: what was charged since is known to the gateway alone."""

    def subscribed(self, client, customer, token="pm_card_visa"):
        client.make("/customers", {"id": customer})
        self.attach(client, customer, token)
        made = client.make("/subscriptions", {"id": f"sub_{customer}", "customer": customer, "price": "price_1"})
        return eventually(
            self, lambda: client.want(200, "GET", f"/subscriptions/{made['id']}"),
            lambda subscription: subscription["status"] == "active",
        )

    def begin(self, client):
        client.make("/products", {"id": "prod_1", "name": "Pro"})
        client.make("/prices", {"id": "price_1", "product": "prod_1", "currency": "usd", "unitAmount": 900,
                                "recurring": {"interval": "month", "intervalCount": 1}})

    def put_back(self, portal, folder):
        portal.kill()
        restored = Portal(folder=portal.folder / "restored", **portal.settings)
        restored.run("restore", folder, "--data", str(restored.data))
        return restored

    def backup(self, client):
        asked = client.want(202, "POST", "/backups")
        return eventually(
            self, lambda: client.want(200, "GET", f"/backups/{asked['id']}"),
            lambda shown: shown["status"] == "complete",
        )["folder"]

    def test_nobody_pays_again_what_was_charged_after_the_backup(self):
        with portal_with(self.fake, clock="test") as portal:
            client = portal.client()
            self.begin(client)
            ends = self.subscribed(client, "cus_ada")["currentPeriodEnd"]
            self.subscribed(client, "cus_bob")
            by_hand = self.invoice(client, "cus_ada", 4200)["id"]
            folder = self.backup(client)
            client.want(200, "POST", f"/invoices/{by_hand}/pay", {})
            self.assertEqual(self.settled(client, by_hand)["status"], "succeeded")
            client.want(200, "POST", "/test/clock", {"now": ends})
            before = sorted(self.fake.ledger)
            self.assertEqual(len(before), 5)

            with self.put_back(portal, folder) as restored:
                client = restored.client()
                (noted,) = client.events(types="backup.restored.v1")
                self.assertTrue(folder.endswith(noted["data"]["backup"]))
                (action,) = client.want(200, "GET", "/audit/actions?action=backup.restore")["data"]
                self.assertEqual(action["principal"], {"kind": "system", "id": "restore"})
                client.want(200, "POST", f"/invoices/{by_hand}/pay", {})
                self.assertEqual(self.settled(client, by_hand)["status"], "succeeded")
                client.want(200, "POST", "/test/clock", {"now": ends})
                self.assertEqual(sorted(self.fake.ledger), before, "not a cent more")
                invoices = list(client.pages("/invoices"))
                self.assertEqual([one["status"] for one in invoices], ["paid"] * 5)
                again = f"{int(ends[:4]) + 1}{ends[4:]}"
                client.want(200, "POST", "/test/clock", {"now": again})
                self.assertEqual(len(self.fake.ledger), 5 + 2 * 12, "what falls due later is charged")
                restored.restart()
                self.assertEqual(len(list(restored.client().events(types="backup.restored.v1"))), 1)

    def test_another_amount_waits_until_somebody_has_looked(self):
        with portal_with(self.fake, clock="test") as portal:
            client = portal.client()
            self.begin(client)
            ends = self.subscribed(client, "cus_ada")["currentPeriodEnd"]
            folder = self.backup(client)
            client.want(200, "PATCH", "/subscriptions/sub_cus_ada", {"quantity": 3, "prorationBehavior": "none"})
            client.want(200, "POST", "/test/clock", {"now": ends})
            (lost, amount, _currency) = self.fake.ledger[-1]
            self.assertEqual((len(self.fake.ledger), amount), (2, 2700))

            with self.put_back(portal, folder) as restored:
                client = restored.client()
                client.send("POST", "/test/clock", {"now": ends})
                payment = eventually(
                    self, lambda: client.want(200, "GET", "/payments?limit=1")["data"][0],
                    lambda shown: shown["amount"] == 900 and "another amount" in restored.log_tail(1 << 20),
                )
                self.assertEqual(payment["status"], "processing")
                self.assertEqual(len(self.fake.ledger), 2)
                self.fake.refund(lost)
                later = f"{ends[:11]}23:59:59.999Z"
                client.send("POST", "/test/clock", {"now": later})
                eventually(
                    self, lambda: client.want(200, "GET", f"/payments/{payment['id']}"),
                    lambda shown: shown["status"] == "succeeded",
                )
                self.assertEqual(self.fake.ledger[-1], (payment["id"], 900, "usd"))

    def test_a_bank_that_still_asks_is_not_asked_twice(self):
        with portal_with(self.fake) as portal:
            client = portal.client()
            client.make("/customers", {"id": "cus_ada"})
            self.attach(client, "cus_ada", "pm_card_authenticationRequired")
            invoice = self.invoice(client, "cus_ada", 4200)["id"]
            folder = self.backup(client)
            client.want(200, "POST", f"/invoices/{invoice}/pay", {})
            self.assertEqual(self.settled(client, invoice)["status"], "requires_action")
            with self.put_back(portal, folder) as restored:
                client = restored.client()
                client.want(200, "POST", f"/invoices/{invoice}/pay", {})
                payment = self.settled(client, invoice)
                self.assertEqual(payment["status"], "requires_action")
                self.assertEqual(len(self.fake.intents), 1)
                self.fake.authenticate()
                client.want(200, "POST", f"/payments/{payment['id']}/confirm", {})
                self.assertEqual(self.settled(client, invoice)["status"], "succeeded")
                self.assertEqual(len(self.fake.ledger), 1)


if __name__ == "__main__":
    portal_process.main()
