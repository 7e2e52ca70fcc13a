"""How far a run is: a line that is drawn anew on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter

BAR_WIDTH = 24
LINE_SECONDS = 300  # from line to line where there is no terminal


def clock(seconds: float) -> str:
    """As 1:05 or 2:00:07."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class Progress:
    """Counts tasks by kind; the estimate takes the mean time of the kind's tasks so far."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._start = time.monotonic()
        self._left: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()
        self._told = self._start
        self._terminal = sys.stderr.isatty()

    def expect(self, kind: str, tasks: int = 1) -> None:
        """There are more tasks (fewer if negative) of a kind to do."""
        self._left[kind] += tasks

    def done(self, kind: str, seconds: float) -> None:
        self._left[kind] -= 1
        self._done[kind] += 1
        self._seconds[kind] += seconds

    def show(self, current: str) -> None:
        """Draws the line; `current` says what runs."""
        done, total = self._done.total(), self._done.total() + self._left.total()
        text = f"{done}/{total} tasks, {clock(time.monotonic() - self._start)}{self._estimate()}"
        if self._terminal:
            filled = BAR_WIDTH * done // total if total else BAR_WIDTH
            bar = "#" * filled + "." * (BAR_WIDTH - filled)
            line = f"[{bar}] {text} | {current}"
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{line[:width]}", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self._told > LINE_SECONDS:
            self._told = time.monotonic()
            print(text, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Takes the line off the terminal, for other output."""
        if self._terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _estimate(self) -> str:
        done = self._done.total()
        if not done or not self._left.total():
            return ""
        mean = self._seconds.total() / done
        seconds = sum(left * (self._seconds[kind] / self._done[kind] if self._done[kind] else mean)
                      for kind, left in self._left.items())
        return f", about {clock(seconds / self._jobs)} left"
