"""Every route of /openapi.json × every kind of principal. The document is made from the table that the
server runs on, so a new route is tried without anyone adding it here."""
import collections
import datetime
import http.client
import json
import unittest
import urllib.parse

import portal_process
from portal_process import ADMIN_KEY, Portal, body_of

SCOPES = [
    "subscriptions:read", "subscriptions:write", "invoices:read", "invoices:write", "payment_methods:read",
    "payment_methods:write", "usage:read", "credits:read", "customer:read", "customer:write", "cancellations:write",
]
ROLES = ("admin", "app", "analyst", "auditor")
OWNED = (  # what belongs to one customer
    "/customers/", "/subscriptions/", "/invoices/", "/payment-methods/", "/payments/", "/credits/grants/",
    "/portal/sessions/", "/tokens/",
)


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = Portal(flags=["--clock", "test"])
        cls.portal.start()
        cls.admin = cls.portal.client()
        cls.make_catalog()
        cls.own, cls.other = cls.make_customer("cus_own"), cls.make_customer("cus_other")
        cls.expired = {"session": cls.open_session("cus_own"), "token": cls.make_token("cus_own", SCOPES)["secret"]}
        cls.move_clock_by_days(2)
        cls.keys = {role: cls.admin.make("/keys", {"role": role, "name": role})["secret"] for role in ROLES}
        cls.session, cls.token = cls.open_session("cus_own"), cls.make_token("cus_own", SCOPES)["secret"]
        cls.foreign = {"session": cls.open_session("cus_other"), "token": cls.make_token("cus_other", SCOPES)["secret"]}
        cls.lacking = {
            scope: cls.make_token("cus_own", [s for s in SCOPES if s != scope])["secret"] for scope in SCOPES
        }
        cls.revoked = cls.make_revoked()
        cls.document = cls.admin.want(200, "GET", "/openapi.json")
        cls.seen = collections.Counter()

    @classmethod
    def tearDownClass(cls):
        cls.portal.close()
        print(f"  tried: {dict(sorted(cls.seen.items()))}, {sum(cls.seen.values())} in all")

    # -- the world ------------------------------------------------------------------------------------

    @classmethod
    def make_catalog(cls):
        make = cls.admin.make
        make("/products", {"id": "prod_1", "name": "One"})
        make("/prices", {"id": "price_1", "product": "prod_1", "currency": "usd", "unitAmount": 500,
                         "recurring": {"interval": "month", "intervalCount": 1}})
        make("/coupons", {"id": "cou_1", "percentOff": 10, "duration": "once"})
        make("/meters", {"id": "mtr_1", "name": "m", "eventType": "e", "aggregation": {"type": "count"}})
        on = {"enabled": True}
        make("/portal/configurations", {"id": "pc_1", "name": "All", "isDefault": True, "features": {
            "invoiceHistory": on, "paymentMethodUpdate": on, "subscriptionUpdate": on, "subscriptionCancel": on,
            "subscriptionPause": on,
            "customerUpdate": {"enabled": True, "allowedUpdates": ["email", "name", "phone", "address", "tax_id"]}}})

    @classmethod
    def make_customer(cls, customer):
        short, make = customer[4:], cls.admin.make
        make("/customers", {"id": customer, "email": f"{short}@example.com", "name": f"Secret {short}"})
        make("/payment-methods", {"id": f"pm_{short}", "customer": customer, "token": "pm_card_visa"})
        make("/subscriptions", {"id": f"sub_{short}", "customer": customer, "price": "price_1"})
        make("/credits/grants", {"id": f"cg_{short}", "customer": customer, "amount": 5, "currency": "usd"})
        invoice = next(cls.admin.pages(f"/invoices?customer={customer}"))["id"]
        session = make("/portal/sessions", {"customer": customer, "returnUrl": "https://example.com/"})["id"]
        token = cls.make_token(customer, ["usage:read"])["id"]
        return {"customers": customer, "subscriptions": f"sub_{short}", "payment-methods": f"pm_{short}",
                "credits": f"cg_{short}", "invoices": invoice, "portal": session, "tokens": token, "payments": "pay_1"}

    @classmethod
    def make_token(cls, customer, scopes):
        return cls.admin.make(f"/customers/{customer}/tokens", {"scopes": scopes, "expiresIn": 3600})

    @classmethod
    def open_session(cls, customer):
        """The cookie of an opened session."""
        made = cls.admin.make("/portal/sessions", {"customer": customer, "returnUrl": "https://example.com/"})
        answer = cls.portal.client(None).send(
            "POST", urllib.parse.urlsplit(made["url"]).path, "", {"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert answer.status == 303, answer
        return answer.headers["set-cookie"].split(";")[0]

    @classmethod
    def make_revoked(cls):
        key = cls.admin.make("/keys", {"role": "admin", "name": "gone"})
        cls.admin.want(200, "DELETE", f"/keys/{key['id']}")
        token = cls.make_token("cus_own", SCOPES)
        cls.admin.want(200, "DELETE", f"/tokens/{token['id']}")
        cookie = cls.open_session("cus_own")
        session = cookie.split("=", 1)[1][:-44]
        cls.admin.want(200, "POST", f"/portal/sessions/{session}/revoke")
        return {"key": key["secret"], "token": token["secret"], "session": cookie}

    @classmethod
    def move_clock_by_days(cls, days):
        now = cls.admin.want(200, "GET", "/customers/cus_own")["created"]
        later = datetime.datetime.fromisoformat(now.replace("Z", "+00:00")) + datetime.timedelta(days=days)
        cls.admin.want(200, "POST", "/test/clock", {"now": later.strftime("%Y-%m-%dT%H:%M:%SZ")})

    # -- asking -----------------------------------------------------------------------------------------

    def routes(self):
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                if method in ("get", "post", "patch", "delete", "put"):
                    yield method.upper(), path, operation["x-portal-access"], operation

    def target(self, path, things):
        """The path with ids of things that are there."""
        area = path.split("/")[1]
        names = {"products": "prod_1", "prices": "price_1", "coupons": "cou_1", "meters": "mtr_1", "events": "1",
                 "audit": "1", "keys": "sk_none", "session": "ps_x_" + "y" * 43}
        value = things.get(area) or names.get(area, "x")
        if path.startswith("/portal/configurations"):
            value = "pc_1"
        made = path
        while "{" in made:
            made = made[: made.index("{")] + value + made[made.index("}") + 1 :]
        return made

    def ask(self, method, target, who, body=None, form=False):
        """One request on a connection of its own; an endless answer is not waited for."""
        headers = {"Connection": "close"}
        if who and who.startswith("portal_session="):
            headers["Cookie"] = who
            headers["Origin"] = f"http://127.0.0.1:{self.portal.port}"
        elif who:
            headers["Authorization"] = f"Bearer {who}"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        link = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=20)
        try:
            link.request(method, target, body, headers)
            response = link.getresponse()
            endless = response.getheader("content-type", "").startswith("text/event-stream")
            return portal_process.Answer(
                response.status, {k.lower(): v for k, v in response.getheaders()}, b"" if endless else response.read()
            )
        finally:
            link.close()

    def harmless(self, method, operation):
        """A body that is refused once the caller has been let in, so that nothing is changed."""
        if method == "GET":
            return None, False
        content = operation.get("requestBody", {}).get("content", {})
        form = "application/x-www-form-urlencoded" in content
        return ("noSuchField=1" if form else '{"noSuchField":1}'), form

    def assert_status(self, kind, method, path, who, want_in, refused=(401,)):
        operation = self.document["paths"][path][method.lower()]
        body, form = self.harmless(method, operation)
        answer = self.ask(method, self.target(path, self.own), who, body, form)
        self.seen[kind] += 1
        with self.subTest(kind=kind, method=method, path=path):
            if want_in:
                self.assertNotIn(answer.status, (401, 403, 500, 501, 503), answer)
            else:
                self.assertIn(answer.status, refused, answer)
                self.assertNotIn(b"Secret own", answer.body)

    # -- the matrix -------------------------------------------------------------------------------------

    def test_every_route_says_who_may_call_it(self):
        count = 0
        for method, path, access, _ in self.routes():
            count += 1
            self.assertTrue(access["open"] or access["roles"] or access["customers"], f"{method} {path}")
            self.assertLessEqual(set(access["roles"]), set(ROLES))
            self.assertIn(access.get("scope", SCOPES[0]), SCOPES)
        self.assertGreater(count, 40)

    def test_keys_by_role(self):
        for method, path, access, _ in self.routes():
            if is_page(path):
                continue
            for role in ROLES:
                self.assert_status(
                    role, method, path, self.keys[role], access["open"] or role in access["roles"], (403,)
                )
            self.assert_status(
                "PORTAL_ADMIN_KEY", method, path, ADMIN_KEY, access["open"] or "admin" in access["roles"], (403,)
            )

    def test_the_owners_session(self):
        for method, path, access, _ in self.routes():
            if is_page(path):
                continue
            self.assert_status("session", method, path, self.session, access["open"] or access["customers"], (403,))

    def test_the_owners_token_with_and_without_the_scope(self):
        for method, path, access, _ in self.routes():
            if is_page(path):
                continue
            allowed = access["open"] or access["customers"]
            self.assert_status("token", method, path, self.token, allowed, (403,))
            if access["customers"] and access.get("scope"):
                self.assert_status("token without scope", method, path, self.lacking[access["scope"]], False, (403,))

    def test_nobody_and_who_may_no_more(self):
        for method, path, access, _ in self.routes():
            if access["open"] or is_page(path):
                continue
            for kind, who in (
                ("none", None), ("wrong", "sk_wrong_" + "x" * 43), ("expired session", self.expired["session"]),
                ("expired token", self.expired["token"]), ("revoked key", self.revoked["key"]),
                ("revoked token", self.revoked["token"]), ("revoked session", self.revoked["session"]),
                ("tampered token", self.token[:-1] + ("x" if self.token[-1] != "x" else "y")),
            ):
                self.assert_status(kind, method, path, who, False, (401,))

    def test_another_customers_objects_are_as_if_they_did_not_exist(self):
        missing = {name: value.rstrip("_") + "0missing" for name, value in self.own.items()}
        for method, path, access, operation in self.routes():
            if not access["customers"] or "{" not in path or not path.startswith(OWNED) or is_page(path):
                continue
            body = None if method == "GET" else ("{}" if "requestBody" in operation else None)
            for kind, who in self.foreign.items():
                real_target, none_target = self.target(path, self.own), self.target(path, missing)
                real = self.ask(method, real_target, who, body)
                none = self.ask(method, none_target, who, body)
                self.seen[f"another customer's {kind}"] += 1
                with self.subTest(kind=kind, method=method, path=path):
                    self.assertIn(real.status, (404,) if method == "GET" else (400, 404), real)
                    self.assertEqual(same_words(real, self.own), same_words(none, missing))
        for thing in ("/customers/cus_own", "/subscriptions/sub_own"):
            self.assertEqual(self.ask("GET", thing, self.token).status, 200, "nothing was harmed")

    def test_lists_show_ones_own_alone(self):
        for method, path, access, _ in self.routes():
            if method != "GET" or "{" in path or not access["customers"] or is_page(path):
                continue
            query = "?meter=m" if path.startswith("/usage") else ""
            for kind, who in self.foreign.items():
                answer = self.ask("GET", path + query, who)
                self.seen[f"another customer's {kind}"] += 1
                with self.subTest(kind=kind, path=path):
                    for name in self.own.values():
                        self.assertNotIn(json.dumps(name).encode(), answer.body)
                    named = self.ask("GET", f"{path}?customer=cus_own{query.replace('?', '&')}", who)
                    self.assertIn(named.status, (400, 403, 404), named)
                    self.assertNotIn(b"Secret own", named.body)


def is_page(path):
    """Pages find the session by its cookie and answer with pages; the tests of the pages try them."""
    return path in ("/portal", "/portal/cancel") or path.startswith(("/session/", "/portal/assets", "/portal/logout", "/portal/actions", "/console"))


def same_words(answer, things):
    """Status and error without what must differ: the request and the id that was asked for."""
    error = body_of(answer)["error"]
    error.pop("requestId")
    text = json.dumps(error)
    for name in sorted(things.values(), key=len, reverse=True):
        text = text.replace(name, "<id>")
    return answer.status, text, answer.headers.get("content-type")


if __name__ == "__main__":
    portal_process.main()
