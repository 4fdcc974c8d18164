"""Power cuts and failing disks. A run of the real server under load is recorded, each write and each sync of its
files; at many moments of it a folder is made of what a disk would have kept, and served. Whatever was acknowledged
before that moment is there, and the portal goes on. And a disk whose n-th sync or write fails: nothing is
acknowledged that is not there afterwards, and the process ends."""
import contextlib
import errno
import http.client
import os
import pathlib
import shutil
import threading
import time
import unittest

import portal_process
from portal_process import Portal, body_of, checked_log, seeded
from power_cut import CREATE, Disk, notes_of

CUTS = int(os.environ.get("BLACKBOX_CUTS") or 60)
FAULTS = int(os.environ.get("BLACKBOX_FAULTS") or 12)
WRITERS = 4
UNKNOWN_OUTCOME = 70


class RecordedPortal(Portal):
    """A portal whose files are watched."""

    def __init__(self, folder=None, fail="", **settings):
        super().__init__(folder, **settings)
        self.record, self.fail = self.folder / "record", fail
        self.data.mkdir(parents=True, exist_ok=True)

    def environment(self):
        recorder = os.environ["PORTAL_DISK_RECORDER"]
        more = {"LD_PRELOAD": recorder, "DISK_FOLDER": str(self.folder), "DISK_FAIL": self.fail}
        if not self.fail:
            more["DISK_RECORD"] = str(self.record)
        return {**super().environment(), **{name: value for name, value in more.items() if value}}

    def recorded(self):
        return self.record.stat().st_size


class Writer(threading.Thread):
    """Makes a customer and changes it again and again; remembers what was acknowledged, and by when."""

    def __init__(self, number, portal, over):
        super().__init__(daemon=True)
        self.customer, self.portal, self.over = f"cus_writer{number}", portal, over
        self.acknowledged = []  # (size of the record then, number, position)
        self.number = 0
        self.failure = None

    def run(self):
        client = self.portal.client(timeout=10)
        try:
            while not self.over.is_set():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    self.step(client)
                    self.number += 1
                    continue
                time.sleep(0.002)  # the server is being started again
        except BaseException as failure:  # noqa: BLE001 - shown by the test
            self.failure = failure

    def step(self, client):
        method, target, body = ("PATCH", f"/customers/{self.customer}", {"metadata": {"number": str(self.number)}})
        if self.number == 0:
            method, target, body = ("POST", "/customers", {"id": self.customer, "name": "Ada"})
        key = {"Idempotency-Key": f"{self.customer}-{self.number}"}
        answer = client.send(method, target, body, key)
        if answer.status >= 300:
            if answer.status in (409, 429, 503):
                raise OSError("not now")
            raise AssertionError(answer)
        size = self.portal.recorded() if not self.portal.fail else 0
        self.acknowledged.append((size, self.number, int(answer.headers["portal-position"])))


@contextlib.contextmanager
def load(test, portal):
    over = threading.Event()
    writers = [Writer(number, portal, over) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        over.set()
        for writer in writers:
            writer.join(60)
    test.assertEqual([writer.failure for writer in writers if writer.failure], [])


def wait_for(writers, commands, portal):
    """Until each has had so many more commands acknowledged, or the portal has ended."""
    wanted = [len(writer.acknowledged) + commands for writer in writers]
    end = time.monotonic() + 60
    while any(len(writer.acknowledged) < least for writer, least in zip(writers, wanted)):
        if time.monotonic() > end:
            raise AssertionError("the load does not go on")
        if portal.process.poll() is not None or any(writer.failure for writer in writers):
            return
        time.sleep(0.002)


def moments_of(record, chance):
    """Where to cut: in the notes on one file, or on the names of one folder, as often as in those on another. Most
    notes are on few files, but any may be the one that does not survive."""
    paths, notes = {}, {}
    for end, kind, file, _offset, data in notes_of(record):
        if kind == CREATE:
            paths[file] = data
        notes.setdefault(paths[file] if file else data.rsplit(b"/", 1)[0], []).append(end)
    return sorted(chance.choice(notes[chance.choice(list(notes))]) for _ in range(CUTS))


class Checked(unittest.TestCase):
    def check(self, portal, acknowledged):
        """The portal holds what was acknowledged, where the answers said, and takes commands."""
        client = portal.client()
        events = checked_log(self, client)
        for customer, number, position in acknowledged:
            self.assertGreaterEqual(len(events), position, f"{customer}'s command {number} is lost")
            event = events[position - 1]
            self.assertEqual(event["stream"], f"customer/{customer}")
            if number > 0:
                self.assertEqual(event["data"]["metadata"], {"number": str(number)})
            else:
                self.assertEqual(event["type"], "customer.created.v1")
        for customer in {customer for customer, _number, _position in acknowledged}:
            self.assertEqual(client.want(200, "GET", f"/customers/{customer}")["name"], "Ada", "its key is there")
        client.want(201, "POST", "/customers", {"id": "cus_after", "name": "After"})


class PowerCuts(Checked):
    def test_what_was_acknowledged_survives_them(self):
        chance = seeded()
        with RecordedPortal() as portal:
            acknowledged = self.run_and_end(portal, (portal.kill, portal.stop, portal.kill))
            moments = moments_of(portal.record, chance)
            print(f"{len(acknowledged)} commands acknowledged, {portal.recorded()} bytes of notes")
            disk, notes = self.disk_of(portal), notes_of(portal.record)
            for count, moment in enumerate(moments, 1):
                self.go_on(disk, notes, moment)
                told = [one[1:] for one in acknowledged if one[0] <= moment]
                with self.subTest(cut=count, at=moment, of=portal.recorded(), acknowledged=len(told)):
                    self.after(disk, chance, told, again=count % 4 == 0)

    def test_a_disk_that_lies_does_not_get_through_this(self):
        """The test of the test: without its syncs the log cannot survive."""
        chance = seeded()
        with RecordedPortal() as portal:
            acknowledged = self.run_and_end(portal, ())
            disk = self.disk_of(portal, forgets=".log")
            self.go_on(disk, notes_of(portal.record), portal.recorded())
            with self.assertRaises(AssertionError):
                self.after(disk, chance, [one[1:] for one in acknowledged], share=0)

    def run_and_end(self, portal, ends):
        """What was acknowledged in a run with these ends, and a kill; by the size of the record."""
        with load(self, portal) as writers:
            for end in ends:
                wait_for(writers, 25, portal)
                end()
                portal.start()
            wait_for(writers, 25, portal)
            portal.kill()
        return sorted(
            (size, writer.customer, number, position)
            for writer in writers for size, number, position in writer.acknowledged
        )

    def disk_of(self, portal, **more):
        disk = Disk(portal.folder, **more)
        disk.live[str(portal.data)] = disk.kept[str(portal.data)] = None  # it was there before
        return disk

    def go_on(self, disk, notes, moment):
        while disk.taken < moment:
            disk.taken, *note = next(notes)
            disk.take(*note)

    def after(self, disk, chance, told, again=False, share=None):
        """A cut; every fourth time another one while the portal recovers from the first."""
        with contextlib.closing(RecordedPortal()) as portal:
            disk.cut(chance, portal.folder, share)
            if again:
                self.cut_again(portal, chance)
            portal.start()
            self.check(portal, told)
            self.assertEqual(portal.stop(), 0)
            self.assertIn("sound", portal.verify().stdout)

    def cut_again(self, portal, chance):
        before = portal.folder.with_name(portal.folder.name + "-before")
        shutil.copytree(portal.folder, before)
        try:
            portal.start()
            portal.kill()
            disk = Disk(portal.folder, before)
            notes = list(notes_of(portal.record))
            for _end, *note in notes[:chance.randrange(len(notes) + 1)]:
                disk.take(*note)
            shutil.rmtree(portal.folder)
            portal.folder.mkdir()
            disk.cut(chance, portal.folder)
        finally:
            shutil.rmtree(before)


class FailingDisk(Checked):
    def test_nothing_is_acknowledged_that_a_failing_disk_did_not_take(self):
        chance = seeded()
        for _ in range(FAULTS):
            what = chance.choice((("sync", errno.EIO), ("write", errno.EIO), ("write", errno.ENOSPC)))
            nth = chance.randrange(150, 700)  # past the start, which refuses in words of its own
            with self.subTest(fails=what[0], nth=nth, errno=errno.errorcode[what[1]]):
                self.fails(f"{what[0]}:{nth}:{what[1]}")

    def fails(self, fail):
        portal = RecordedPortal(fail=fail)
        self.addCleanup(portal.close)
        portal.start()
        with load(self, portal) as writers:
            self.until_it_stops(portal)
            portal.fail, portal.record = "", portal.folder / "record"
            told = [(w.customer, number, position) for w in writers for _size, number, position in w.acknowledged]
            portal.start()
            wait_for(writers, 5, portal)  # each repeats, by its key, what it was not told
        self.check(portal, told)
        self.check_once(portal, writers)

    def until_it_stops(self, portal):
        """It ends where a write to the log fails; where the views cannot be written it is not ready, and takes
        nothing more."""
        end = time.monotonic() + 60
        while portal.process.poll() is None and time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                ready = portal.client(timeout=5).get("/readyz")
                if ready.status == 503 and b"views cannot follow" in ready.body:
                    return portal.kill()
            time.sleep(0.01)
        self.assertEqual(portal.process.poll(), UNKNOWN_OUTCOME, portal.log_tail())

    def check_once(self, portal, writers):
        """Each command has had its effect once, in order."""
        events = list(portal.client().events())
        for writer in writers:
            mine = [e for e in events if e["stream"] == f"customer/{writer.customer}"]
            numbers = [int(e["data"]["metadata"]["number"]) for e in mine[1:]]
            self.assertEqual(numbers, list(range(1, len(mine))))
            self.assertGreaterEqual(len(mine), len(writer.acknowledged))


if __name__ == "__main__":
    portal_process.main()
