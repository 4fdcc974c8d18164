"""Our deliveries, as the npm package `standardwebhooks` sees them."""
import json
import pathlib
import subprocess
import time
import unittest

import portal_process
from portal_process import Portal
from receiver import Receiver


class StandardWebhooks(unittest.TestCase):
    def test_the_package_takes_what_we_sign_and_nothing_else(self):
        folder = pathlib.Path(portal_process.SOURCE) / "tests" / "webhooks"
        if not (folder / "node_modules").is_dir():
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=300)
        receiver = Receiver()
        self.addCleanup(receiver.close)
        with Portal(webhooks_inside="yes") as portal:
            client = portal.client()
            made = client.make("/webhook-endpoints", {"url": receiver.url + "/hook", "events": ["*"]})
            old = made["secret"]
            client.make("/customers", {"id": "cus_1", "name": "Zoë 東京 “quoted”", "email": "zoe@example.com"})
            self.wait_for(receiver, 1)
            new = client.want(200, "POST", f"/webhook-endpoints/{made['id']}/rotate-secret", {})["secret"]
            client.make("/products", {"id": "prod_1", "name": "Pro"})
            self.wait_for(receiver, 2)
        first, both = receiver.raw
        altered = {**both, "body": both["body"].replace("Pro", "Con")}
        lines = [
            {**first, "secret": old, "good": True}, {**first, "secret": new, "good": False},
            {**both, "secret": old, "good": True}, {**both, "secret": new, "good": True},
            {**altered, "secret": new, "good": False},
        ]
        done = subprocess.run(
            ["node", "verify.mjs"], cwd=folder, input="\n".join(map(json.dumps, lines)), text=True,
            capture_output=True, timeout=60, check=False,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("5 deliveries checked", done.stdout)

    def wait_for(self, receiver, count):
        end = time.monotonic() + 30
        while len(receiver.raw) < count:
            self.assertLess(time.monotonic(), end, "nothing arrived")
            time.sleep(0.02)


if __name__ == "__main__":
    portal_process.main()
