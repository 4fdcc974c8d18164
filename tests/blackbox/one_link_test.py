"""A portal link opens exactly once: for one of a hundred at the same moment, and across a kill."""
import contextlib
import http.client
import threading
import time
import unittest
import urllib.parse

import portal_process
from portal_process import Client, Portal, seeded

OPENERS = 100


def new_link(portal, customer="cus_link"):
    client = portal.client()
    if client.get(f"/customers/{customer}").status == 404:
        client.make("/customers", {"id": customer, "email": "someone@example.com"})
    session = client.make("/portal/sessions", {"customer": customer, "returnUrl": "https://app.example.com/"})
    return session["id"], urllib.parse.urlsplit(session["url"]).path


def open_link(portal, path):
    """POSTs as the page's own form does, again where the answer is to come back later."""
    while True:
        answer = Client(portal.port, key=None).send(
            "POST", path, b"", {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close",
                                "Origin": f"http://127.0.0.1:{portal.port}"},
        )
        if answer.status != 429:
            return answer
        time.sleep(0.05)


def is_won(answer):
    return answer.status == 303 and "portal_session=" in answer.headers.get("set-cookie", "")


def opened_events(portal, session):
    return [
        event for event in portal.client().events()
        if event["type"].startswith("portal_session.opened.") and session in str(event["data"])
    ]


class OneLink(unittest.TestCase):
    def test_one_of_a_hundred_wins(self):
        with Portal() as portal:
            for _ in range(5):
                session, path = new_link(portal)
                barrier, answers = threading.Barrier(OPENERS), []

                def opener(path=path, barrier=barrier, answers=answers):
                    barrier.wait()
                    answers.append(open_link(portal, path))

                threads = [threading.Thread(target=opener) for _ in range(OPENERS)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(len(answers), OPENERS)
                self.assertEqual(sum(map(is_won, answers)), 1)
                self.assertEqual({answer.status for answer in answers if not is_won(answer)}, {410})
                self.assertEqual(len(opened_events(portal, session)), 1)

    def test_one_wins_across_a_kill(self):
        chance = seeded()
        with Portal() as portal:
            for _ in range(15):
                session, path = new_link(portal)
                barrier, answers = threading.Barrier(OPENERS + 1), []

                def opener(path=path, barrier=barrier, answers=answers):
                    barrier.wait()
                    with contextlib.suppress(OSError, http.client.HTTPException):
                        answers.append(open_link(portal, path))

                threads = [threading.Thread(target=opener) for _ in range(OPENERS)]
                for thread in threads:
                    thread.start()
                barrier.wait()
                threading.Event().wait(chance.uniform(0, 0.08))
                portal.restart()
                for thread in threads:
                    thread.join()
                answers.append(open_link(portal, path))
                answers.append(open_link(portal, path))
                self.assertLessEqual(sum(map(is_won, answers)), 1, "never two winners")
                self.assertEqual(answers[-1].status, 410, "spent in the end")
                self.assertEqual(len(opened_events(portal, session)), 1, "one opening in the log")

    def test_looking_does_not_burn_the_link(self):
        with Portal() as portal:
            _, path = new_link(portal)
            for method in ("GET", "HEAD") * 10:
                answer = Client(portal.port, key=None).send(method, path)
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.headers["cache-control"], "no-store")
            self.assertTrue(is_won(open_link(portal, path)))
            spent = Client(portal.port, key=None).get(path)
            self.assertEqual(spent.status, 410)
            self.assertIn(b"https://app.example.com/", spent.body)


if __name__ == "__main__":
    portal_process.main()
