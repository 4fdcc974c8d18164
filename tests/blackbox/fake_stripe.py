"""A server on loopback that speaks as much of Stripe's HTTP API as the portal uses, with a ledger of the
money it has moved. It can be told to die around a call: before it has booked it, or after."""
import http.server
import json
import socket
import struct
import threading
import time
import urllib.parse

DECLINES = {
    "pm_card_visa_chargeDeclined": "generic_decline",
    "pm_card_chargeCustomerFail": "generic_decline",
}
CARD = {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2040, "fingerprint": "Xt5EWLLDS7FJjR1c"}


class Refusal(Exception):
    def __init__(self, status, **error):
        super().__init__(error)
        self.status, self.error = status, error


class FakeStripe:
    """`chance(request)` says what happens to a request: None, "before" (it dies unread), "after" (it dies
    once it has booked), or a function to call before ("before", f) or after ("after", f) booking."""

    def __init__(self, key="sk_test_fake", chance=None):
        self.key, self.chance = key, chance or (lambda request: None)
        self.lock = threading.RLock()
        self.intents, self.setups, self.customers, self.answers = {}, {}, {}, {}
        self.attached = {}  # payment method -> customer
        self.ledger = []  # (our payment's id, amount, currency): money that has moved
        self.requests = []  # (method, path)
        self.names = 0
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.answer(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                self.answer(dict(urllib.parse.parse_qsl(body, keep_blank_values=True)))

            def hang_up(self):
                self.close_connection = True
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()

            def answer(self, form):
                path = urllib.parse.urlsplit(self.path).path
                fate = fake.chance((self.command, path))
                moment, act = fate if isinstance(fate, tuple) else (fate, None)
                if moment == "before":
                    if act:
                        act()
                    return self.hang_up()
                status, shown = fake.reply(self.command, path, form, self.headers)
                if moment == "after":
                    if act:
                        act()
                    return self.hang_up()
                data = json.dumps(shown).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def finish(self):
                try:
                    super().finish()
                except (OSError, ValueError):
                    pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # connections that were hung up on

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def name(self, prefix):
        self.names += 1
        return f"{prefix}_fake{self.names:06d}"

    def reply(self, method, path, form, headers):
        with self.lock:
            self.requests.append((method, path))
            if headers.get("Authorization") != f"Bearer {self.key}":
                return 401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}
            known = (path, headers.get("Idempotency-Key"))
            if method == "POST" and known[1] is None:
                return 400, {"error": {"type": "invalid_request_error", "code": "no_key", "message": "no key"}}
            if method == "POST" and known in self.answers:
                before, answer = self.answers[known]
                if before != form:
                    return 400, {"error": {"type": "idempotency_error", "message": "other parameters"}}
                return answer
            try:
                answer = 200, self.act(method, path.strip("/").split("/")[1:], form)
            except Refusal as refusal:
                answer = refusal.status, {"error": refusal.error}
            answer = answer[0], json.loads(json.dumps(answer[1]))
            if method == "POST":
                self.answers[known] = form, answer
            return answer

    def act(self, method, path, form):
        kind, rest = path[0], path[1:]
        if kind == "customers":
            name = self.name("cus")
            self.customers[name] = {"id": name, "object": "customer"}
            return self.customers[name]
        if kind == "payment_methods":
            if rest[0] not in self.attached:
                raise Refusal(400, code="resource_missing", message="not attached")
            del self.attached[rest[0]]
            return {"id": rest[0], "object": "payment_method"}
        objects = self.intents if kind == "payment_intents" else self.setups
        if not rest:
            return self.listed(form) if method == "GET" else self.make(kind, form)
        if rest[0] not in objects:
            raise Refusal(404, code="resource_missing", message="No such intent")
        intent = objects[rest[0]]
        if method == "GET":
            return intent
        return {"confirm": self.confirm, "cancel": self.cancel}[rest[1]](intent, form)

    def listed(self, query):
        """A page of PaymentIntents, newest first, small so that there are several."""
        asked = [intent for intent in reversed(self.intents.values())
                 if query.get("customer") in (None, intent["customer"])]
        if query.get("starting_after"):
            asked = asked[[intent["id"] for intent in asked].index(query["starting_after"]) + 1:]
        size = min(int(query.get("limit", 10)), 2)
        return {"object": "list", "data": asked[:size], "has_more": len(asked) > size}

    def make(self, kind, form):
        if form["payment_method"] == "pm_missing":
            raise Refusal(400, code="resource_missing", message="No such PaymentMethod")
        if kind == "payment_intents":
            intent = {"id": self.name("pi"), "object": "payment_intent", "status": "requires_confirmation",
                      "amount": int(form["amount"]), "currency": form["currency"],
                      "payment": form["metadata[payment]"], "payment_method": form["payment_method"],
                      "customer": form.get("customer"), "created": int(time.time()), "latest_charge": None,
                      "metadata": {name[9:-1]: value for name, value in form.items()
                                   if name.startswith("metadata[")}}
            self.intents[intent["id"]] = intent
            return intent
        token = form["payment_method"]
        intent = {"id": self.name("seti"), "object": "setup_intent", "status": "succeeded",
                  "payment_method": {"id": token, "card": CARD}}
        if token == "pm_card_authenticationRequiredOnSetup":
            intent["status"] = "requires_action"
            intent["next_action"] = {"redirect_to_url": {"url": f"https://bank.example/{intent['id']}"}}
        if token == "pm_card_chargeDeclined":
            intent["status"] = "requires_payment_method"
            raise Refusal(402, type="card_error", code="card_declined", decline_code="generic_decline",
                          message="Your card was declined.", setup_intent=intent)
        self.setups[intent["id"]] = intent
        self.attached[token] = form["customer"]
        return intent

    def confirm(self, intent, form):
        if intent["status"] not in ("requires_confirmation", "requires_payment_method", "requires_action"):
            raise Refusal(400, code="payment_intent_unexpected_state", message=intent["status"],
                          payment_intent=intent)
        token = intent["payment_method"]
        if token in DECLINES:
            error = {"type": "card_error", "code": "card_declined", "decline_code": DECLINES[token],
                     "message": "Your card was declined."}
            intent["status"], intent["last_payment_error"] = "requires_payment_method", error
            raise Refusal(402, **error, payment_intent=dict(intent))
        if token == "pm_card_authenticationRequired":
            if form.get("off_session") == "true":
                error = {"type": "card_error", "code": "authentication_required", "message": "Authenticate."}
                intent["status"], intent["last_payment_error"] = "requires_payment_method", error
                raise Refusal(402, **error, payment_intent=dict(intent))
            intent["status"] = "requires_action"
            intent["next_action"] = {"redirect_to_url": {"url": f"https://bank.example/{intent['id']}"}}
            return intent
        self.book(intent)
        return intent

    def book(self, intent):
        intent["status"] = "succeeded"
        intent.pop("next_action", None)
        intent["latest_charge"] = {"id": self.name("ch"), "refunded": False}
        self.ledger.append((intent["payment"], intent["amount"], intent["currency"]))

    def cancel(self, intent, _form):
        if intent["status"] in ("succeeded", "canceled"):
            raise Refusal(400, code="payment_intent_unexpected_state", message=intent["status"],
                          payment_intent=intent)
        intent["status"] = "canceled"
        return intent

    def refund(self, payment):
        """The seller gives back what was charged for a payment."""
        with self.lock:
            (intent,) = [one for one in self.intents.values() if one["payment"] == payment]
            intent["latest_charge"]["refunded"] = True

    def authenticate(self):
        """The customer answers what its bank asks, everywhere."""
        with self.lock:
            for intent in self.intents.values():
                if intent["status"] == "requires_action":
                    self.book(intent)
            for setup in self.setups.values():
                setup["status"] = "succeeded"
                setup.pop("next_action", None)
