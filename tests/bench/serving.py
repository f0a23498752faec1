"""Servers that are measured, each a real process over a database of its own: ours and the peers."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.bench.processes import Running, children, free_port
from tests.conftest import KEYS

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(__file__).parent / "peers"
PYTHON = sys.executable


def environment(**more: str) -> dict[str, str]:
    """This environment without what is set for another instance of the product."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHUBO_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


class Server(Protocol):
    """What a measurement needs of a server."""

    url: str
    kind: str

    def start(self) -> float: ...
    def pids(self) -> list[int]: ...
    def beside(self) -> list[int]: ...
    def stop(self) -> None: ...


def seeded(folder: Path, module: str, *amounts: int | str, **more: str) -> dict[str, Any]:
    """Seed a database once; what the one who asks must hold. Keys are the tests' own."""
    folder.mkdir(parents=True, exist_ok=True)
    env = environment(ZHUBO_INSTANCE=str(folder), **KEYS, **more)
    command = [PYTHON, "-m", f"tests.bench.{module}", *map(str, amounts)]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-3000:])
    told: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    (folder / "seeded.json").write_text(json.dumps(told))
    return told


@dataclass
class Ours:
    """The product as it is documented: `zhubo serve`, or the Procfile's two lines."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 0  # 0: `zhubo serve`
    kind: str = "ours"
    running: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start web process and worker; seconds to the first answer."""
        env = environment(
            ZHUBO_INSTANCE=str(self.folder), PORT=str(self.port), **{**KEYS, **self.settings}
        )
        log = self.folder / "server.log"
        self.running = [Running(one, log, env, ROOT) for one in self._commands()]
        return self.running[0].wait_for(f"{self.url}/sign-in")

    def _commands(self) -> list[list[str]]:
        zhubo = [PYTHON, "-m", "zhubo_web.cli"]
        if not self.workers:
            return [[*zhubo, "serve", "--port", str(self.port)]]
        return [procfile_web(self.folder, self.port, self.workers), [*zhubo, "worker"]]

    def pids(self) -> list[int]:
        """The web processes."""
        main = self.running[0].pid
        return [main, *children(main)] if self.workers else [main]

    def beside(self) -> list[int]:
        """The worker, which is named apart."""
        return [one.pid for one in self.running[1:]] or children(self.running[0].pid)

    def stop(self) -> None:
        for one in self.running:
            one.stop()


def procfile_web(folder: Path, port: int, workers: int) -> list[str]:
    """The Procfile's web line, with this folder, port and number of processes."""
    line = next(x for x in (ROOT / "Procfile").read_text().splitlines() if x.startswith("web:"))
    line = re.sub(r"\$\{ZHUBO_INSTANCE:-\w+\}", str(folder), line.removeprefix("web:"))
    line = re.sub(r"0\.0\.0\.0:\$\{PORT:-\d+\}", f"127.0.0.1:{port}", line)
    command = shlex.split(re.sub(r"--workers \d+", f"--workers {workers}", line))
    return [PYTHON, "-m", "gunicorn", *command[1:]]


@dataclass
class Peer:
    """A program of peers/ with its arguments; ``%PORT%`` is put in."""

    command: Sequence[str]
    folder: Path
    kind: str = "peer"

    def __post_init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.running: Running | None = None

    def start(self) -> float:
        """Start it; seconds to the first answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [part.replace("%PORT%", str(self.port)) for part in self.command]
        self.running = Running(command, self.folder / "peer.log", environment(), ROOT)
        return self.running.wait_for(self.url)

    def pids(self) -> list[int]:
        assert self.running
        main = self.running.pid
        return [main, *children(main)]

    def beside(self) -> list[int]:
        return []

    def stop(self) -> None:
        if self.running:
            self.running.stop()


def node_peer(folder: Path, seeds: Path, database: str) -> Peer:
    """node + socket.io + better-sqlite3 (``sqlite:FILE``) or pg (a URL)."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["node", str(PEERS / "server.mjs"), "%PORT%", str(seeds / "seeded.json"), database]
    return Peer(command, folder)


def flask_peer(folder: Path, module: str, *arguments: str) -> Peer:
    """A Flask application of peers/, served as ours is by the Procfile."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = procfile_web(folder, 0, 1)
    command[command.index("127.0.0.1:0")] = "127.0.0.1:%PORT%"
    told = ", ".join(repr(one) for one in (str(folder / "peer.db"), *arguments))
    command[-1] = f"{module}:create({told})"
    return Peer([*command, "--pythonpath", str(PEERS)], folder)


def copied(source: Path, target: Path) -> Path:
    """A seeded folder's copy, so that each server begins with the same rows."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target
