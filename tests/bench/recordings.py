"""Real recordings at ten times their pace into a live broadcast that two consoles and two overlays watch.

Nothing of them is kept: the folder is named by hand, the database is thrown away.
"""

from __future__ import annotations

import csv
import math
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.bench.crowding import crowded
from tests.bench.driving import Driver
from tests.bench.figures import Figure, Wanted, at_most
from tests.bench.pages import CONSOLE, MB, OVERLAY, address, serving
from tests.bench.processes import memory_bytes
from tests.bench.serving import ROOT, Ours, environment
from tests.bench.session import Run
from tests.browsing import FLAGS, LAPTOP
from tests.conftest import KEYS

GROUP = "Real recordings at ten times their pace"
SPEED = 10
CHUNK_SECONDS = 15
WATCHING = (("ma", CONSOLE), ("lin", CONSOLE), ("chen", OVERLAY), ("li", OVERLAY))
LEFT_OUT_SECONDS = 120  # caches fill at first
CROWD = "all as one room"


@dataclass
class Played:
    """What was seen while one recording played."""

    arrivals: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    told: str = ""
    busy: int = 0
    links: list[str] = field(default_factory=list)

    def growth(self) -> float:
        """Megabytes by which the web process grew in ten minutes, once it was warm."""
        warm = [one for one in self.memory if one[0] >= LEFT_OUT_SECONDS] or self.memory
        (start, first), (end, last) = warm[0], warm[-1]
        return (last - first) * 600 / max(end - start, 1)

    def series(self) -> str:
        """The memory every two minutes."""
        return " → ".join(f"{mb:.0f}" for _at, mb in self.memory[:: 120 // CHUNK_SECONDS])


def tail(values: Sequence[float], share: float) -> float:
    """The value that a share of all does not exceed."""
    if not values:
        raise RuntimeError("no note reached the screens")
    return sorted(values)[math.ceil(share * len(values)) - 1]


@contextmanager
def watched(server: Ours, seeds: dict[str, Any]) -> Iterator[list[Page]]:
    """Two consoles and two overlays, open in Chromium."""
    with sync_playwright() as playwright, ExitStack() as stack:
        name = shutil.which("chromium") or shutil.which("google-chrome")
        chromium = playwright.chromium.launch(executable_path=name, args=FLAGS)
        stack.callback(chromium.close)
        pages = []
        for who, pattern in WATCHING:
            context = chromium.new_context(viewport=LAPTOP, locale="zh-CN")  # type: ignore[arg-type]
            cookie = {"name": "sid", "value": seeds["cookies"][who], "url": server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
            pages.append(context.new_page())
            pages[-1].goto(server.url + address(pattern, seeds))
        yield pages


def play(run: Run, file: Path) -> tuple[Played, int, int]:
    """Play one log to its end; what was seen, and comments stored and counted."""
    place, seeds = run.studio
    server, seen = run.ours(place, "played"), Played()
    with serving(server), watched(server, seeds) as pages:
        driver = Driver(server)
        driver.connect(seeds["load"], 2)
        order = {"rate": 1, "seconds": CHUNK_SECONDS, "sort": "line", "raw": True}
        driver.order("pace", **order)  # not counted: server, worker and browsers have just begun
        playing = player(server, seeds["broadcast"], file.parent)
        began = time.monotonic()
        while playing.poll() is None:
            answer = driver.order("pace", **order)
            seen.arrivals += answer["samples"]
            seen.busy += answer["busy"]
            seen.memory.append((time.monotonic() - began, memory_bytes(server.pids()) / MB))
        seen.told = playing.communicate()[0].decode().strip()
        seen.links = [one.evaluate("document.querySelector('#link').dataset.link") for one in pages]
        driver.stop()
        return (seen, *stored(server.folder, seeds["broadcast"]))


def player(server: Ours, broadcast: int, folder: Path) -> subprocess.Popen[bytes]:
    """`zhubo import-comments` of all logs of a recording, at ten times their pace."""
    command = [sys.executable, "-m", "zhubo_web.cli", "import-comments", str(folder)]
    command += ["--broadcast", str(broadcast), "--speed", str(SPEED)]
    env = environment(ZHUBO_INSTANCE=str(server.folder), **KEYS)
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE)


def stored(folder: Path, broadcast: int) -> tuple[int, int]:
    """Comments in the table, and the sum of the minutes' counts."""
    questions = (
        "select count(*) from comment where broadcast_id = ?",
        "select coalesce(sum(comments), 0) from minute_count where broadcast_id = ?",
    )
    with closing(sqlite3.connect(folder / "zhubo.db")) as database:
        rows = [database.execute(one, (broadcast,)).fetchone()[0] for one in questions]
    return rows[0], rows[1]


def lines(file: Path) -> tuple[int, int]:
    """How many comments a log holds, and the most in one second of it."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        moments = Counter(row["time"] for row in csv.DictReader(source))
    return moments.total(), max(moments.values())


def wanted_of(file: Path) -> list[Wanted]:
    """The three figures of a recording, by its day."""
    day = CROWD if file.parent.parent.name == CROWD else file.parent.name[:8]
    return [
        Wanted(f"{day}: comments lost or counted twice", "", at_most(0)),
        Wanted(
            f"{day}: note posted → frame on another screen, 99th percentile", "ms", at_most(100)
        ),
        Wanted(f"{day}: growth of the web process in ten minutes", "MB", at_most(10)),
    ]


def played(run: Run, file: Path) -> list[Figure]:
    """One recording, weighed."""
    wanted = wanted_of(file)
    count, peak = lines(file)
    seen, kept, counted = play(run, file)
    wrong = abs(kept - count) + abs(counted - count)
    how = f"{count:,} lines, {kept:,} stored, minutes sum to {counted:,}; peak {peak * SPEED}/s"
    middle = tail(seen.arrivals, 0.5)
    arrivals = f"{len(seen.arrivals):,} arrivals, median {middle:.0f} ms, {seen.busy} sent again"
    return [
        wanted[0].had(wrong, None, f"{how}; {seen.told}"),
        wanted[1].had(
            tail(seen.arrivals, 0.99), None, f"{arrivals}; links {', '.join(seen.links)}"
        ),
        wanted[2].had(seen.growth(), None, f"resident, every two minutes: {seen.series()} MB"),
    ]


def measure(run: Run) -> None:
    """All recordings of the folder as one room, then each from beginning to end."""
    assert run.recordings
    files = sorted(run.recordings.rglob("chat.csv"), key=lambda one: one.stat().st_size)
    place = run.folder / CROWD
    place.mkdir()
    crowd = crowded([file.parent for file in files], place)
    for file in [crowd] if run.quick else [crowd, *files]:
        run.attempt(GROUP, wanted_of(file), partial(played, run, file))
