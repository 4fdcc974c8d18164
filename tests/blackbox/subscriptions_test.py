"""Subscriptions over time, from outside: changes, quotes, pauses and ends, to the cent."""
import datetime
import unittest

import portal_process
from portal_process import Portal, body_of

START = datetime.datetime(2030, 4, 1, tzinfo=datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


class Subscriptions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(flags=["--clock", "test"])
        cls.portal.start()
        cls.addClassCleanup(cls.portal.close)
        cls.client = cls.portal.client()
        cls.client.make("/products", {"id": "prod_1", "name": "Plan"})
        cls.client.make("/meters", {"id": "mtr_1", "name": "calls", "eventType": "call", "aggregation": {"type": "count"}})
        for name, amount, interval in (
                ("5", 500, "month"), ("10", 1000, "month"), ("20", 2000, "month"), ("year", 12000, "year")):
            cls.client.make("/prices", {
                "id": f"price_{name}", "product": "prod_1", "currency": "usd", "unitAmount": amount,
                "recurring": {"interval": interval}})
        cls.client.make("/prices", {
            "id": "price_calls", "product": "prod_1", "currency": "usd", "unitAmount": 3, "usageType": "metered",
            "meter": "mtr_1", "recurring": {"interval": "month"}})
        cls.month = 0

    def setUp(self):
        """A customer of its own for each test, on the first of a month of thirty days."""
        cls = type(self)
        cls.month += 1
        self.now = START.replace(year=START.year + cls.month)
        self.set_clock(self.now)
        self.customer = f"cus_{cls.month}"
        self.sub = f"/subscriptions/sub_{cls.month}"
        self.client.make("/customers", {"id": self.customer})
        self.client.make("/payment-methods", {"customer": self.customer, "token": "pm_card_visa"})

    def set_clock(self, moment):
        self.now = moment
        self.client.want(200, "POST", "/test/clock", {"now": moment.strftime("%Y-%m-%dT%H:%M:%SZ")})

    def subscribe(self, price, **more):
        return self.client.make("/subscriptions", {
            "id": self.sub.split("/")[-1], "customer": self.customer, "price": price, **more})

    def change(self, status=200, **members):
        return self.client.want(status, "PATCH", self.sub, members)

    def invoices(self):
        return list(self.client.pages(f"/invoices?customer={self.customer}"))

    def amounts(self, invoice=None):
        return [line["amount"] for line in (invoice or self.invoices()[0])["lines"]]

    def allowed(self):
        return {one["action"] for one in self.client.want(200, "GET", self.sub)["allowedActions"] if one["allowed"]}

    # -- changes ----------------------------------------------------------------------------------------

    def test_the_worked_examples_come_out_exactly(self):
        self.subscribe("price_10")
        self.set_clock(self.now + 15 * DAY)
        self.change(price="price_20", prorationBehavior="always_invoice")
        self.assertEqual(self.amounts(), [-500, 1000])
        self.assertEqual(self.invoices()[0]["amountPaid"], 500)

    def test_from_five_to_twenty_after_one_of_thirty_days(self):
        self.subscribe("price_5")
        self.set_clock(self.now + DAY)
        self.change(price="price_20")
        self.assertEqual(len(self.invoices()), 1, "prorations wait for the next invoice")
        self.set_clock(self.now + 29 * DAY)
        self.assertEqual(self.amounts(), [-483, 1933, 2000])
        self.assertEqual(self.invoices()[0]["total"], 3450)

    def test_a_preview_is_what_is_charged_fourteen_minutes_later(self):
        self.subscribe("price_10")
        self.set_clock(self.now + 7 * DAY + datetime.timedelta(hours=5, seconds=11))
        preview = self.client.want(200, "POST", f"{self.sub}/preview", {
            "price": "price_20", "quantity": 3, "prorationBehavior": "always_invoice"})
        self.assertEqual(len(self.invoices()), 1)
        self.set_clock(self.now + datetime.timedelta(minutes=14))
        self.change(quote=preview["quote"])
        invoice = self.invoices()[0]
        self.assertEqual(self.amounts(invoice), [line["amount"] for line in preview["lines"]])
        self.assertEqual(invoice["amountPaid"], preview["dueNow"]["total"])
        self.assertEqual(sum(self.amounts(invoice)), preview["prorationAmount"])
        self.set_clock(self.now + 30 * DAY)
        self.assertEqual(self.invoices()[0]["total"], preview["nextInvoice"]["total"])

    def test_a_quote_that_is_over_is_refused_with_a_fresh_one(self):
        self.subscribe("price_10")
        old = self.client.want(200, "POST", f"{self.sub}/preview", {"price": "price_20"})
        self.set_clock(self.now + datetime.timedelta(minutes=15))
        refused = self.change(409, quote=old["quote"])["error"]
        self.assertEqual(refused["code"], "quote_expired")
        self.assertEqual(self.client.want(200, "GET", self.sub)["items"][0]["price"], "price_10")
        self.change(quote=refused["quote"]["quote"])
        again = self.change(409, quote=refused["quote"]["quote"])["error"]
        self.assertEqual(again["code"], "quote_spent")
        other = self.client.want(200, "POST", f"{self.sub}/preview", {"price": "price_5"})
        self.assertEqual(self.change(409, quote=other["quote"], price="price_10")["error"]["code"], "quote_mismatch")

    def test_an_idempotent_preview_says_the_same_for_ever(self):
        self.subscribe("price_10")
        key = {"Idempotency-Key": f"preview-{self.customer}"}
        first = self.client.post(f"{self.sub}/preview", {"price": "price_20"}, key)
        again = self.client.post(f"{self.sub}/preview", {"price": "price_20"}, key)
        self.assertEqual((first.status, first.body), (again.status, again.body))
        self.assertEqual(again.headers["idempotent-replayed"], "true")

    def test_clicking_back_and_forth_neither_costs_nor_pays(self):
        self.subscribe("price_10")
        self.set_clock(self.now + 11 * DAY + datetime.timedelta(hours=7, minutes=13))
        for _ in range(5):
            self.change(price="price_20", prorationBehavior="always_invoice")
            self.change(price="price_10", prorationBehavior="always_invoice")
        paid = sum(invoice["total"] for invoice in self.invoices())
        self.assertEqual(paid, 1000)

    def test_items_are_added_changed_and_removed(self):
        made = self.subscribe("price_10")
        self.change(items=[{"price": "price_calls"}])
        self.set_clock(self.now + 15 * DAY)
        self.client.post("/usage/events", {"customer": self.customer, "meter": "calls", "value": 1})
        shown = self.change(items=[
            {"id": made["items"][0]["id"], "quantity": 2}, {"price": "price_5", "quantity": 4}])
        self.assertEqual([item.get("quantity") for item in shown["items"]], [2, None, 4])
        self.set_clock(self.now + 15 * DAY)
        self.assertEqual(sorted(self.amounts()), [-500, 3, 1000, 1000, 2000, 2000])
        calls = shown["items"][1]["id"]
        self.assertEqual(len(self.change(items=[{"id": calls, "deleted": True}])["items"]), 2)

    def test_another_interval_begins_a_new_period(self):
        self.subscribe("price_10")
        self.set_clock(self.now + 15 * DAY)
        shown = self.change(price="price_year")
        self.assertEqual(self.amounts(), [-500, 12000])
        self.assertEqual(shown["billingAnchor"], shown["currentPeriodStart"])

    def test_a_pending_change_comes_with_the_period_or_is_undone(self):
        self.subscribe("price_20")
        shown = self.change(price="price_5", effective="period_end")
        self.assertEqual(shown["pendingChange"]["effectiveAt"], shown["currentPeriodEnd"])
        self.assertIn("undo_pending_change", self.allowed())
        self.assertNotIn("pendingChange", self.change(pendingChange=None))
        self.change(price="price_5", effective="period_end")
        self.set_clock(self.now + 30 * DAY)
        self.assertEqual(self.amounts(), [500])

    def test_what_is_wrong_is_refused_by_name(self):
        self.subscribe("price_10")
        for code, members in (
                ("price_not_found", {"price": "price_none"}),
                ("items_empty", {"items": [{"id": self.client.want(200, "GET", self.sub)["items"][0]["id"],
                                            "deleted": True}]}),
                ("interval_mismatch", {"items": [{"price": "price_year"}]}),
                ("price_repeated", {"items": [{"price": "price_10"}]}),
                ("parameter_out_of_range", {"quantity": 0}),
                ("change_missing", {"effective": "now"})):
            error = self.change(400 if code != "price_not_found" else 404, **members)["error"]
            self.assertEqual(error["code"], code)
            self.assertGreater(len(error["message"]), 20)

    # -- pauses and ends --------------------------------------------------------------------------------

    def test_a_pause_is_a_status_and_gives_its_time_back(self):
        self.subscribe("price_10")
        self.set_clock(self.now + 10 * DAY)
        shown = self.client.want(200, "POST", f"{self.sub}/pause", {"maxDuration": 90})
        self.assertEqual(shown["status"], "paused")
        self.assertEqual(self.allowed(), {"resume", "cancel"})
        self.set_clock(self.now + 89 * DAY)
        self.assertEqual(len(self.invoices()), 1)
        self.set_clock(self.now + DAY)
        shown = self.client.want(200, "GET", self.sub)
        self.assertEqual(shown["status"], "active")
        end = self.now + 20 * DAY
        self.assertEqual(shown["currentPeriodEnd"], end.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
        self.set_clock(end)
        self.assertEqual(len(self.invoices()), 2)

    def test_a_scheduled_pause_begins_with_the_period_or_is_undone(self):
        self.subscribe("price_10")
        ask = {"startsAt": "period_end", "maxDuration": 5}
        self.client.want(200, "POST", f"{self.sub}/pause", ask)
        self.assertNotIn("pause", self.client.want(200, "POST", f"{self.sub}/resume"))
        self.client.want(200, "POST", f"{self.sub}/pause", ask)
        self.set_clock(self.now + 30 * DAY)
        self.assertEqual(self.client.want(200, "GET", self.sub)["status"], "paused")
        self.assertEqual(len(self.invoices()), 1)
        self.set_clock(self.now + 5 * DAY)
        self.assertEqual(self.client.want(200, "GET", self.sub)["status"], "active")
        self.assertEqual(self.amounts(), [1000])

    def test_coming_back_within_what_was_paid_for_is_not_paid_twice(self):
        self.subscribe("price_10")
        self.set_clock(self.now + 15 * DAY)
        self.client.want(200, "POST", f"{self.sub}/cancel")
        again = self.client.want(200, "POST", f"{self.sub}/reactivate")
        self.assertNotEqual(again["id"], self.sub.split("/")[-1])
        self.assertEqual(self.amounts(), [-500, 1000])
        twice = self.client.want(409, "POST", f"{self.sub}/reactivate")["error"]
        self.assertEqual(twice["code"], "subscription_already_reactivated")

    def test_an_anchor_on_the_last_day_of_a_month_comes_back_to_it(self):
        self.set_clock(self.now.replace(year=self.now.year, month=10, day=31))
        self.subscribe("price_10")
        ends = []
        for _ in range(4):
            end = self.client.want(200, "GET", self.sub)["currentPeriodEnd"]
            ends.append(end[5:10])
            self.set_clock(datetime.datetime.fromisoformat(end.replace("Z", "+00:00")))
        self.assertEqual(ends[:3], ["11-30", "12-31", "01-31"])
        self.assertIn(ends[3], ("02-28", "02-29"))

    def test_a_portal_token_may_do_what_the_configuration_says(self):
        self.client.make("/portal/configurations", {
            "name": "Portal", "isDefault": True, "features": {
                "subscriptionUpdate": {
                    "enabled": True, "prorationBehavior": "always_invoice",
                    "products": [{"product": "prod_1", "prices": ["price_10", "price_20"],
                                  "quantity": {"minimum": 1, "maximum": 3}}],
                    "scheduleAtPeriodEnd": {"conditions": ["decreasing_amount"]}},
                "subscriptionPause": {"enabled": True, "maxDuration": 30}}})
        self.subscribe("price_10")
        token = self.client.make(f"/customers/{self.customer}/tokens", {
            "scopes": ["subscriptions:read", "subscriptions:write"], "expiresIn": 3600})["secret"]
        customer = self.portal.client(token)
        for code, members in (
                ("price_not_in_configuration", {"price": "price_5"}),
                ("quantity_out_of_bounds", {"quantity": 4}),
                ("not_allowed_by_configuration", {"price": "price_20", "prorationBehavior": "none"})):
            self.assertEqual(customer.want(403, "PATCH", self.sub, members)["error"]["code"], code)
        preview = customer.want(200, "POST", f"{self.sub}/preview", {"price": "price_20"})
        customer.want(200, "PATCH", self.sub, {"quote": preview["quote"]})
        self.assertEqual(self.invoices()[0]["amountPaid"], preview["dueNow"]["total"])
        down = customer.want(200, "PATCH", self.sub, {"price": "price_10"})
        self.assertEqual(down["pendingChange"]["items"][0]["price"], "price_10")
        customer.want(200, "PATCH", self.sub, {"pendingChange": None})
        too_long = customer.send("POST", f"{self.sub}/pause", {"maxDuration": 31})
        self.assertEqual(body_of(too_long)["error"]["code"], "pause_too_long")
        paused = customer.want(200, "POST", f"{self.sub}/pause", {})
        self.assertIn("resumesAt", paused["pause"])
        customer.close()


if __name__ == "__main__":
    portal_process.main()
