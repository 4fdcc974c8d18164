"""Bad input gets a typed error that names the field and what would be right, and changes nothing."""
import json
import re
import socket
import time
import unittest

import portal_process
from portal_process import Client, Portal, body_of

TYPES = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
    404: "invalid_request_error", 405: "invalid_request_error", 409: "invalid_request_error",
    410: "invalid_request_error", 413: "invalid_request_error", 414: "invalid_request_error",
    415: "invalid_request_error", 422: "invalid_request_error", 431: "invalid_request_error",
}

STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) ")

# What stands behind a request that must not be framed as two.
CANARY = b"GET /canary HTTP/1.1\r\nHost: x\r\n\r\n"


def raw(portal, data, seconds=10):
    """Sends bytes; everything that comes back until the server closes or nothing more comes."""
    with socket.create_connection(("127.0.0.1", portal.port), timeout=seconds) as link:
        link.sendall(data)
        got = b""
        try:
            while piece := link.recv(65536):
                got += piece
                if len(STATUS_LINE.findall(got)) > 3:
                    break
        except TimeoutError:
            got += b"<open>"
        return got


def post(body, headers=b"", path=b"/customers"):
    return (
        b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + portal_process.ADMIN_KEY.encode()
        + b"\r\nContent-Type: application/json\r\n" + headers + b"\r\n" + body
    )


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.portal = Portal()
        cls.portal.start()
        client = cls.portal.client()
        client.make("/customers", {"id": "cus_1", "email": "a@example.com"})
        client.make("/customers", {"id": "cus_2"})
        client.make("/meters", {"id": "mtr_1", "name": "m", "eventType": "e", "aggregation": {"type": "count"}})
        client.make("/products", {"id": "prod_1", "name": "One"})
        client.make(
            "/prices", {"id": "price_1", "product": "prod_1", "currency": "usd", "unitAmount": 100,
                        "recurring": {"interval": "month", "intervalCount": 1}},
        )
        cls.before = cls.events(cls)

    @classmethod
    def tearDownClass(cls):
        cls.portal.close()

    def events(self):
        return [e for e in self.portal.client().events() if not e["type"].startswith("action.")]

    def tearDown(self):
        self.assertEqual(self.events(), self.before, "bad input changed something")

    def refused(self, status, method, target, body=None, headers=None, key=portal_process.ADMIN_KEY):
        answer = self.portal.client(key).send(method, target, body, headers)
        self.assertEqual(answer.status, status, f"{method} {target} {body!r}: {answer}")
        error = body_of(answer)["error"]
        self.assertEqual(error["type"], TYPES[status])
        self.assertTrue(error["code"] and error["message"] and error["requestId"])
        self.assertEqual(error["requestId"], answer.headers["x-request-id"])
        return error

    def test_json_that_is_none(self):
        for text in (
            "{", "}", "nul", "[]", "1", '"text"', '{"id":"cus_9"} x', '{"id":"cus_9",}', "{'id':'cus_9'}",
            '{"id":"cus_9","id":"cus_8"}', '{"metadata":{"a":"1","a":"2"}}', '{"email":"\\ud800"}',
            '{"email":"a\\u0000b"}', b'{"email":"\xff"}', "\ufeff{}", '{"metadata":' * 40 + "{}" + "}" * 40,
            '{"balance":1e999}', '{"balance":NaN}',
        ):
            with self.subTest(text=text):
                self.refused(400, "POST", "/customers", text)

    def test_fields(self):
        for body, param, words in (
            ({"emial": "a@example.com"}, "emial", "email"),
            ({"email": 7}, "email", "string"),
            ({"email": ["a@example.com"]}, "email", "string"),
            ({"metadata": {"a": 1}}, "metadata.a", "string"),
            ({"id": "sub_1"}, "id", "cus_"),
            ({"id": "cus_"}, "id", "cus_"),
            ({"id": "cus_ä"}, "id", "cus_"),
            ({"address": {"contry": "DE"}}, "address.contry", "country"),
            ({"currency": "USD"}, "currency", "usd"),
            ({"currency": "xxx"}, "currency", ""),
        ):
            with self.subTest(body=body):
                error = self.refused(400, "POST", "/customers", body)
                self.assertEqual(error["param"], param)
                self.assertIn(words, error["message"])

    def test_integers_out_of_range(self):
        for amount in (2**63, -(2**63) - 1, 10**30, 1.5, "100", True, 0, -5):
            with self.subTest(amount=amount):
                error = self.refused(
                    400, "POST", "/credits/grants", {"customer": "cus_1", "amount": amount, "currency": "usd"}
                )
                self.assertEqual(error["param"], "amount")

    def test_missing_fields_are_named(self):
        error = self.refused(400, "POST", "/portal/sessions", {"returnUrl": "https://example.com/"})
        self.assertEqual((error["param"], error["code"]), ("customer", "parameter_missing"))
        error = self.refused(400, "POST", "/subscriptions", {"customer": "cus_1"})
        self.assertIn("price", error["message"])

    def test_nested_paths(self):
        error = self.refused(
            400, "POST", "/portal/sessions",
            {"customer": "cus_1", "returnUrl": "https://example.com/",
             "flowData": {"type": "subscription_cancel", "subscriptionId": 5}},
        )
        self.assertEqual(error["param"], "flowData.subscriptionId")

    def test_urls_that_lead_elsewhere(self):
        for url in (
            "http://example.com/", "javascript:alert(1)", "//example.com", "https://user@example.com/",
            "https://example.com\\@evil.example", "https:///x", "ftp://example.com/", "https://exa mple.com/", "/billing",
            "https://example.com/%0d%0aSet-Cookie:x=1\r\nX: y", "",
        ):
            with self.subTest(url=url):
                error = self.refused(400, "POST", "/portal/sessions", {"customer": "cus_1", "returnUrl": url})
                self.assertEqual(error["param"], "returnUrl")

    def test_things_that_do_not_exist(self):
        for method, target in (
            ("GET", "/customers/cus_nobody"), ("PATCH", "/customers/cus_nobody"), ("GET", "/subscriptions/sub_x"),
            ("GET", "/invoices/in_x"), ("GET", "/portal/sessions/ps_x"), ("GET", "/nowhere"), ("POST", "/customers/x/y"),
        ):
            with self.subTest(target=target):
                self.refused(404, method, target, {} if method != "GET" else None)
        self.assertIn("/customers", self.refused(404, "GET", "/custmers")["message"])

    def test_methods(self):
        answer = self.portal.client().send("DELETE", "/openapi.json")
        self.assertEqual(answer.status, 405)
        self.assertIn("GET", answer.headers["allow"])

    def test_query_parameters(self):
        for target, param in (
            ("/customers?limit=0", "limit"), ("/customers?limit=101", "limit"), ("/customers?limit=x", "limit"),
            ("/customers?limt=5", "limt"), ("/customers?limit=5&limit=6", "limit"),
            ("/customers?startingAfter=cus_nobody", "startingAfter"),
            ("/usage/timeline?customer=cus_1", "meter"),
            ("/usage/timeline?customer=cus_1&meter=m&granularity=days", "granularity"),
            ("/usage/timeline?customer=cus_1&meter=m&timeZone=Europe/Atlantis", "timeZone"),
            ("/usage/timeline?customer=cus_1&meter=m&start=2015-01-02T00:00:00Z&end=2015-01-01T00:00:00Z", "end"),
            ("/audit/actions?from=yesterday", "from"), ("/audit/actions?outcome=maybe", "outcome"),
            ("/events?after=-1", "after"), ("/events?after=x", "after"),
        ):
            with self.subTest(target=target):
                self.assertEqual(self.refused(400, "GET", target)["param"], param)

    def test_content_types(self):
        for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x"):
            with self.subTest(kind=kind):
                self.refused(415, "POST", "/customers", '{"id":"cus_9"}', {"Content-Type": kind})

    def test_sizes(self):
        self.refused(413, "POST", "/customers", '{"metadata":{"a":"' + "x" * 70_000 + '"}}')
        self.assertIn(self.portal.client().get("/customers?x=" + "y" * 5000).status, (414,))
        self.assertEqual(self.portal.client().get("/customers", **{"X-Long": "y" * 9000}).status, 431)
        many = {f"X-{number}": "y" for number in range(70)}
        self.assertEqual(self.portal.client().get("/customers", **many).status, 431)
        self.refused(400, "POST", "/customers", {"metadata": {str(n): "v" for n in range(51)}})
        self.refused(400, "POST", "/customers", {}, {"Idempotency-Key": "k" * 256})

    def test_credentials(self):
        for key in (
            "sk_wrong_" + "x" * 43, "sk_short", "ps_x_" + "y" * 43, "cst_x_" + "y" * 43, "nothing", "x" * 500,
            portal_process.ADMIN_KEY[:-1], portal_process.ADMIN_KEY + "x", portal_process.ADMIN_KEY[:-1] + "z",
        ):
            with self.subTest(key=key[:20]):
                self.refused(401, "GET", "/customers", key=key)
        self.refused(401, "GET", "/customers", key=None)
        self.refused(401, "GET", "/customers", key=None, headers={"Authorization": "Basic eDp5"})

    def test_stale_versions(self):
        self.assertEqual(
            self.portal.client().send("PATCH", "/customers/cus_1", {"name": "x"}, {"If-Match": '"99"'}).status, 412
        )

    def test_a_body_where_none_belongs(self):
        answer = self.portal.client().send("GET", "/customers", "{}", {"Content-Length": "2"})
        self.assertEqual(answer.status, 400)


class Framing(unittest.TestCase):
    """Bytes that other servers read differently: refused and the connection closed, never two answers."""

    @classmethod
    def setUpClass(cls):
        cls.portal = Portal()
        cls.portal.start()

    @classmethod
    def tearDownClass(cls):
        cls.portal.close()

    def tearDown(self):
        self.assertEqual(list(self.portal.client().events()), [])
        self.assertIsNone(self.portal.process.poll())

    def assert_refused(self, data, statuses=(400,)):
        got = raw(self.portal, data + CANARY)
        self.assertEqual(len(STATUS_LINE.findall(got)), 1, f"one answer to {data!r}: {got!r}")
        self.assertIn(int(got.split()[1]), statuses, f"{data!r}: {got!r}")
        self.assertFalse(got.endswith(b"<open>"), f"closed after {data!r}")
        json.loads(got.split(b"\r\n\r\n", 1)[1])

    def test_transfer_encoding(self):
        chunked = b"2\r\n{}\r\n0\r\n\r\n"
        for headers in (
            b"Transfer-Encoding: gzip\r\nContent-Length: 2\r\n", b"Transfer-Encoding: chunked, gzip\r\n",
            b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding: identity\r\n", b"Transfer-Encoding: Chunked, chunked\r\n",
            b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
            b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n",
            b"Transfer-Encoding : chunked\r\n", b"Transfer-Encoding: \x0bchunked\r\n", b"Transfer-Encoding: chunked;q=1\r\n",
        ):
            with self.subTest(headers=headers):
                self.assert_refused(post(chunked, headers), (400, 411, 501))

    def test_chunks(self):
        for body in (
            b"2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\n\r\n", b"2\r\n{}\r\n0\n\r\n", b"2\n{}\r\n0\r\n\r\n", b"g\r\n{}\r\n0\r\n\r\n",
            b"-2\r\n{}\r\n0\r\n\r\n", b"+2\r\n{}\r\n0\r\n\r\n", b"0x2\r\n{}\r\n0\r\n\r\n", b"2\r\n{}0\r\n\r\n",
            b"ffffffffffffffff1\r\n{}\r\n0\r\n\r\n", b" 2\r\n{}\r\n0\r\n\r\n", b"\r\n{}\r\n0\r\n\r\n",
        ):
            with self.subTest(body=body):
                self.assert_refused(post(body, b"Transfer-Encoding: chunked\r\n"), (400, 413))

    def test_content_length(self):
        for headers in (
            b"Content-Length: 2\r\nContent-Length: 3\r\n", b"Content-Length: 2\r\nContent-Length: 2\r\n", b"Content-Length: 2, 2\r\n",
            b"Content-Length: +2\r\n", b"Content-Length: -2\r\n", b"Content-Length: 0x2\r\n", b"Content-Length: 2 2\r\n",
            b"Content-Length: \r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Length : 2\r\n",
        ):
            with self.subTest(headers=headers):
                self.assert_refused(post(b"{}", headers), (400, 413))

    def test_heads(self):
        host = b"Host: x\r\n"
        for head in (
            b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + host + host + b"\r\n", b"GET / HTTP/1.1\nHost: x\n\n",
            b"GET / HTTP/2.0\r\n" + host + b"\r\n", b"GET / HTTP/1.9\r\n" + host + b"\r\n", b"GET http://x/ HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /\xc3\xa4 HTTP/1.1\r\n" + host + b"\r\n", b"GET / HTTP/1.1\r\n" + host + b"A: b\r\n c\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"A : b\r\n\r\n", b"GET / HTTP/1.1\r\n" + host + b"A: b\x00c\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"A: b\rc\r\n\r\n", b"GET  / HTTP/1.1\r\n" + host + b"\r\n", b" GET / HTTP/1.1\r\n" + host + b"\r\n",
            b"GET / HTTP/1.1\r\n" + host + b": b\r\n\r\n", b"GET / HTTP/1.1\r\n" + host + b"nonsense\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"Idempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n", b"CONNECT x:443 HTTP/1.1\r\n" + host + b"\r\n",
            b"GET /a/%00 HTTP/1.1\r\n" + host + b"\r\n", b"GET /%zz HTTP/1.1\r\n" + host + b"\r\n", b"GET * HTTP/1.1\r\n" + host + b"\r\n",
        ):
            with self.subTest(head=head):
                self.assert_refused(head, (400, 405, 501, 505))

    def test_garbage(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, b"\x00" * 5000, b"A" * 20_000):
            with self.subTest(data=data[:8]):
                got = raw(self.portal, data)
                self.assertLessEqual(len(STATUS_LINE.findall(got)), 1)
                self.assertFalse(got.endswith(b"<open>"))

    def test_pipelined_requests_are_answered_in_order(self):
        got = raw(self.portal, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 2
                  + b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertEqual([int(status) for status in STATUS_LINE.findall(got)], [200, 200, 404])

    def test_what_comes_too_slowly_is_cut_off(self):
        started = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.portal.port), timeout=20) as link:
            got = b""
            try:
                for byte in b"GET / HTTP/1.1\r\nHost: " + b"x" * 100:
                    link.sendall(bytes([byte]))
                    link.settimeout(0.2)
                    try:
                        got = link.recv(4096)
                        break
                    except TimeoutError:
                        continue
            except OSError:
                pass
        self.assertLess(time.monotonic() - started, 9, "the deadline of a head is absolute")
        if got:
            self.assertEqual(got.split()[1], b"408")

    def test_many_slow_clients_hold_nobody_up(self):
        slow = [socket.create_connection(("127.0.0.1", self.portal.port)) for _ in range(300)]
        try:
            for link in slow:
                link.sendall(b"GET / HT")
            started = time.monotonic()
            for _ in range(20):
                self.assertEqual(Client(self.portal.port).get("/healthz", Connection="close").status, 200)
            self.assertLess(time.monotonic() - started, 5)
        finally:
            for link in slow:
                link.close()


if __name__ == "__main__":
    portal_process.main()
