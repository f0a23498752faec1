"""Pages over HTTP: how long a list takes beside a bare one, statements, bytes, memory, the start."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from tests.bench.figures import Figure, Wanted, at_most, most_ratio
from tests.bench.processes import memory_bytes
from tests.bench.serving import Server, flask_peer
from tests.bench.session import Run

GROUP = "Pages"
TIME_LINE = "/broadcasts/{broadcast}/timeline"
CONSOLE = "/broadcasts/{broadcast}/console"
OVERLAY = "/broadcasts/{broadcast}/overlay"
#: (who, address): the main pages, signed in as whoever uses them most.
MAIN = (
    ("ma", "/"),
    ("ma", "/broadcasts"),
    ("ma", "/broadcasts/{broadcast}"),
    ("ma", "/broadcasts/{broadcast}/records"),
    ("ma", "/broadcasts/{broadcast}/comments"),
    ("ma", TIME_LINE),
    ("ma", CONSOLE),
    ("chen", OVERLAY),
    ("ma", "/products"),
    ("ma", "/products/{product}"),
    ("qian", "/people"),
)
KB, MB = 1000, 1_000_000
ASKED = 15


@dataclass(frozen=True)
class Got:
    """One answer: what it took."""

    seconds: float
    status: int
    statements: int
    size: int


class Asker:
    """A browser's bare bones: one kept connection, one cookie, compressed answers welcome."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.headers = {"Cookie": f"sid={cookie}", "Accept-Encoding": "br, gzip"}

    def get(self, path: str) -> Got:
        """Ask for a page and read it whole."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        counted = int(answer.headers.get("X-Sql-Count", 0))
        return Got(took, answer.status, counted, len(body))


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """A server for the time of a block."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def address(pattern: str, seeds: dict[str, Any]) -> str:
    """The pattern filled with what was seeded."""
    return pattern.format(broadcast=seeds["broadcast"], product=seeds["product"])


def asked(server: Server, seeds: dict[str, Any]) -> dict[str, Got]:
    """The main pages that this version has, each asked twice; the second answer counts."""
    answers = {}
    for who, pattern in MAIN:
        asker = Asker(server.url, seeds["cookies"][who])
        path = address(pattern, seeds)
        asker.get(path)
        got = asker.get(path)
        if got.status == 200:
            answers[pattern] = got
        elif pattern != TIME_LINE:
            raise RuntimeError(f"{path} answers {got.status}")
    return answers


LIST = Wanted("a list page of 100 rows against a bare Flask page of the same", "ms", most_ratio(2))


def list_page(run: Run) -> None:
    """The list of broadcasts, a hundred of them live, and the bare page, asked by turns."""

    def compare() -> list[Figure]:
        place, seeds = run.full
        bare = flask_peer(run.folder / "barelist", "bare")
        with serving(run.ours(place, "list", workers=1)) as ours, serving(bare) as peer:
            one, other = Asker(ours.url, seeds["cookies"]["ma"]), Asker(peer.url)
            for asker, path in ((one, "/broadcasts"), (other, "/list")):
                asker.get(path)
            pairs = [
                (middle(one, "/broadcasts"), middle(other, "/list")) for _ in range(run.turns * 3)
            ]
        how = f"/broadcasts with 100 live rows; medians of {ASKED}, {len(pairs)} turns"
        return [LIST.compared(pairs, how)]

    run.attempt(GROUP, [LIST], compare)


def middle(asker: Asker, path: str) -> float:
    """The median of some answers, in milliseconds."""
    answers = [asker.get(path) for _ in range(ASKED)]
    if any(got.status != 200 for got in answers):
        raise RuntimeError(f"{path} answers {answers[0].status}")
    return 1000 * median(got.seconds for got in answers)


MOST = 12
STATEMENTS = Wanted("SQL statements, most of any main page", "", at_most(MOST))
HTML = Wanted("HTML on the wire, largest of the main pages", "KB", at_most(8))


def counted(run: Run) -> None:
    """Statements with little and with much; bytes of the studio's pages."""

    def count() -> list[Figure]:
        answers = []
        for name, (place, seeds) in {"few": run.studio, "much": run.full}.items():
            with serving(run.ours(place, name, workers=1, ZHUBO_BENCH="1")) as server:
                answers.append(asked(server, seeds))
        few, much = answers
        most = max(much, key=lambda page: much[page].statements)
        large = max(few, key=lambda page: few[page].size)
        over = [f"{page} {got.statements}" for page, got in much.items() if got.statements > MOST]
        grown = [page for page, got in much.items() if got.statements > few[page].statements]
        how = f"{len(much)} pages, 100 times the data; {most}; over: {told(over)}; grew: {told(grown)}"
        heavy = [f"{page} {got.size / KB:.1f}" for page, got in few.items() if got.size > 8 * KB]
        return [
            STATEMENTS.had(much[most].statements, None, how),
            HTML.had(few[large].size / KB, None, f"{large}; over: {told(heavy)}"),
        ]

    run.attempt(GROUP, [STATEMENTS, HTML], count)


def told(pages: list[str]) -> str:
    """Some pages in a row, or none."""
    return ", ".join(pages) or "none"


MEMORY = Wanted("memory of a fresh web worker", "MB", at_most(120))
START = Wanted("start to first answer", "s", at_most(4))


def fresh(run: Run) -> None:
    """A worker after its first page, and how long `zhubo serve` takes to answer at all."""

    def weigh() -> list[Figure]:
        place, seeds = run.studio
        with serving(run.ours(place, "fresh", workers=1)) as server:
            Asker(server.url, seeds["cookies"]["ma"]).get("/")
            worker = memory_bytes(server.pids()[1:]) / MB
        starts = [started(run, place) for _ in range(run.turns)]
        return [
            MEMORY.had(worker, None, "resident, after one page; gunicorn's worker"),
            START.had(median(starts), None, f"zhubo serve, median of {len(starts)}"),
        ]

    run.attempt(GROUP, [MEMORY, START], weigh)


def started(run: Run, place: Path) -> float:
    """Seconds from the command to the first answer."""
    server = run.ours(place, "start")
    try:
        return server.start()
    finally:
        server.stop()


def measure(run: Run) -> None:
    """All of it."""
    list_page(run)
    counted(run)
    fresh(run)
