"""SIGTERM: not ready, running requests finish, exit code 0, nothing acknowledged is lost."""
import contextlib
import http.client
import threading
import time
import unittest

import portal_process
from portal_process import Portal


class Shutdown(unittest.TestCase):
    def test_drains_under_load_and_exits_with_0(self):
        with Portal() as portal:
            acknowledged, over = [], threading.Event()

            def writer(number):
                client = portal.client(timeout=10)
                count = 0
                while not over.is_set():
                    count += 1
                    name = f"cus_s{number}n{count}"
                    with contextlib.suppress(OSError, http.client.HTTPException):
                        if client.post("/customers", {"id": name}).status < 300:
                            acknowledged.append(name)
                            continue
                    return

            threads = [threading.Thread(target=writer, args=[number]) for number in range(8)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            started = time.monotonic()
            self.assertEqual(portal.stop(), 0)
            self.assertLess(time.monotonic() - started, 10)
            over.set()
            for thread in threads:
                thread.join()
            self.assertGreater(len(acknowledged), 10)
            portal.start()
            known = {customer["id"] for customer in portal.client().pages("/customers")}
            self.assertEqual(set(acknowledged) - known, set())
            self.assertIn("sound", portal.verify().stdout)

    def test_interrupt_is_the_same(self):
        with Portal() as portal:
            portal.client().make("/customers", {"id": "cus_1"})
            portal.process.send_signal(2)
            self.assertEqual(portal.process.wait(30), 0)
            portal.start()
            portal.client().want(200, "GET", "/customers/cus_1")

    def test_a_second_server_on_the_same_folder_is_refused(self):
        with Portal() as portal:
            other = Portal(folder=portal.folder)
            self.assertIn(str(portal.data), other.refused_start())


if __name__ == "__main__":
    portal_process.main()
