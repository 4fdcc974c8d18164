"""A disk that runs full: commands are refused before a write can fail, reads go on, the server stays."""
import unittest

import portal_process
from portal_process import ADMIN_KEY, Portal, body_of

MORE_THAN_ANY_DISK = "900000000"  # MiB


class Disk(unittest.TestCase):
    def test_commands_are_refused_and_reads_go_on_while_room_is_short(self):
        with Portal() as portal:
            key = {"Idempotency-Key": "made-before"}
            portal.client().want(201, "POST", "/customers", {"id": "cus_1", "name": "Ada"}, key)
            self.assertEqual(portal.stop(), 0)

            short = Portal(folder=portal.folder, disk_free_min=MORE_THAN_ANY_DISK)
            short.spawn()
            try:
                short.wait_until_ready(target="/customers/cus_1", key=ADMIN_KEY)
                client = short.client()
                self.assertEqual(client.want(200, "GET", "/customers/cus_1")["name"], "Ada")
                again = client.post("/customers", {"id": "cus_1", "name": "Ada"}, key)
                self.assertEqual((again.status, again.headers.get("idempotent-replayed")), (201, "true"))
                refused = client.post("/customers", {"id": "cus_2"})
                self.assertEqual(refused.status, 503)
                self.assertEqual(body_of(refused)["error"]["code"], "storage_full")
                self.assertEqual(refused.headers["retry-after"], "60")
                self.assertEqual(client.get("/customers/cus_2").status, 404)
                ready = client.get("/readyz")
                self.assertEqual(ready.status, 503)
                self.assertIn("disk_free_min", ready.body.decode())
                self.assertEqual(client.get("/healthz").status, 200)
            finally:
                self.assertEqual(short.stop(), 0)

            portal.start()
            portal.client().make("/customers", {"id": "cus_2"})
            self.assertIn("sound", portal.verify().stdout)


if __name__ == "__main__":
    portal_process.main()
