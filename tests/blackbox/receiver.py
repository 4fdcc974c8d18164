"""A webhook receiver on loopback that checks signatures by the Standard Webhooks specification, written
from the specification alone."""
import base64
import hashlib
import hmac
import http.server
import json
import threading
import time


def verify(secrets, headers, body, tolerance=300):
    """The payload; raises ValueError where it is not signed by one of `secrets`."""
    name, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(stamp)) > tolerance:
        raise ValueError(f"timestamp {stamp}")
    content = f"{name}.{stamp}.".encode() + body
    wanted = set()
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted.add("v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode())
    if not wanted & set(headers["webhook-signature"].split(" ")):
        raise ValueError("signature")
    return json.loads(body)


class Receiver:
    """`respond(path, payload)` gives the status, None to hang up; a function may sleep in it."""

    def __init__(self, respond=None):
        self.respond = respond or (lambda path, payload: 200)
        self.secrets = {}  # path -> secrets
        self.lock = threading.Lock()
        self.raw = []  # {headers, body} as they came
        self.arrived = []  # (path, webhook-id, payload, headers)
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {k.lower(): v for k, v in self.headers.items()}
                try:
                    payload = verify(receiver.secrets.get(self.path, []), headers, body)
                except ValueError as fault:
                    payload = {"id": "", "fault": str(fault)}
                status = receiver.respond(self.path, payload)
                if status is None:
                    self.close_connection = True
                    return
                with receiver.lock:
                    receiver.raw.append({"headers": headers, "body": body.decode()})
                    receiver.arrived.append((self.path, headers["webhook-id"], payload, headers, status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request, client_address):
                pass  # connections of a portal that was killed

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def got(self, path, status=200):
        """What was accepted at that path, in the order of arrival."""
        with self.lock:
            return [payload for p, _id, payload, _headers, s in self.arrived if p == path and s == status]
