"""Runs scripts/reproduce.sh in a folder of its own, with programs that can be told to fail.

Environment: TILEWRIGHT_BIN_DIR has the programs."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from reproduction.records import Result, Simulation
from reproduction.store import Store

ROOT = Path(__file__).resolve().parents[2]
BIN_DIR = Path(os.environ["TILEWRIGHT_BIN_DIR"])
COMMAND = ROOT / "scripts" / "reproduce.sh"

# Notes each call; the files `stuck` and `broken` beside it have a text, and calls with that text
# among their arguments do not end, or fail.
_WRAPPER = """#!/usr/bin/env bash
here=$(dirname "$0")
echo "$(basename "$0") $*" >> "$here/calls"
[[ -f $here/stuck && $* == *"$(< "$here/stuck")"* ]] && exec sleep 60
if [[ -f $here/broken && $* == *"$(< "$here/broken")"* ]]; then
  echo "ERROR: broken on purpose" >&2
  exit 1
fi
exec "{program}" "$@"
"""


class ReproductionTest(unittest.TestCase):
    """A test with a folder of results and a folder of programs."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.output = Path(folder.name) / "output"
        self.programs = Path(folder.name) / "programs"
        self.programs.mkdir()
        for name in ("tilewright-mapper", "tilewright-model", "tilewright-sim"):
            wrapper = self.programs / name
            wrapper.write_text(_WRAPPER.format(program=BIN_DIR / name))
            wrapper.chmod(0o755)

    @property
    def results(self) -> Path:
        return self.output / "results.sqlite"

    def command(self, *arguments: str) -> list[str]:
        return [str(COMMAND), "--programs", str(self.programs), "-o", str(self.output),
                *arguments]

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        return subprocess.Popen(self.command(*arguments), stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, **options)

    def run_it(self, *arguments: str, status: int = 0) -> subprocess.CompletedProcess:
        """Runs the command to its end, and expects that exit status and no traceback."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        return done

    def calls(self, text: str) -> int:
        """Calls of the programs with the text so far."""
        file = self.programs / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        return sum(text in line for line in lines)

    def statuses(self, kind: type = Result) -> dict[tuple[str, str], str]:
        """By layer and mapper."""
        with Store.open(self.results) as store:
            return {(layer, mapper): status for (_, layer, _, mapper), status
                    in store.statuses(kind).items()}

    def simulation_statuses(self) -> dict[tuple[str, str], str]:
        return self.statuses(Simulation)
