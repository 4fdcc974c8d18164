"""Ten thousand real requests as usage events, twice, against totals that another program computed:
before and after a kill -9, and after the views are deleted and rebuilt."""
import datetime
import json
import shutil
import unittest
import urllib.parse

import portal_process
from portal_process import Portal, body_of, in_parallel

METERS = {
    "requests": {"type": "count"},
    "bytes": {"type": "sum", "property": "bytes"},
    "largest": {"type": "max", "property": "bytes"},
    "paths": {"type": "unique", "property": "path"},
}
START, END = "2015-05-17T00:00:00Z", "2015-05-21T00:00:00Z"
BATCH = 500


class Traffic(unittest.TestCase):
    def setUp(self):
        data = portal_process.SOURCE / "tests" / "data"
        self.lines = (data / "traffic.ndjson").read_text().splitlines()
        self.expected = json.loads((data / "traffic.expected.json").read_text())

    def test_totals_are_exact(self):
        with Portal() as portal:
            admin = portal.client()
            for name, aggregation in METERS.items():
                admin.make("/meters", {"id": f"mtr_{name}", "name": name, "eventType": "http.request",
                                       "aggregation": aggregation})
            customers = sorted({json.loads(line)["subject"] for line in self.lines})
            self.assertEqual(len(customers), self.expected["customers"])
            tokens = self.make_customers(portal, customers)

            self.assertEqual(self.ingest(portal), {"accepted": len(self.lines), "duplicates": 0})
            self.assertEqual(self.ingest(portal), {"accepted": 0, "duplicates": len(self.lines)})
            self.check(portal, tokens, "after both passes")

            portal.restart()
            self.check(portal, tokens, "after kill -9")
            self.assertEqual(self.ingest(portal), {"accepted": 0, "duplicates": len(self.lines)})

            portal.kill()
            shutil.rmtree(portal.data / "views")
            portal.start()
            self.check(portal, tokens, "after the views were deleted")
            self.assertEqual(portal.stop(), 0)
            self.assertIn("sound", portal.verify().stdout)

    def make_customers(self, portal, customers):
        tokens = {}

        def make(customer):
            client = portal.client()
            client.make("/customers", {"id": customer})
            token = client.make(f"/customers/{customer}/tokens", {"scopes": ["usage:read"], "expiresIn": 86400})
            tokens[customer] = token["secret"]
            client.close()

        in_parallel(make, customers)
        return tokens

    def ingest(self, portal):
        """All lines as CloudEvents batches, as they come; what was accepted in all."""
        counts = {"accepted": 0, "duplicates": 0}
        client = portal.client(timeout=120)
        for at in range(0, len(self.lines), BATCH):
            answer = client.post(
                "/usage/events", "[" + ",".join(self.lines[at : at + BATCH]) + "]",
                {"Content-Type": "application/cloudevents-batch+json"},
            )
            self.assertIn(answer.status, (200, 201, 202), answer)
            for name in counts:
                counts[name] += body_of(answer)[name]
        return counts

    def check(self, portal, tokens, when):
        days = {}
        distinct = {}

        def read(customer):
            client = portal.client(tokens[customer])
            mine = {}
            for meter in METERS:
                query = urllib.parse.urlencode(
                    {"meter": meter, "granularity": "day", "start": START, "end": END, "timeZone": "UTC"}
                )
                mine[meter] = client.want(200, "GET", f"/usage/timeline?{query}")["data"]
            usage = client.want(200, "GET", "/usage?" + urllib.parse.urlencode({"start": START, "end": END}))
            distinct[customer] = (mine, {meter["name"]: meter["value"] for meter in usage["meters"]})
            client.close()

        in_parallel(read, tokens)
        for customer, (mine, totals) in distinct.items():
            for meter in ("requests", "bytes"):
                self.assertEqual(len(mine[meter]), 4, "empty days are there too")
                for bucket in mine[meter]:
                    day = days.setdefault(bucket["start"][:10], {"requests": 0, "bytes": 0})
                    day[meter] += bucket["value"] or 0
                self.assertEqual(sum(bucket["value"] or 0 for bucket in mine[meter]), totals[meter] or 0)
            self.assertEqual(
                max((bucket["value"] or 0 for bucket in mine["largest"]), default=0), totals["largest"] or 0
            )
        self.assertEqual(days, self.expected["days"], when)
        for customer, wanted in self.expected["topCustomers"].items():
            totals = distinct[customer][1]
            shown = {"requests": totals["requests"], "bytes": totals["bytes"],
                     "uniquePaths": totals["paths"], "maxBytes": totals["largest"]}
            self.assertEqual(shown, wanted, f"{customer} {when}")
        stamp = datetime.datetime.now().strftime("%H:%M:%S")
        print(f"  {stamp} {len(tokens)} customers, {len(METERS)} meters: exact {when}")


if __name__ == "__main__":
    portal_process.main()
