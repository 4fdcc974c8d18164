"""Works out prorations in exact fractions from what was asked, and compares every line.

Shares nothing with the program: the rule is the sentence of the documentation. A change inside a period
of T seconds with R left credits round(old * R / T) and charges round(new * R / T), halves away from
zero; a discount is inside both. What the roundings come to is carried, and given back in whole units.
"""
import argparse
import datetime
import decimal
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

TESTS = None


def rounded(value):
    """To the nearest integer, halves away from zero."""
    whole = (abs(value) * 2 + 1) // 2
    return int(whole if value >= 0 else -whole)


def seconds(start, end):
    read = datetime.datetime.fromisoformat
    return int((read(end) - read(start)).total_seconds())


def exact(number):
    return Fraction(number) if isinstance(number, int) else Fraction(str(number))


def full_price(item):
    return rounded(exact(item["terms"]["unitAmount"]) * item.get("quantity", 1))


def shared(total, weights):
    """Split in proportion, rounded down; the rest to the largest remainders, earlier ones first."""
    if not sum(weights):
        return [0] * len(weights)
    parts = [Fraction(total * weight, sum(weights)) for weight in weights]
    given = [int(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: given[at] - parts[at])
    for at in order[:total - sum(given)]:
        given[at] += 1
    return given


class Subscriber:
    """What one subscription has been charged for the period, by item: (full price net, discount)."""

    def __init__(self, begin):
        subscription, invoice = begin["subscription"], begin["invoice"]
        self.end = subscription["currentPeriodEnd"]
        self.whole = seconds(subscription["currentPeriodStart"], self.end)
        self.discount = subscription.get("discount")
        self.items = {item["id"]: item for item in subscription["items"]}
        self.carried = Fraction(0)
        self.charged = {}
        for line in invoice["lines"]:
            off = sum(one["amount"] for one in line.get("discounts", []))
            self.charged[line["subscriptionItem"]] = (line["amount"] - off, off)

    def discounts(self, changed):
        full = [full_price(item) for item in changed]
        if not self.discount:
            return [0] * len(full)
        if "percentOff" in self.discount:
            percent = exact(self.discount["percentOff"])
            return [min(rounded(one * percent / 100), one) for one in full]
        kept = sum(off for item, (_, off) in self.charged.items()
                   if item in self.items and item not in [one["id"] for one in changed])
        left = max(0, min(self.discount["amountOff"] - kept, sum(full)))
        return shared(left, full)

    def change(self, event):
        """The amounts that the change's lines must have."""
        left = seconds(event["effectiveAt"], self.end)
        after = {item["id"]: item for item in event["items"]}

        def differs(one, other):
            return other is None or (one["price"], one.get("quantity")) != (other["price"], other.get("quantity"))

        amounts = []

        def add(full, sign):
            value = Fraction(full * left, self.whole) * sign
            amount = rounded(value)
            if amount or sign > 0:
                self.carried += amount - value
            if amount:
                amounts.append(amount)

        for item_id, item in self.items.items():
            if differs(item, after.get(item_id)) and item_id in self.charged:
                add(self.charged.pop(item_id)[0], -1)
        changed = [item for item_id, item in after.items() if differs(item, self.items.get(item_id))]
        for item, off in zip(changed, self.discounts(changed)):
            net = full_price(item) - off
            add(net, 1)
            if rounded(Fraction(net * left, self.whole)):
                self.charged[item["id"]] = (net, off)
        given_back = int(self.carried)
        if given_back:
            self.carried -= given_back
            amounts.append(-given_back)
        self.items = after
        return amounts


class Proration(unittest.TestCase):
    def test_every_line_is_what_fractions_say(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "cases.ndjson"
            subprocess.run(
                [TESTS, "--gtest_filter=ProrationOracle.*"], check=True, stdout=subprocess.DEVNULL,
                env={**os.environ, "PORTAL_ORACLE_CASES": str(path)})
            lines = path.read_text().splitlines()
        subscriber, changes = None, 0
        for text in lines:
            case = json.loads(text, parse_float=decimal.Decimal)
            if case["story"] == "begin":
                subscriber = Subscriber(case)
                continue
            event = case["event"]
            wanted = subscriber.change(event)
            got = [one["line"]["amount"] for one in event.get("waiting", [])]
            self.assertEqual(got, wanted, text)
            self.assertLess(abs(exact(event["rounding"]) - subscriber.carried), Fraction(1, 10**9), text)
            changes += 1
        self.assertGreater(changes, 1000)

    def test_the_worked_examples_of_other_systems(self):
        day = 86_400
        self.assertEqual([rounded(Fraction(-1000, 2)), rounded(Fraction(2000, 2))], [-500, 1000])
        self.assertEqual(
            [rounded(Fraction(-500 * 29 * day, 30 * day)), rounded(Fraction(2000 * 29 * day, 30 * day))],
            [-483, 1933])
        self.assertEqual([rounded(Fraction(1, 2)), rounded(Fraction(-1, 2)), rounded(Fraction(1, 3))], [1, -1, 0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tests", required=True, help="the events_tests program")
    TESTS = parser.parse_args().tests
    unittest.main(argv=sys.argv[:1])
