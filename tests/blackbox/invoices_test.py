"""Invoices to the cent: what /explain says is worked out again here, in fractions, from nothing else."""
import datetime
import re
import unittest
from fractions import Fraction

import portal_process
from portal_process import Portal, body_of, checked_log, in_parallel, seeded

START = "2031-01-31T10:00:00Z"
ID = re.compile(r"\b(cus|prod|price|sub|si|in|il|pm|pay|cou|mtr|txr|cg|sk|evt|req)_[0-9A-Za-z_-]+")


def rounded(value):
    """To the nearest integer, halves away from zero."""
    half = (abs(value) * 2 + 1) // 2
    return half if value >= 0 else -half


def decimal(value):
    return Fraction(str(value))


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


# -- the oracle: each amount from the integers beside it ----------------------------------------------

def price_of(line, tiers, quantity):
    if "unitAmount" in line:
        return rounded(decimal(line["unitAmount"]) * quantity)
    assert sum(decimal(t["quantity"]) for t in tiers) == quantity, (tiers, quantity)
    return rounded(sum(
        decimal(t["quantity"]) * decimal(t["unitAmount"]) + t.get("flatAmount", 0) for t in tiers
    ))


def aggregate(kind, events):
    """What a meter's aggregation makes of (time, value) in log order."""
    values = [decimal(e["value"]) for e in events if e["value"]] if kind != "unique" else []
    if kind == "count":
        return Fraction(len(events))
    if kind == "unique":
        return Fraction(len({e["value"] for e in events}))
    if not values:
        return Fraction(0)
    if kind == "sum":
        return sum(values)
    if kind == "avg":
        return Fraction(rounded(sum(values) / len(values) * 10**12), 10**12)
    if kind == "last":
        return decimal(max(enumerate(events), key=lambda e: (time_of(e[1]["time"]), e[0]))[1]["value"])
    return max(values) if kind == "max" else min(values)


def amount_of(explained):
    line = explained["line"]
    if "prorationBasis" in line:
        basis = line["prorationBasis"]
        return rounded(Fraction(basis["fullAmount"] * basis["remainingSeconds"], basis["periodSeconds"]))
    if "usage" in line:
        usage, kind = line["usage"], line["usage"]["terms"]["aggregation"]["type"]
        events = explained["usageEvents"]
        value = max(aggregate(kind, events), Fraction(0))
        assert value == decimal(usage["value"]), (value, usage)
        amount = price_of(line, line["tiers"], value)
        if not line.get("late"):
            assert usage["events"] == len(events)
            return amount
        before = max(aggregate(kind, [e for e in events if not e["late"]]), Fraction(0))
        assert before == decimal(usage["billedValue"]), (before, usage)
        billed = price_of(line, usage.get("billedTiers", []), before)
        assert billed == usage["billedAmount"]
        return amount - billed
    if "unitAmount" in line or line["tiers"]:
        return price_of(line, line["tiers"], Fraction(line["quantity"]))
    return line["amount"]


def discounts_of(lines):
    """The parts of one coupon over the lines: largest remainders, earlier lines first."""
    bases = [d["basis"] for e in lines for d in e["line"]["discounts"]]
    if not bases:
        return [0] * len(lines)
    first = bases[0]
    # The discount of a change inside a period is inside its lines already.
    weights = [0 if "discount" in e["line"].get("prorationBasis", {}) else max(e["line"]["amount"], 0)
               for e in lines]
    total = sum(weights)
    assert all((b["sum"], b["total"]) == (total, first["total"]) for b in bases)
    off = rounded(total * decimal(first["percentOff"]) / 100) if "percentOff" in first else first["amountOff"]
    off = min(off, total)
    assert off == first["total"], (off, first)
    exact = [Fraction(off * w, total) for w in weights]
    parts = [int(x) for x in exact]
    by_rest = sorted(range(len(lines)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_rest[: off - sum(parts)]:
        parts[at] += 1
    return parts


def taxes_of(line, gross):
    inside = [t for t in line["taxes"] if t["inclusive"]]
    whole = sum((decimal(t["percent"]) for t in inside if "relief" not in t), Fraction(0))
    net = gross
    amounts = {}
    for tax in inside:
        amounts[id(tax)] = 0 if "relief" in tax else rounded(gross * decimal(tax["percent"]) / (100 + whole))
        net -= amounts[id(tax)]
    for tax in line["taxes"]:
        if not tax["inclusive"]:
            amounts[id(tax)] = 0 if "relief" in tax else rounded(net * decimal(tax["percent"]) / 100)
        assert tax["taxableAmount"] == net, (tax, net)
        if "relief" not in tax:
            basis = tax["basis"]
            assert rounded(Fraction(basis["amount"] * basis["numerator"], basis["denominator"])) == tax["amount"]
    return [amounts[id(tax)] for tax in line["taxes"]]


def credits_of(told, charges):
    """Grants in their order, each from the lines that it covers."""
    def covers(scope, line):
        if not scope:
            return True
        if "usageType" in scope:
            return "price" in line and ("usage" in line) == (scope["usageType"] == "metered")
        return line.get("price") in scope["prices"]

    left, charges, parts = told["total"], [max(c, 0) for c in charges], []
    for credit in told["credits"]:
        part = 0
        for at, explained in enumerate(told["lines"]):
            if not covers(credit.get("scope"), explained["line"]):
                continue
            taken = min(charges[at], min(left, credit["remainingBefore"]) - part)
            charges[at] -= taken
            part += taken
        left -= part
        parts.append(part)
    return parts


def check(test, client, invoice):
    """Works the invoice out from its explanation; the explanation."""
    told = client.want(200, "GET", f"/invoices/{invoice['id']}/explain")
    lines = told["lines"]
    test.assertEqual([e["line"] for e in lines], invoice["lines"])
    parts, charges, tax_total, on_top = discounts_of(lines), [], 0, 0
    for explained, part in zip(lines, parts):
        line = explained["line"]
        test.assertEqual(line["amount"], amount_of(explained), explained)
        test.assertEqual(sum(d["amount"] for d in line["discounts"]), part)
        taxes = taxes_of(line, line["amount"] - part)
        test.assertEqual([t["amount"] for t in line["taxes"]], taxes, line)
        tax_total += sum(taxes)
        top = sum(a for a, t in zip(taxes, line["taxes"]) if not t["inclusive"])
        on_top += top
        charges.append(line["amount"] - part + top)
        test.assertEqual(explained["charge"], charges[-1])
    test.assertEqual(invoice["subtotal"], sum(e["line"]["amount"] for e in lines))
    test.assertEqual(invoice["discountTotal"], sum(parts))
    test.assertEqual(invoice["taxTotal"], tax_total)
    test.assertEqual(invoice["total"], invoice["subtotal"] - sum(parts) + on_top)
    test.assertEqual(invoice["amount"], invoice["total"])
    test.assertEqual([c["amount"] for c in told["credits"]], credits_of(told, charges))
    test.assertEqual(invoice["creditsApplied"], sum(c["amount"] for c in told["credits"]))
    if told["balance"]:
        test.assertEqual(told["balance"][0]["amount"], told["balanceApplied"])
    if invoice.get("number"):
        due = invoice["total"] - invoice["creditsApplied"] - invoice["balanceApplied"]
        test.assertEqual(invoice["amountDue"], max(due, 0))
        test.assertEqual(told["amountDue"], invoice["amountDue"])
    at = {e["position"]: e["type"] for e in client.events()}
    for event in told["events"]:
        test.assertEqual(at[event["position"]], event["type"])
    for explained in lines:
        for event in explained["usageEvents"]:
            test.assertEqual(at[event["position"]], "usage.recorded.v1")
    return told


class World:
    """A portal with a test clock and something to sell."""

    def __init__(self, start=START):
        self.portal = Portal(flags=["--clock", "test"]).start()
        self.client = self.portal.client()
        self.made = 0
        self.move(start)
        self.client.make("/products", {"id": "prod_1", "name": "Größe L"})

    def move(self, now):
        self.client.want(200, "POST", "/test/clock", {"now": now})

    def name(self, prefix):
        self.made += 1
        return f"{prefix}_{self.made}"

    def price(self, currency="usd", recurring=True, **more):
        body = {"id": self.name("price"), "product": "prod_1", "currency": currency, **more}
        if recurring:
            body["recurring"] = {"interval": "month", "intervalCount": 1}
        return self.client.make("/prices", body)["id"]

    def metered(self, aggregation="sum", currency="usd", **more):
        kind = {"type": aggregation} if aggregation == "count" else {"type": aggregation, "property": "n"}
        meter = self.client.make(
            "/meters", {"name": self.name("meter"), "eventType": self.name("type"), "aggregation": kind}
        )
        return self.price(currency, usageType="metered", meter=meter["id"], **more), meter

    def customer(self, card=True, **more):
        made = self.client.make("/customers", {"id": self.name("cus"), **more})["id"]
        if card:
            self.client.make("/payment-methods", {"customer": made, "token": "pm_card_visa"})
        return made

    def use(self, customer, meter, when, value):
        self.client.want(200, "POST", "/usage/events", {
            "customer": customer, "meter": meter["id"], "timestamp": when, "properties": {"n": value},
            "id": self.name("use"),
        })

    def invoices(self, customer, more=""):
        return list(self.client.pages(f"/invoices?customer={customer}{more}"))


class Invoices(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.client = cls.world.client

    @classmethod
    def tearDownClass(cls):
        cls.world.portal.close()

    def refused(self, code, method, target, body=None, status=None):
        answer = self.client.send(method, target, body)
        error = body_of(answer)["error"]
        self.assertEqual(error["code"], code, answer)
        self.assertGreaterEqual(answer.status, 400)
        if status:
            self.assertEqual(answer.status, status)
        return error

    def test_a_one_off_invoice_from_draft_to_paid_and_every_refusal_on_the_way(self):
        world, client = self.world, self.client
        customer = world.customer()
        rate = client.make("/tax-rates", {"displayName": "VAT", "percentage": "19"})["id"]
        draft = client.make("/invoices", {
            "customer": customer, "currency": "usd", "dueDate": "2051-01-01T00:00:00Z",
            "lines": [{"description": "Work", "amount": 1000, "taxRates": [rate]},
                      {"description": "Seats", "unitAmount": 333, "quantity": 3}],
        })
        target = f"/invoices/{draft['id']}"
        self.assertEqual((draft["status"], draft["billingReason"], draft["total"]), ("draft", "manual", 2189))
        self.assertNotIn("number", draft)
        for verb in ("pay", "void", "mark-uncollectible"):
            self.refused("invoice_not_open", "POST", f"{target}/{verb}", {}, 409)
        changed = client.want(200, "PATCH", target, {
            "removeLines": [draft["lines"][1]["id"]],
            "addLines": [{"description": "Training", "amount": 50}],
        })
        self.assertEqual(changed["total"], 1240)
        self.refused("invoice_line_not_found", "PATCH", target, {"removeLines": ["il_none"]}, 404)
        self.refused("tax_rate_not_found", "PATCH", target,
                     {"addLines": [{"description": "x", "amount": 1, "taxRates": ["txr_none"]}]}, 404)
        opened = client.want(200, "POST", f"{target}/finalize", {})
        self.assertEqual((opened["status"], opened["amountDue"]), ("open", 1240))
        self.assertTrue(opened["number"].endswith("-0001"))
        check(self, client, opened)
        self.refused("invoice_already_finalized", "POST", f"{target}/finalize", {}, 409)
        self.refused("invoice_already_finalized", "PATCH", target, {"addLines": []}, 409)
        self.refused("invoice_already_finalized", "DELETE", target, None, 409)
        paid = client.want(200, "POST", f"{target}/pay", {})
        self.assertEqual((paid["status"], paid["amountPaid"]), ("paid", 1240))
        self.assertTrue(paid["statusTransitions"]["paidAt"])
        for verb in ("pay", "void", "mark-uncollectible"):
            self.refused("invoice_already_paid", "POST", f"{target}/{verb}", {}, 409)
        self.assertEqual(opened["lines"], paid["lines"], "finalised invoices never change")

    def test_deleted_drafts_leave_no_gap_and_empty_ones_cannot_be_finalised(self):
        world, client = self.world, self.client
        customer = world.customer()
        line = {"description": "Work", "amount": 1000}
        body = {"customer": customer, "currency": "usd", "lines": [line]}
        first = client.make("/invoices", body)
        gone = client.want(200, "DELETE", f"/invoices/{first['id']}")
        self.assertEqual(gone, {"object": "invoice", "id": first["id"], "deleted": True})
        self.refused("invoice_not_found", "GET", f"/invoices/{first['id']}", None, 404)
        second = client.make("/invoices", body)
        client.want(200, "PATCH", f"/invoices/{second['id']}", {"removeLines": [second["lines"][0]["id"]]})
        self.refused("invoice_empty", "POST", f"/invoices/{second['id']}/finalize", {}, 409)
        third = client.make("/invoices", {**body, "autoFinalize": True})
        self.assertTrue(third["number"].endswith("-0001"))
        self.refused("parameter_in_the_past", "POST", "/invoices", {**body, "dueDate": "2001-01-01T00:00:00Z"}, 400)
        self.refused("parameters_exclusive", "POST", "/invoices", {**body, "lines": [{**line, "unitAmount": 1}]}, 400)
        recurring = world.price(unitAmount=5)
        self.refused("price_recurring", "POST", "/invoices", {**body, "lines": [{"price": recurring}]}, 400)
        euro = world.price("eur", recurring=False, unitAmount=5)
        self.refused("currency_mismatch", "POST", "/invoices", {**body, "lines": [{"price": euro}]}, 400)
        given_up = client.want(200, "POST", f"/invoices/{third['id']}/mark-uncollectible", {})
        self.assertEqual(given_up["status"], "uncollectible")
        self.assertEqual(client.want(200, "POST", f"/invoices/{third['id']}/void", {})["status"], "void")

    def test_lists_filter_by_customer_subscription_status_and_time(self):
        world, client = self.world, self.client
        customer = world.customer()
        body = {"customer": customer, "currency": "usd", "lines": [{"description": "Work", "amount": 1000}]}
        draft = client.make("/invoices", body)
        open_one = client.make("/invoices", {**body, "autoFinalize": True})
        self.assertEqual([i["id"] for i in world.invoices(customer)], [open_one["id"], draft["id"]])
        self.assertEqual([i["id"] for i in world.invoices(customer, "&status=draft")], [draft["id"]])
        created = draft["created"]
        self.assertEqual(len(world.invoices(customer, f"&from={created}")), 2)
        self.assertEqual(world.invoices(customer, f"&to={created}"), [])
        self.refused("parameter_invalid", "GET", f"/invoices?customer={customer}&from=yesterday", None, 400)

    def test_customers_see_their_invoices_once_they_are_finalised(self):
        world, client = self.world, self.client
        customer = world.customer()
        token = client.make(f"/customers/{customer}/tokens", {
            "scopes": ["invoices:read", "invoices:write"], "expiresIn": 3600})["secret"]
        made = client.make("/invoices", {"customer": customer, "currency": "usd",
                                         "lines": [{"description": "Work", "amount": 1000}]})
        own, target = world.portal.client(token), f"/invoices/{made['id']}"
        self.assertEqual(own.want(200, "GET", "/invoices")["data"], [])
        for method, path in (("GET", target), ("GET", f"{target}/explain"), ("POST", f"{target}/pay")):
            answer = own.send(method, path, {} if method == "POST" else None)
            self.assertEqual(answer.status, 404, answer)
        client.want(200, "POST", f"{target}/finalize", {})
        self.assertEqual([i["id"] for i in own.want(200, "GET", "/invoices")["data"]], [made["id"]])
        self.assertEqual(own.want(200, "GET", f"{target}/explain")["total"], 1000)
        self.assertEqual(own.want(200, "POST", f"{target}/pay", {})["status"], "paid")

    def test_tax_rates_are_created_and_archived_but_never_rewritten(self):
        client = self.client
        body = {"displayName": "Sales tax", "percentage": "8.875", "country": "US", "state": "NY"}
        made = client.make("/tax-rates", body)
        self.assertEqual((made["object"], made["percentage"], made["inclusive"]), ("tax_rate", "8.875", False))
        self.refused("tax_rate_immutable", "PATCH", f"/tax-rates/{made['id']}", {"percentage": "9"}, 400)
        self.refused("percentage_too_fine", "POST", "/tax-rates", {**body, "percentage": "8.87555"}, 400)
        self.refused("parameter_out_of_range", "POST", "/tax-rates", {**body, "percentage": "100.1"}, 400)
        self.refused("country_invalid", "POST", "/tax-rates", {**body, "country": "Utopia"}, 400)
        client.want(200, "DELETE", f"/tax-rates/{made['id']}")
        self.assertFalse(client.want(200, "GET", f"/tax-rates/{made['id']}")["active"])
        price = self.world.price(unitAmount=5)
        subscribe = {"customer": self.world.customer(), "price": price, "taxRates": [made["id"]]}
        self.refused("tax_rate_archived", "POST", "/subscriptions", subscribe, 400)

    def test_tiers_discounts_taxes_and_credits_in_three_kinds_of_currency(self):
        """Random price lists and usage, against fractions."""
        random = seeded()
        world = World()
        self.addCleanup(world.portal.close)
        client, customers = world.client, []
        for currency in ("usd", "jpy", "kwd", "usd", "usd", "eur"):
            items, meters = [], []
            for aggregation in random.sample(["count", "sum", "max", "min", "avg", "unique", "last"], 3):
                price, meter = world.metered(aggregation, currency, **self.pricing(random))
                items.append({"price": price})
                meters.append(meter)
            items.append({"price": world.price(currency, **self.pricing(random)),
                          "quantity": random.randrange(1, 90)})
            rates = [client.make("/tax-rates", {"displayName": "T", "percentage": p})["id"]
                     for p in random.sample(["19", "8.875", "5", "9.975", "0.0001"], 2)]
            coupon = {"percentOff": random.choice([33.3, 50, 12.5])} if random.random() < 0.5 else {
                "amountOff": random.randrange(1, 5000), "currency": currency}
            coupon = client.make("/coupons", {"duration": "repeating", "durationInMonths": 2, **coupon})["id"]
            exempt = random.choice(["none", "none", "exempt", "reverse"])
            customer = world.customer(taxExempt=exempt)
            for _ in range(3):
                scope = random.choice([{}, {"scope": {"usageType": "metered"}},
                                       {"scope": {"prices": [items[-1]["price"]]}}])
                client.make("/credits/grants", {
                    "customer": customer, "currency": currency, "amount": random.randrange(1, 3000),
                    "priority": random.randrange(3), **scope})
            client.make("/subscriptions", {"customer": customer, "items": items, "coupon": coupon, "taxRates": rates})
            customers.append((customer, meters))
        for month in (2, 3, 4):
            world.move(f"2031-{month:02}-26T00:00:00Z")
            for customer, meters in customers:
                for _ in range(25):
                    # Some are late: of the month before, which is billed already.
                    then = month - (month > 2 and random.random() < 0.2)
                    day = f"2031-{then:02}-{random.randrange(1, 25):02}T{random.randrange(10):02}:00:00Z"
                    value = random.choice([random.randrange(400), random.randrange(4000) / 8, f"{random.random():.9f}"])
                    world.use(customer, random.choice(meters), day, value)
        for customer, _ in customers:
            foretold = client.want(200, "GET", f"/invoices/upcoming?customer={customer}")
            self.assertEqual(foretold["object"], "upcoming_invoice")
            world.move(foretold["date"])
            newest = world.invoices(customer)[0]
            for field in ("subtotal", "discountTotal", "taxTotal", "total", "creditsApplied", "amountDue"):
                self.assertEqual(foretold[field], newest[field], field)
        kinds = set()
        for customer, _ in customers:
            invoices = world.invoices(customer)
            numbers = sorted(i["number"][-4:] for i in invoices)
            self.assertEqual(numbers, [f"{n:04}" for n in range(1, len(invoices) + 1)])
            for invoice in invoices:
                told = check(self, client, invoice)
                for line in told["lines"]:
                    kinds |= {"late"} if line["line"].get("late") else set()
                    kinds |= {"discount"} if line["discountTotal"] else set()
                    kinds |= {"tax"} if line["line"]["taxes"] else set()
                kinds |= {"credit"} if told["credits"] else set()
        self.assertEqual(kinds, {"late", "discount", "tax", "credit"}, "the random world had them all")
        checked_log(self, client)

    @staticmethod
    def pricing(random):
        behavior = {"taxBehavior": random.choice(["exclusive", "inclusive"])}
        if random.random() < 0.3:
            return {"unitAmountDecimal": f"{random.randrange(1, 90)}.{random.randrange(1, 999)}", **behavior}
        tiers, end = [], 0
        for _ in range(random.randrange(1, 4)):
            end += random.randrange(1, 400)
            tiers.append({"upTo": end})
        tiers.append({"upTo": None})
        for tier in tiers:
            tier["unitAmountDecimal"] = f"{random.randrange(30)}.{random.randrange(1, 99)}"
            if random.random() < 0.5:
                tier["flatAmount"] = random.randrange(500)
        return {"tiers": tiers, "tiersMode": random.choice(["graduated", "volume"]), **behavior}

    def test_a_change_inside_a_period_is_explained_too(self):
        world = World()
        self.addCleanup(world.portal.close)
        client, customer = world.client, world.customer()
        rate = client.make("/tax-rates", {"displayName": "VAT", "percentage": "19"})["id"]
        coupon = client.make("/coupons", {"percentOff": 33.3, "duration": "forever"})["id"]
        made = client.make("/subscriptions", {
            "customer": customer, "price": world.price(unitAmount=1000), "quantity": 3, "taxRates": [rate],
            "coupon": coupon})
        for day, behavior in (("12", "always_invoice"), ("20", "create_prorations")):
            world.move(f"2031-02-{day}T03:04:05Z")
            client.want(200, "PATCH", f"/subscriptions/{made['id']}", {
                "price": world.price(unitAmount=2017), "prorationBehavior": behavior})
        foretold = client.want(200, "GET", f"/invoices/upcoming?customer={customer}")
        world.move(foretold["date"])
        invoices = world.invoices(customer)
        self.assertEqual(invoices[0]["total"], foretold["total"])
        prorated = [line for i in invoices for line in check(self, client, i)["lines"]
                    if line["line"]["proration"]]
        self.assertGreaterEqual(len(prorated), 4, "a credit and a charge for each change")

    def test_late_usage_is_billed_on_the_open_period_and_marked(self):
        world = World()
        self.addCleanup(world.portal.close)
        price, meter = world.metered("sum", unitAmount=10)
        customer = world.customer()
        world.client.make("/subscriptions", {"customer": customer, "price": price})
        world.move("2031-02-10T00:00:00Z")
        world.use(customer, meter, "2031-02-09T00:00:00Z", 3)
        world.move("2031-03-10T00:00:00Z")
        world.use(customer, meter, "2031-02-20T00:00:00Z", 4)
        world.use(customer, meter, "2031-03-09T00:00:00Z", 5)
        world.move("2031-04-01T00:00:00Z")
        march, february = world.invoices(customer)
        self.assertEqual([(l["amount"], l.get("late", False)) for l in february["lines"]], [(30, False)])
        self.assertEqual([(l["amount"], l.get("late", False)) for l in march["lines"]], [(40, True), (50, False)])
        self.assertEqual(march["lines"][0]["period"], february["lines"][0]["period"])
        self.assertEqual([e["late"] for e in check(self, world.client, march)["lines"][0]["usageEvents"]],
                         [False, True])

    def test_usage_counts_by_its_own_time_and_is_explained_so(self):
        world = World()
        self.addCleanup(world.portal.close)
        price, meter = world.metered("sum", unitAmount=10)
        customer = world.customer()
        made = world.client.make("/subscriptions", {"customer": customer, "price": world.price(unitAmount=1000)})
        at = f"/subscriptions/{made['id']}"
        world.move("2031-02-05T00:00:00Z")
        world.client.want(200, "PATCH", at, {"items": [{"price": price}]})
        world.move("2031-02-07T00:00:00Z")
        world.use(customer, meter, "2031-02-06T00:00:00Z", 1)
        world.use(customer, meter, "2031-02-04T00:00:00Z", 1000)  # before the item was there
        world.move("2031-02-10T00:00:00Z")
        world.client.want(200, "POST", f"{at}/pause", {"maxDuration": 60})
        world.use(customer, meter, "2031-02-09T00:00:00Z", 20)  # before the pause, told in it
        world.move("2031-02-15T00:00:00Z")
        world.use(customer, meter, "2031-02-12T00:00:00Z", 1000)
        world.move("2031-02-16T00:00:00Z")
        world.client.want(200, "POST", f"{at}/resume", {})
        world.use(customer, meter, "2031-02-13T00:00:00Z", 1000)  # in the pause, told after it
        world.use(customer, meter, "2031-02-16T00:00:00Z", 300)
        world.move("2031-04-01T00:00:00Z")
        used = [line for invoice in world.invoices(customer)
                for line in check(self, world.client, invoice)["lines"] if "usage" in line["line"]]
        self.assertEqual(sum(line["line"]["amount"] for line in used), 3210)

    def test_late_usage_for_a_price_that_went_is_billed_and_explained_at_that_price(self):
        world = World()
        self.addCleanup(world.portal.close)
        price, meter = world.metered("sum", unitAmount=10)
        dearer = world.price(usageType="metered", meter=meter["id"], unitAmount=50)
        customer = world.customer()
        made = world.client.make("/subscriptions", {"customer": customer, "price": price})
        world.move("2031-02-10T00:00:00Z")
        world.use(customer, meter, "2031-02-05T00:00:00Z", 1)
        world.client.want(200, "PATCH", f"/subscriptions/{made['id']}", {
            "items": [{"id": made["items"][0]["id"], "price": dearer}]})
        world.move("2031-02-20T00:00:00Z")
        world.use(customer, meter, "2031-02-06T00:00:00Z", 20)  # while the first price held
        world.use(customer, meter, "2031-02-15T00:00:00Z", 300)
        cost = world.client.want(200, "GET", f"/usage?customer={customer}")["meters"]
        self.assertEqual([m["amount"] for m in cost if m["meter"] == meter["id"]], [210 + 15000])
        world.move("2031-04-01T00:00:00Z")
        used = [line["line"] for invoice in world.invoices(customer)
                for line in check(self, world.client, invoice)["lines"] if "usage" in line["line"]]
        self.assertEqual(sorted(line["amount"] for line in used if line["amount"]), [10, 200, 15000])

    def test_late_usage_of_an_item_that_went_is_billed_and_explained(self):
        world = World()
        self.addCleanup(world.portal.close)
        price, meter = world.metered("sum", unitAmount=10)
        customer = world.customer()
        made = world.client.make("/subscriptions", {"customer": customer, "items": [
            {"price": world.price(unitAmount=1000)}, {"price": price}]})
        metered = next(item for item in made["items"] if item["price"] == price)
        world.move("2031-02-10T00:00:00Z")
        world.use(customer, meter, "2031-02-05T00:00:00Z", 1)
        world.client.want(200, "PATCH", f"/subscriptions/{made['id']}", {
            "items": [{"id": metered["id"], "deleted": True}]})
        world.move("2031-02-20T00:00:00Z")
        world.use(customer, meter, "2031-02-06T00:00:00Z", 20)  # while the item was there
        world.use(customer, meter, "2031-02-15T00:00:00Z", 1000)  # when it was not any more
        world.move("2031-03-05T00:00:00Z")
        world.use(customer, meter, "2031-02-07T00:00:00Z", 300)
        world.move("2031-05-01T00:00:00Z")
        used = [line["line"] for invoice in world.invoices(customer)
                for line in check(self, world.client, invoice)["lines"] if "usage" in line["line"]]
        self.assertEqual(sorted((line["amount"], line.get("late", False)) for line in used),
                         [(10, False), (200, True), (3000, True)])

    def test_credit_is_double_entry_and_comes_back_when_an_invoice_is_voided(self):
        world = World()
        self.addCleanup(world.portal.close)
        client, customer = world.client, world.customer()

        def grant(amount, **more):
            return client.make("/credits/grants", {
                "customer": customer, "currency": "usd", "amount": amount, **more})["id"]

        def balance():
            return client.want(200, "GET", f"/credits/balance?customer={customer}")

        def invoice(amount):
            return client.make("/invoices", {"customer": customer, "currency": "usd", "autoFinalize": True,
                                             "lines": [{"description": "Work", "amount": amount}]})

        last = grant(100, priority=9)
        grant(50, priority=1, category="promotional", expiresAt="2031-06-01T00:00:00Z")
        grant(70, effectiveAt="2031-05-01T00:00:00Z")
        self.assertEqual(balance()["balances"], [{"currency": "usd", "available": 150, "pending": 70}])
        made = invoice(120)
        self.assertEqual((made["creditsApplied"], made["status"]), (120, "paid"))
        open_one = invoice(100)
        self.assertEqual((open_one["creditsApplied"], open_one["amountDue"]), (30, 70))
        self.assertEqual(balance()["balances"], [{"currency": "usd", "available": 0, "pending": 70}])
        client.want(200, "POST", f"/invoices/{open_one['id']}/void", {})
        self.assertEqual(balance()["balance"], 30)
        told = check(self, client, client.want(200, "GET", f"/invoices/{open_one['id']}"))
        self.assertTrue(told["credits"][0]["reinstatedAt"])
        client.want(200, "POST", f"/credits/grants/{last}/void", {})
        grant(11, expiresAt="2031-03-01T00:00:00Z")
        world.move("2031-07-01T00:00:00Z")
        self.assertEqual(balance()["balance"], 70)
        ledger = list(client.pages(f"/credits/ledger?customer={customer}"))
        self.assertEqual({m["type"] for m in ledger}, {"granted", "applied", "reinstated", "voided", "expired"})
        self.assertEqual(ledger[0]["balance"], sum(m["amount"] for m in ledger))
        self.assertEqual(ledger[0]["balance"], 70)
        for movement in ledger:
            self.assertEqual(sum(e["amount"] for e in movement["entries"]), 0, "debits equal credits")
        accounts = {}
        for movement in ledger:
            for entry in movement["entries"]:
                accounts[entry["account"]] = accounts.get(entry["account"], 0) + entry["amount"]
        self.assertEqual(accounts["customer_credit"], 70)
        self.assertEqual(sum(accounts.values()), 0)
        self.refused_in(client, "credit_grant_already_voided", "POST", f"/credits/grants/{last}/void", {})
        self.refused_in(client, "parameters_exclusive", "POST", "/credits/grants", {
            "customer": customer, "currency": "usd", "amount": 1, "scope": {}})
        self.assertEqual(len(list(client.pages(f"/credits/grants?customer={customer}"))), 4)

    def refused_in(self, client, code, method, target, body):
        answer = client.send(method, target, body)
        self.assertEqual(body_of(answer)["error"]["code"], code, answer)

    def test_auditors_see_an_invoice_before_and_after(self):
        world, client = self.world, self.client
        customer = world.customer()
        made = client.make("/invoices", {"customer": customer, "currency": "usd",
                                         "lines": [{"description": "Work", "amount": 1000}]})
        client.want(200, "POST", f"/invoices/{made['id']}/finalize", {})
        action = client.want(200, "GET", f"/audit/actions?customer={customer}&action=invoice.finalize")["data"][0]
        self.assertEqual(action["resource"], {"object": "invoice", "id": made["id"]})
        self.assertEqual((action["before"]["status"], action["after"]["status"]), ("draft", "open"))

    def test_a_coupon_is_redeemed_exactly_as_often_as_it_may_be(self):
        """At the same moment by forty customers, and across a kill."""
        portal = Portal()
        self.addCleanup(portal.close)
        portal.start()
        client = portal.client()
        client.make("/products", {"id": "prod_1", "name": "Pro"})
        client.make("/prices", {"id": "price_1", "product": "prod_1", "currency": "usd", "unitAmount": 1000,
                                "recurring": {"interval": "month", "intervalCount": 1}})
        client.make("/coupons", {"id": "cou_few", "percentOff": 50, "maxRedemptions": 17,
                                 "duration": "forever"})
        for n in range(40):
            client.make("/customers", {"id": f"cus_{n}"})
        outcomes = {}

        def subscribe(n, key="first"):
            answer = portal.client().send(
                "POST", "/subscriptions", {"customer": f"cus_{n}", "price": "price_1", "coupon": "cou_few"},
                {"Idempotency-Key": f"{key}-{n}"})
            outcomes[n] = answer.status
            if answer.status != 201:
                self.assertEqual(body_of(answer)["error"]["code"], "coupon_exhausted", answer)

        def killing(n):
            if n == 10:
                portal.kill()
            try:
                subscribe(n)
            except (OSError, portal_process.http.client.HTTPException):
                outcomes[n] = None

        in_parallel(killing, range(40))
        portal.start()
        client = portal.client()
        in_parallel(subscribe, range(40))
        self.assertEqual(list(outcomes.values()).count(201), 17)
        for n in (n for n, status in outcomes.items() if status == 409):
            portal.client().make("/subscriptions", {"id": f"sub_{n}", "customer": f"cus_{n}", "price": "price_1"})
            answer = portal.client().send("PATCH", f"/subscriptions/sub_{n}", {"coupon": "cou_few"})
            self.assertEqual(body_of(answer)["error"]["code"], "coupon_exhausted", answer)
        redeemed = [s for s in client.pages("/subscriptions") if s.get("coupon") == "cou_few"]
        self.assertEqual(len(redeemed), 17)
        checked_log(self, client)

    def test_no_two_customers_share_an_invoice_prefix(self):
        """Asked for at the same moment by twenty; across a kill; and by one who had it before."""
        portal = Portal()
        self.addCleanup(portal.close)
        portal.start()
        answers = {}

        def create(n):
            answers[n] = portal.client().send("POST", "/customers", {"id": f"cus_{n}", "invoicePrefix": "ACME"})

        in_parallel(create, range(20))
        winners = [n for n, answer in answers.items() if answer.status == 201]
        self.assertEqual(len(winners), 1)
        refused = body_of(answers[(winners[0] + 1) % 20])["error"]
        self.assertEqual((refused["code"], refused["param"]), ("invoice_prefix_taken", "invoicePrefix"))
        portal.kill()
        portal.start()
        client = portal.client()
        other = client.make("/customers", {"name": "Other"})

        def change(customer, prefix, key):
            return client.send("PATCH", f"/customers/{customer}", {"invoicePrefix": prefix}, {"Idempotency-Key": key})

        self.assertEqual(change(other["id"], "ACME", "1").status, 409)
        self.assertEqual(change(other["id"], other["invoicePrefix"], "2").status, 200)
        winner = f"cus_{winners[0]}"
        self.assertEqual(change(winner, "BETA", "3").status, 200)
        self.assertEqual(change(other["id"], "ACME", "4").status, 409)
        self.assertEqual(change(winner, "ACME", "5").status, 200)
        kept = body_of(client.send("GET", f"/customers/{winner}"))
        self.assertEqual(kept["invoicePrefix"], "ACME")
        checked_log(self, client)

    def test_a_coupon_is_redeemed_until_its_time_is_over(self):
        world = World()
        self.addCleanup(world.portal.close)
        world.client.make("/coupons", {"id": "cou_1", "percentOff": 50, "redeemBy": "2031-02-02T00:00:00Z"})
        price = world.price(unitAmount=1000)
        body = {"price": price, "coupon": "cou_1"}
        world.client.make("/subscriptions", {"customer": world.customer(), **body})
        world.move("2031-02-02T00:00:00Z")
        answer = world.client.send("POST", "/subscriptions", {"customer": world.customer(), **body})
        self.assertEqual((answer.status, body_of(answer)["error"]["code"]), (409, "coupon_expired"))

    def test_ten_years_at_once_equal_the_same_years_in_steps(self):
        def history(times):
            world = World()
            self.addCleanup(world.portal.close)
            price, meter = world.metered("sum", unitAmount=7)
            customer = world.customer()
            world.client.make("/credits/grants", {
                "customer": customer, "currency": "usd", "amount": 50_000, "expiresAt": "2034-01-01T00:00:00Z"})
            world.client.make("/subscriptions", {
                "customer": customer, "items": [{"price": price}, {"price": world.price(unitAmount=2000)}],
                "trialDays": 14})
            for time in times:
                world.move(time)
            told = []
            for event in checked_log(self, world.client):
                names = {}
                text = portal_process.json.dumps([event["type"], event["effectiveAt"], event["data"]])
                told.append(ID.sub(lambda m, names=names: names.setdefault(m[0], f"{m[1]}#{len(names)}"), text))
            return told

        end = "2041-01-31T10:00:00Z"
        at_once = history([end])
        steps = [f"{year}-{month:02}-{day:02}T00:00:00Z"
                 for year in range(2031, 2041) for month in range(1, 13) for day in (3, 11, 27)]
        stepwise = history([t for t in steps if t > START] + [end])
        self.assertGreater(sum("invoice.paid" in text for text in at_once), 115)
        self.assertEqual(at_once, stepwise)


if __name__ == "__main__":
    portal_process.main()
