"""Real servers as processes of their own, that can be killed and started again on the same port.

``Server`` is `zhubo serve` over a seeded database (SQLite, or ZHUBO_TEST_DATABASE_URL). ``Pair`` is
what stands in the Procfile, with two web processes, over PostgreSQL and a Redis of its own.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
import redis

from tests import forked
from tests.conftest import KEYS
from zhubo_web.core import bundles

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
START_SECONDS = 120


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], Any], seconds: float, what: str) -> Any:
    """Ask until it holds and return its answer; after so long fail with what was waited for."""
    end = monotonic() + seconds
    while not (answer := holds()):
        assert monotonic() < end, f"not within {seconds:g} s: {what}"
        Event().wait(0.05)
    return answer


class Process:
    """A program with its children, in a session of its own."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; nobody waits for an answer."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def lives(self) -> bool:
        """Whether it still runs."""
        assert self.running is not None
        return self.running.poll() is None

    def children(self) -> list[int]:
        """The process ids of its children."""
        assert self.running is not None
        pid = self.running.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self) -> None:
        """SIGKILL for it and its children: as if the power went."""
        assert self.running is not None
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def stop(self) -> None:
        """End it as a person would."""
        if self.running is None or self.running.poll() is not None:
            return
        os.killpg(self.running.pid, signal.SIGTERM)
        try:
            self.running.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


def zhubo(*arguments: str) -> list[str]:
    """A command of `zhubo`, by this checkout's code."""
    return [sys.executable, "-m", "zhubo_web.cli", *arguments]


class Server:
    """`zhubo serve`, its worker a child of it."""

    kind = "one process on {database}"

    def __init__(self, folder: Path, *, seed: str = "studio", database: str = "") -> None:
        assert not bundles.outdated(), "a browser would get old scripts and styles: make bundles"
        self.folder, self.port = folder, free_port()
        self.url = f"http://{HOST}:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHUBO_")}
        self.environment = {**kept, **KEYS, "ZHUBO_INSTANCE": str(folder)}
        self.environment["PYTHONPATH"] = str(ROOT)
        if url := database or os.environ.get("ZHUBO_TEST_DATABASE_URL"):
            self.environment["ZHUBO_DATABASE_URL"] = url
        told = forked.run("tests.browser.seed", [seed], self.environment)
        self.seeded: dict[str, Any] = json.loads(told.splitlines()[-1])
        self.web = self.process(zhubo("serve", "--port", str(self.port)), "server.log")

    def __str__(self) -> str:
        database = "PostgreSQL" if "ZHUBO_DATABASE_URL" in self.environment else "SQLite"
        return self.kind.format(database=database)

    def process(self, command: list[str], log: str) -> Process:
        """A process of this server's, with its environment."""
        return Process(command, self.environment, self.folder / log)

    def command(self, *arguments: str) -> str:
        """Run a command of `zhubo`; return what it printed."""
        done = subprocess.run(
            zhubo(*arguments), env=self.environment, capture_output=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def passes(self, *what: str) -> None:
        """Time goes by, as tests/browser/passing.py names it."""
        forked.run("tests.browser.passing", [*what], self.environment)

    def _answers(self) -> bool:
        assert self.web.lives(), self.web.log.read_text()
        try:
            urllib.request.urlopen(f"{self.url}/sign-in", timeout=1)
        except OSError:
            return False
        return True

    def begin(self) -> None:
        """Start; nobody waits for an answer."""
        self.web.start()

    def start(self) -> None:
        """Start and wait until it answers."""
        self.begin()
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        until(self._answers, START_SECONDS, "the server answers")

    def kill(self) -> None:
        """SIGKILL for it and its worker."""
        self.web.kill()

    def stop(self) -> None:
        """End it as a person would."""
        self.web.stop()


class Redis:
    """A Redis of the test's own that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("needs redis-server (apt-get install redis-server)")
        self.port = free_port()
        self.url = f"redis://{HOST}:{self.port}/0"
        command = [program, "--port", str(self.port), "--bind", HOST, "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "no"]
        self.process = Process(command, dict(os.environ), folder / "redis.log")

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process.start()
        until(self._answers, START_SECONDS, "Redis answers")

    def freeze(self) -> None:
        """It lives and answers nobody, as behind a broken network."""
        assert self.process.running is not None
        os.kill(self.process.running.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It answers again."""
        assert self.process.running is not None
        os.kill(self.process.running.pid, signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port, socket_connect_timeout=1).ping())
        except redis.RedisError:
            return False


class Pair(Server):
    """The Procfile's web command with two processes, its worker beside it, Redis between them."""

    kind = "two web processes over {database} and Redis"

    def __init__(self, folder: Path, *, seed: str = "studio", database: str = "") -> None:
        super().__init__(folder, seed=seed, database=database)
        self.redis = Redis(folder)
        self.environment |= {"ZHUBO_REDIS_URL": self.redis.url, "PORT": str(self.port)}
        self.environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.web = self.process(["bash", "-c", f"exec {self._procfile()}"], "server.log")
        self.worker = self.process(zhubo("worker"), "worker.log")

    @staticmethod
    def _procfile() -> str:
        (web,) = [
            line.removeprefix("web: ")
            for line in (ROOT / "Procfile").read_text().splitlines()
            if line.startswith("web: ")
        ]
        assert "--workers 1" in web and shlex.split(web)[0] == "gunicorn"
        return web.replace("--workers 1", "--workers 2")

    def begin(self) -> None:
        """Start everything that does not run."""
        if self.redis.process.running is None:
            self.redis.start()
        self.worker.start()
        super().begin()

    def kill(self) -> None:
        """SIGKILL for both web processes, gunicorn and the worker; Redis goes on."""
        self.worker.kill()
        super().kill()

    def stop(self) -> None:
        """End everything as a person would."""
        for process in (self.web, self.worker, self.redis.process):
            process.stop()


def of_the_environment(folder: Path) -> Server:
    """One process on SQLite; two with Redis where ZHUBO_TEST_DATABASE_URL names PostgreSQL."""
    return (Pair if os.environ.get("ZHUBO_TEST_DATABASE_URL") else Server)(folder)
