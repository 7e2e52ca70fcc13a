"""The project's programs as subprocesses that one call ends, all of them, from any thread."""

from __future__ import annotations

import shutil
import subprocess
import threading
from dataclasses import dataclass


class Stopped(Exception):
    """The process was ended by `Processes.stop`, or was not started any more."""


@dataclass(frozen=True)
class Finished:
    """How a process ended, and what it printed."""

    status: int  # as in subprocess: negative for a signal
    output: str
    messages: str

    def problem(self) -> str:
        """The errors that it printed, else its last words, on one line."""
        lines = [line.strip() for line in self.messages.splitlines() if line.strip()]
        errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
        words = "; ".join(errors) or (lines[-1] if lines else "no message")
        if self.status < 0:
            return f"ended by signal {-self.status}: {words}"
        return words


class Processes:
    """Starts processes that Ctrl-C does not reach: it would make a mapper end early with the best
    mapping so far, as if that were its result. Where the system can, they end with this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen] = set()
        self._stopped = False
        self._prefix = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []

    def run(self, command: list[str], limit_seconds: float) -> Finished:
        """Runs `command` to its end, or kills it after `limit_seconds`. Raises Stopped."""
        with self._lock:
            if self._stopped:
                raise Stopped
            process = subprocess.Popen(
                self._prefix + command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True)
            self._running.add(process)
        try:
            output, messages = process.communicate(timeout=limit_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            output, messages = "", f"ERROR: no end after {limit_seconds:.0f} s"
        finally:
            with self._lock:
                self._running.discard(process)
        if self._stopped:
            raise Stopped
        return Finished(process.returncode, output, messages)

    def stop(self) -> None:
        """Kills what runs; nothing starts any more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()
