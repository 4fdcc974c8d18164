"""The cancellation flow from outside: offers, acceptance that happens once, experiments, and what analysts read."""
import concurrent.futures
import hashlib
import os
import threading
import unittest

import portal_process
from portal_process import Portal, body_of

ROUNDS = int(os.environ.get("BLACKBOX_ACCEPT_ROUNDS", "60"))
AT_ONCE = 32

HALF = {"id": "half", "type": "discount", "message": "Half for three months", "percentOff": 50, "durationMonths": 3,
        "eligibility": {"once": True}}
GIFT = {"id": "gift", "type": "credit", "message": "Five dollars", "amount": 500, "currency": "usd",
        "eligibility": {"once": True}}


def cancel_feature(offers, experiment=None, survey_required=False):
    retention = {"offers": offers, "surveyRequired": survey_required}
    if experiment:
        retention["experiment"] = experiment
    return {"subscriptionCancel": {
        "enabled": True, "mode": "at_period_end",
        "cancellationReason": {"enabled": True, "options": ["too_expensive", "unused"]}, "retention": retention}}


class Cancellation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = Portal().__enter__()
        cls.addClassCleanup(cls.portal.__exit__, None, None, None)
        cls.admin = cls.portal.client()
        make = cls.admin.make
        make("/products", {"id": "prod_pro", "name": "Pro"})
        make("/prices", {"id": "price_pro", "product": "prod_pro", "currency": "usd", "unitAmount": 2000,
                         "recurring": {"interval": "month"}})
        make("/portal/configurations", {"id": "pc_main", "isDefault": True,
                                        "features": cancel_feature([HALF, GIFT])})

    def subscriber(self, name, country="DE"):
        make = self.admin.make
        make("/customers", {"id": f"cus_{name}", "address": {"country": country}})
        make("/payment-methods", {"customer": f"cus_{name}", "token": "pm_card_visa"})
        make("/subscriptions", {"id": f"sub_{name}", "customer": f"cus_{name}", "price": "price_pro"})
        return f"sub_{name}"

    def start(self, subscription, body=None):
        return self.admin.make(f"/subscriptions/{subscription}/cancellations", body or {})

    def test_declining_everything_leads_to_the_end(self):
        story = self.start(self.subscriber("leaves"))
        self.assertEqual(story["status"], "offered")
        self.assertEqual(story["offers"][0]["terms"]["message"], HALF["message"])
        story = self.admin.make(f"/cancellations/{story['id']}/decline", {"offer": "half"})
        self.assertEqual([o["status"] for o in story["offers"]], ["declined", "shown"])
        story = self.admin.make(f"/cancellations/{story['id']}/decline", {})
        self.assertEqual(story["status"], "ready")
        story = self.admin.make(
            f"/cancellations/{story['id']}/confirm",
            {"reason": "unused", "feedback": "I never opened it", "wouldRecommend": 6})
        self.assertEqual((story["status"], story["outcome"]), ("confirmed", "canceled"))
        subscription = self.admin.want(200, "GET", "/subscriptions/sub_leaves")
        self.assertTrue(subscription["cancelAtPeriodEnd"])
        self.assertEqual(story["endsAt"], subscription["currentPeriodEnd"])

    def test_refusals_have_names(self):
        story = self.start(self.subscriber("errs"))
        path = f"/cancellations/{story['id']}"
        for action, body, status, code in (
            ("accept", {"offer": "gold"}, 404, "offer_not_found"),
            ("confirm", {"reason": "other"}, 400, "cancellation_reason_not_offered"),
            ("confirm", {"wouldRecommend": 11}, 400, "parameter_out_of_range"),
        ):
            answer = self.admin.post(f"{path}/{action}", body)
            self.assertEqual((answer.status, body_of(answer)["error"]["code"]), (status, code))
        self.assertEqual(self.admin.want(200, "GET", path)["status"], "offered")
        self.admin.make(f"{path}/accept", {"offer": "half"})
        again = self.admin.post(f"{path}/accept", {"offer": "half"})
        self.assertEqual((again.status, body_of(again)["error"]["code"]), (409, "cancellation_closed"))

    def test_one_of_many_acceptances_counts(self):
        """Each customer accepts 32 times at the same moment: one discount, one mark."""
        clients = [self.portal.client() for _ in range(AT_ONCE)]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for number in range(ROUNDS):
                story = self.start(self.subscriber(f"race{number}"))
                barrier = threading.Barrier(AT_ONCE)

                def accept(client, story=story, barrier=barrier):
                    barrier.wait()
                    return client.post(f"/cancellations/{story['id']}/accept", {"offer": "half"}).status

                statuses = list(pool.map(accept, clients))
                self.assertEqual(statuses.count(200), 1, statuses)
                # What does not win is refused, or told to come back: never given twice.
                self.assertLessEqual(set(statuses), {200, 409, 429})
        given = [e for e in self.admin.events(types="subscription.discounted.v1")
                 if e["stream"].startswith("customer/cus_race")]
        self.assertEqual(len(given), ROUNDS)

    def test_a_token_needs_its_scope(self):
        subscription = self.subscriber("token")
        made = self.admin.make("/customers/cus_token/tokens", {"scopes": ["subscriptions:read"]})
        reader = self.portal.client(made["secret"])
        self.assertEqual(reader.post(f"/subscriptions/{subscription}/cancellations", {}).status, 403)
        made = self.admin.make("/customers/cus_token/tokens", {"scopes": ["cancellations:write"]})
        writer = self.portal.client(made["secret"])
        story = writer.make(f"/subscriptions/{subscription}/cancellations", {})
        self.assertEqual(writer.make(f"/cancellations/{story['id']}/abandon", {})["outcome"], "abandoned")
        other = self.subscriber("other")
        self.assertEqual(writer.post(f"/subscriptions/{other}/cancellations", {}).status, 404)

    def test_experiments_are_sticky_and_can_be_recomputed(self):
        with Portal() as portal:
            admin = portal.client()
            admin.make("/products", {"id": "prod_pro", "name": "Pro"})
            admin.make("/prices", {"id": "price_pro", "product": "prod_pro", "currency": "usd", "unitAmount": 2000,
                                   "recurring": {"interval": "month"}})
            variants = [{"name": "control", "weight": 40, "offers": []},
                        {"name": "gift", "weight": 60, "offers": ["gift"]}]
            admin.make("/portal/configurations", {"id": "pc_main", "isDefault": True, "features": cancel_feature(
                [HALF, GIFT], {"id": "exp_1", "variants": variants})})
            saved = 0
            for number in range(40):
                customer = f"cus_{number}"
                admin.make("/customers", {"id": customer})
                admin.make("/payment-methods", {"customer": customer, "token": "pm_card_visa"})
                admin.make("/subscriptions", {"id": f"sub_{number}", "customer": customer, "price": "price_pro"})
                story = admin.make(f"/subscriptions/sub_{number}/cancellations", {})
                draw = int.from_bytes(hashlib.sha256(f"exp_1:{customer}".encode()).digest()[:8], "big") % 100
                self.assertEqual(story["variant"], "control" if draw < 40 else "gift")
                self.assertEqual(story["assignment"]["draw"], draw)
                if story["variant"] == "gift":
                    saved += 1
                    admin.make(f"/cancellations/{story['id']}/accept", {})
                else:
                    admin.make(f"/cancellations/{story['id']}/confirm", {"reason": "unused"})
            report = admin.want(200, "GET", "/analytics/experiments/exp_1")
            self.assertEqual([v["exposed"] for v in report["variants"]], [40 - saved, saved])
            self.assertEqual([v["saved"] for v in report["variants"]], [0, saved])
            self.assertLess(report["variants"][1]["difference"]["pValue"], 0.001)
            changed = admin.post("/portal/configurations", {"id": "pc_two", "features": cancel_feature(
                [GIFT], {"id": "exp_1", "variants": variants})})
            self.assertEqual(body_of(changed)["error"]["code"], "experiment_elsewhere")

    def test_reports_tell_what_happened(self):
        with Portal() as portal:
            admin = portal.client()
            admin.make("/products", {"id": "prod_pro", "name": "Pro"})
            admin.make("/prices", {"id": "price_pro", "product": "prod_pro", "currency": "usd", "unitAmount": 2000,
                                   "recurring": {"interval": "month"}})
            admin.make("/portal/configurations", {"id": "pc_main", "isDefault": True,
                                                  "features": cancel_feature([HALF])})
            for name, country in (("a", "DE"), ("b", "FR"), ("c", "DE")):
                admin.make("/customers", {"id": f"cus_{name}", "address": {"country": country}})
                admin.make("/payment-methods", {"customer": f"cus_{name}", "token": "pm_card_visa"})
                admin.make("/subscriptions", {"id": f"sub_{name}", "customer": f"cus_{name}", "price": "price_pro"})
                story = admin.make(f"/subscriptions/sub_{name}/cancellations", {})
                if name == "a":
                    admin.make(f"/cancellations/{story['id']}/accept", {})
                else:
                    admin.make(f"/cancellations/{story['id']}/confirm",
                               {"reason": "unused", "wouldRecommend": 9, "feedback": f"Comment of {name}"})
            analyst = portal.client(admin.make("/keys", {"name": "analyst", "role": "analyst"})["secret"])
            report = analyst.want(200, "GET", "/analytics/cancellations")
            self.assertEqual((report["total"]["started"], report["total"]["retained"]), (3, 1))
            self.assertEqual(report["reasons"][0]["reason"], "unused")
            self.assertEqual((report["nps"]["score"], report["nps"]["responses"]), (100, 2))
            self.assertEqual([c["feedback"] for c in report["comments"]], ["Comment of c", "Comment of b"])
            germans = analyst.want(200, "GET", "/analytics/cancellations?country=DE")
            self.assertEqual(germans["total"]["started"], 2)
            offers = analyst.want(200, "GET", "/analytics/offers")["data"]
            self.assertEqual((offers[0]["shown"], offers[0]["accepted"], offers[0]["declined"]), (3, 1, 2))
            csv = analyst.get("/analytics/offers?format=csv")
            self.assertIn(b",offer_accepted,half,1\r\n", csv.body)
            unknown = analyst.get("/analytics/experiments/none")
            self.assertEqual(unknown.status, 404)


if __name__ == "__main__":
    portal_process.main()
