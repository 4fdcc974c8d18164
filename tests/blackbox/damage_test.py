"""A damaged log is refused at start, or repaired only where nothing acknowledged is lost, and says so."""
import os
import shutil
import unittest

import portal_process
from portal_process import Portal, checked_log, seeded

FLIPS = int(os.environ.get("BLACKBOX_FLIPS") or 40)


def wal_of(data):
    """The newest write-ahead log: where the last acknowledged commands are."""
    return max((file for file in (data / "log").rglob("*.log")), key=lambda file: file.name)


def end_of_records(path):
    """Where a write-ahead log's records end: a killed process leaves zeros behind them."""
    return len(path.read_bytes().rstrip(b"\0"))


def flip_bit(path, offset, bit=0):
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ (1 << bit)]))


class DamagedLog(unittest.TestCase):
    """Each test damages a copy of the same folder, as kill -9 left it."""

    @classmethod
    def setUpClass(cls):
        cls.original = Portal()
        cls.original.start()
        client = cls.original.client()
        for number in range(40):
            client.make("/customers", {"id": f"cus_{number}", "metadata": {"number": str(number)}})
        cls.older = cls.original.folder / "older"
        cls.original.kill()
        shutil.copytree(cls.original.data, cls.older)
        cls.original.start()
        client = cls.original.client()
        for number in range(40, 80):
            client.make("/customers", {"id": f"cus_{number}", "metadata": {"number": str(number)}})
        cls.expected = list(client.events())
        cls.original.kill()
        cls.lines = cls.original.run("replay", "--raw", "--data", str(cls.original.data)).stdout

    @classmethod
    def tearDownClass(cls):
        cls.original.close()

    def setUp(self):
        self.portal = Portal()
        shutil.copytree(self.original.data, self.portal.data)

    def tearDown(self):
        self.portal.close()

    def assert_refused(self, *words):
        said = self.portal.refused_start()
        print(f"  {self.id().split('.')[-1]}: {said.strip().splitlines()[-1][:300]}")
        for word in words:
            self.assertIn(word, said.lower())
        self.assertIn("backup", said.lower(), "it says what to do")

    def assert_whole(self):
        self.assertEqual(checked_log(self, self.portal.client()), self.expected)
        self.assertEqual(self.portal.stop(), 0)
        self.assertIn("sound", self.portal.verify().stdout)

    def test_an_undamaged_copy_starts_with_everything(self):
        self.portal.start()
        self.assert_whole()

    def test_a_flipped_bit_in_the_middle_is_refused(self):
        wal = wal_of(self.portal.data)
        flip_bit(wal, end_of_records(wal) // 2)
        self.assert_refused("damaged")

    def test_a_flipped_bit_anywhere_is_refused_or_harmless(self):
        chance = seeded()
        files = [file for file in (self.portal.data / "log").rglob("*") if file.is_file() and file.stat().st_size]
        refused = 0
        for _ in range(FLIPS):
            file = chance.choice(files)
            offset, bit = chance.randrange(file.stat().st_size), chance.randrange(8)
            with self.subTest(file=file.name, offset=offset, bit=bit):
                again = Portal()
                try:
                    shutil.copytree(self.original.data, again.data)
                    flip_bit(again.data / file.relative_to(self.portal.data), offset, bit)
                    again.spawn()
                    try:
                        again.wait_until_ready()
                    except AssertionError:
                        self.assertNotEqual(again.process.returncode, 0)
                        refused += 1
                        continue
                    self.assertEqual(checked_log(self, again.client()), self.expected)
                    again.kill()
                finally:
                    again.close()
        print(f"  {FLIPS} flips: {refused} refused, {FLIPS - refused} harmless")

    def test_a_truncated_tail_is_refused(self):
        wal = wal_of(self.portal.data)
        for cut in (1, 37, 400, 4000):
            with self.subTest(cut=cut):
                again = Portal()
                try:
                    shutil.copytree(self.original.data, again.data)
                    path = again.data / wal.relative_to(self.portal.data)
                    os.truncate(path, max(0, end_of_records(path) - cut))
                    self.assertIn("backup", again.refused_start().lower())
                finally:
                    again.close()

    def test_a_tail_that_never_reached_the_disk_is_refused(self):
        """As a disk leaves it that lost what it had said to have written: the room is there, and zeros in it."""
        path = wal_of(self.portal.data)
        end = end_of_records(path)
        with open(path, "r+b") as file:
            file.seek(end - 400)
            file.write(bytes(400))
        self.assert_refused()

    def test_bytes_after_the_end_are_dropped_and_reported(self):
        path = wal_of(self.portal.data)
        with open(path, "r+b") as file:
            file.seek(end_of_records(path))
            file.write(os.urandom(200))
        self.portal.start()
        self.assert_whole()

    def test_a_deleted_file_is_refused(self):
        wal_of(self.portal.data).unlink()
        self.assert_refused()

    def test_a_deleted_log_is_refused(self):
        shutil.rmtree(self.portal.data / "log")
        self.assert_refused()

    def test_a_deleted_witness_is_refused(self):
        (self.portal.data / "witness").unlink()
        self.assert_refused("witness")

    def test_missing_keys_are_named_and_no_new_ones_are_made(self):
        keys = self.portal.data / "keys"
        shutil.rmtree(keys)
        self.assert_refused("there are no keys in", "sealed")
        self.assertFalse(keys.exists())
        said = self.portal.run("verify", "--data", str(self.portal.data), code=1)
        self.assertIn("There are no keys in", said.stderr)

    def test_an_older_copy_of_the_log_is_refused(self):
        shutil.rmtree(self.portal.data / "log")
        shutil.copytree(self.older / "log", self.portal.data / "log")
        self.assert_refused()

    def test_another_instances_log_is_refused(self):
        with Portal() as other:
            for number in range(100):
                other.client().make("/customers", {"id": f"cus_{number}"})
            other.kill()
            shutil.rmtree(self.portal.data / "log")
            shutil.copytree(other.data / "log", self.portal.data / "log")
        self.assert_refused()

    def test_a_whole_older_folder_is_a_backup_and_starts(self):
        shutil.rmtree(self.portal.data)
        shutil.copytree(self.older, self.portal.data)
        self.portal.start()
        self.assertEqual(checked_log(self, self.portal.client()), self.expected[: len(list(self.portal.client().events()))])
        self.portal.client().want(200, "GET", "/customers/cus_39")
        self.assertEqual(self.portal.client().get("/customers/cus_40").status, 404)

    def test_damaged_views_are_rebuilt(self):
        for file in (self.portal.data / "views").rglob("*"):
            if file.is_file() and file.stat().st_size:
                flip_bit(file, file.stat().st_size // 2)
        self.portal.start()
        self.portal.client().want(200, "GET", "/customers/cus_79")
        self.assert_whole()

    def test_deleted_views_are_rebuilt(self):
        shutil.rmtree(self.portal.data / "views")
        self.portal.start()
        self.assertEqual(len(list(self.portal.client().pages("/customers"))), 80)

    def test_verify_names_the_first_bad_position(self):
        wal = wal_of(self.portal.data)
        flip_bit(wal, end_of_records(wal) // 2)
        said = self.portal.run("verify", "--data", str(self.portal.data), code=1)
        self.assertNotIn("every event is as it was stored", said.stdout)

    def test_the_lines_are_the_same_bytes_after_every_restart(self):
        for _ in range(3):
            self.portal.start()
            self.portal.kill()
        self.assertEqual(self.portal.run("replay", "--raw", "--data", str(self.portal.data)).stdout, self.lines)


if __name__ == "__main__":
    portal_process.main()
