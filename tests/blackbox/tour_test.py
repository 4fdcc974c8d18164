"""The newcomer's tour of README.md: its commands run as they stand there, and answer what it shows. Times,
made ids and addresses differ from run to run, and so does what the document abbreviates with …"""
import json
import os
import re
import subprocess
import unittest

import portal_process
from portal_process import ADMIN_KEY, Portal

VARIES = re.compile(r"…|^\d{4}-\d\d-\d\dT|^[a-z]+_[0-9a-hjkmnp-tv-z]{26}$|^http://")
STEP = re.compile(r"^```sh tour\n(.*?)^```\n(?:\n```json\n(.*?)^```)?", re.MULTILINE | re.DOTALL)


class Tour(unittest.TestCase):
    def assert_shows(self, shown, got, where="answer"):
        """Everything the document shows is in the answer."""
        self.assertIs(type(got), type(shown), where)
        if isinstance(shown, dict):
            for name, value in shown.items():
                self.assertIn(name, got, where)
                self.assert_shows(value, got[name], f"{where}.{name}")
        elif isinstance(shown, list):
            for at, value in enumerate(shown):
                self.assert_shows(value, got[at], f"{where}[{at}]")
        elif not (isinstance(shown, str) and VARIES.search(shown)):
            self.assertEqual(got, shown, where)

    def test_readme(self):
        steps = STEP.findall((portal_process.SOURCE / "README.md").read_text())
        self.assertGreaterEqual(len(steps), 6)
        with Portal() as portal:
            environment = os.environ | {"URL": f"http://127.0.0.1:{portal.port}", "KEY": ADMIN_KEY}
            for commands, shown in steps:
                done = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", commands], capture_output=True, text=True, env=environment,
                    timeout=60, check=False,
                )
                self.assertEqual(done.returncode, 0, f"{commands}\n{done.stderr}")
                print(f"$ {commands.strip()}\n{done.stdout.strip()}\n")
                if shown:
                    self.assert_shows(json.loads(shown), json.loads(done.stdout))
            self.assertEqual(portal.stop(), 0)
            self.assertIn("sound", portal.verify().stdout)


if __name__ == "__main__":
    portal_process.main()
