"""A real server as a process of its own, a real browser, and nothing against the content policy.

The server is `zhubo serve` over a seeded database (SQLite, or ZHUBO_TEST_DATABASE_URL); it can be
killed and started again on the same port.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import KEYS

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium."""
    name = shutil.which("chromium") or shutil.which("google-chrome")
    return {**browser_type_launch_args, "executable_path": name, "args": FLAGS}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`zhubo serve` on a port that stays the same across kills."""

    def __init__(self, folder: Path, *, seed: str = "studio") -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHUBO_")}
        self.environment = {**kept, **KEYS, "ZHUBO_INSTANCE": str(folder)}
        self.environment["PYTHONPATH"] = str(Path(__file__).parents[2])
        if url := os.environ.get("ZHUBO_TEST_DATABASE_URL"):
            self.environment["ZHUBO_DATABASE_URL"] = url
        self.process: subprocess.Popen[bytes] | None = None
        self.seeded: dict[str, Any] = self._run("-m", "tests.browser.seed", seed)

    def _run(self, *arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout.decode().splitlines()[-1])

    def command(self, *arguments: str) -> str:
        """Run a command of `zhubo`; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "zhubo_web.cli", *arguments],
            env=self.environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def start(self) -> None:
        """Start and wait until it answers."""
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhubo_web.cli", "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/sign-in", timeout=1)
            except OSError:
                assert self.process.poll() is None, (self.folder / "server.log").read_text()
                subprocess.run(["sleep", "0.1"], check=True)
            else:
                return
        raise AssertionError("the server did not answer within 30 s")

    def kill(self) -> None:
        """SIGKILL for it and its worker: as if the power went."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as a person would."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server with the seeded studio for the tests of a module."""
    made = Server(tmp_path_factory.mktemp("served"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def violations() -> Iterator[list[str]]:
    """What browsers complained of: nothing may go against the content policy or throw."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def someone(
    browser: Browser, server: Server, violations: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of somebody of the cast (or of the bound tablet, ``screen``), signed in."""
    opened: list[BrowserContext] = []

    def open_for(name: str | None, **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=server.url, locale="zh-CN", **options)
        if name is not None:
            context.add_cookies(
                [{"name": "sid", "value": server.seeded["cookies"][name], "url": server.url}]
            )
        listen(context, violations)
        opened.append(context)
        return context

    yield open_for
    for context in opened:
        context.close()


def listen(context: BrowserContext, heard: list[str]) -> None:
    """Note what goes against the content policy, and errors that nobody caught."""

    def message(entry: Any) -> None:
        if "Content Security Policy" in entry.text:
            heard.append(entry.text)

    def thrown(entry: Any) -> None:
        if "ViewTransition" not in str(entry.error):  # skipped by Chromium when a page hurries on
            heard.append(str(entry.error))

    context.on("console", message)
    context.on("weberror", thrown)


def settled(page: Page) -> Page:
    """The page once its first requests are done."""
    page.wait_for_load_state("load")
    return page
