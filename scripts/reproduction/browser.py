"""Pages in headless Chromium, driven by its DevTools protocol over a pair of pipes.

    with Browser() as browser:                      # BrowserError where there is none
        page = browser.open(path, width=360, dark=True)
        page.evaluate("document.title")
        page.problems, page.requests                # script errors; addresses asked for

Only the standard library and a program named chromium (Debian) or google-chrome are needed.
"""
from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from reproduction.errors import ReproductionError

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_TIMEOUT_SECONDS = 30
# Chromium reads its pipe as file 3 and writes to file 4.
_START = 'in=$1 out=$2; shift 2; exec "$@" 3<&"$in" 4>&"$out"'


class BrowserError(ReproductionError):
    """No browser, or one that does not do what it is told."""


def program() -> str | None:
    """The browser's path, None where none is installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


class Browser:
    """A running browser; a context manager that ends it."""

    def __init__(self) -> None:
        path = program()
        if path is None:
            raise BrowserError(f"no browser is installed ({', '.join(_PROGRAMS)}); "
                               "scripts/setup.sh --browser does that")
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        ours_in, theirs_out = _pipe()
        theirs_in, ours_out = _pipe()
        command = [path, "--headless", "--remote-debugging-pipe", "--disable-gpu",
                   "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
                   "--disable-background-networking", f"--user-data-dir={self._profile.name}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium has no sandbox for root
        self._process = subprocess.Popen(
            ["bash", "-c", _START, "bash", str(theirs_in), str(theirs_out), *command],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = ours_in, ours_out
        self._unread = b""
        self._last_id = 0
        self._pages: dict[str, Page] = {}

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.call("Browser.close")
            self._process.wait(5)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def open(self, path: Path, width: int = 1280, height: int = 900, dark: bool = False,
             scripts: bool = True, fragment: str = "", scale: float = 1) -> Page:
        """Loads a file as it looks in a window of this size; `scale`: pixels of a screenshot for
        each of the page's."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=scale, mobile=width < 600)
        page.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        page.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.call("Page.navigate", url=path.resolve().as_uri() + fragment)
        self._wait(lambda: page.loaded)
        return page

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Sends a command and returns its result; events are noted on the way."""
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        answers: list[dict[str, Any]] = []
        self._wait(lambda: bool(answers), self._last_id, answers)
        if "error" in answers[0]:
            raise BrowserError(f"{method}: {answers[0]['error']['message']}")
        return answers[0]["result"]

    def _wait(self, done, awaited: int = -1, answers: list[dict[str, Any]] | None = None) -> None:
        """Reads messages until `done`; the one with the id `awaited` goes to `answers`."""
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while not done():
            message = self._read(deadline)
            if message.get("id") == awaited and answers is not None:
                answers.append(message)
            elif message.get("sessionId") in self._pages:
                self._pages[message["sessionId"]].note(message["method"], message["params"])

    def _read(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._in], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise BrowserError(f"the browser did not answer in {_TIMEOUT_SECONDS} s")
            received = os.read(self._in, 1 << 20)
            if not received:
                raise BrowserError("the browser ended")
            self._unread += received
        message, _, self._unread = self._unread.partition(b"\0")
        return json.loads(message)


class Page:
    """A loaded page."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        self.loaded = False
        self.problems: list[str] = []
        self.requests: list[str] = []

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def note(self, method: str, event: dict[str, Any]) -> None:
        """Takes an event of the page."""
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "assert"):
            self.problems.append(" ".join(str(argument.get("value", argument.get("description")))
                                          for argument in event["args"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] == "error":
            self.problems.append(event["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def screenshot(self, path: Path, clip: dict[str, float] | None = None) -> None:
        """Writes a PNG of the window, or of a part of the page: x, y, width, height."""
        options = {"clip": {**clip, "scale": 1}, "captureBeyondViewport": True} if clip else {}
        answer = self.call("Page.captureScreenshot", format="png", **options)
        path.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self) -> bytes:
        """The page as it is printed, on A4."""
        answer = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69,
                           preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(answer["data"])


def _pipe() -> tuple[int, int]:
    """Ends to read and to write, of numbers that the browser's do not collide with."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high
