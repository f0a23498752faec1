"""Notes on their way: how many a CPU-second takes, and how soon they are on the screens."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import databases
from tests.bench.driving import Driver, Spent, driven, spend
from tests.bench.figures import Figure, Wanted, at_most, least_ratio, most_ratio
from tests.bench.processes import memory_bytes
from tests.bench.serving import Peer, Server, node_peer
from tests.bench.session import SCREENS, Run

GROUP = "The live path"
FLIGHT = {40: 12, 1: 24}  # batches under way at once
FEW, MANY = 200, SCREENS
PACE = 50
RATE = "notes/CPU-s"
Pair = tuple[Spent, Spent]


def name_of(batch: int, screens: int, database: str) -> str:
    """What a figure of throughput is called."""
    how = "one at a time" if batch == 1 else f"in batches of {batch}"
    return f"notes {how}, {screens:,} screens, {database} against node"


def turns(run: Run, ours: Driver, peer: Driver, **order: Any) -> list[Pair]:
    """Ours and the peer by turns under the same order, after a first second for each."""
    order = {"do": "saturate", "sort": "urgent", **order}
    for driver in (ours, peer):
        driver.order(**{**order, "seconds": 1})
    return [(spend(ours, **order), spend(peer, **order)) for _ in range(run.turns)]


def told(pairs: Sequence[Pair]) -> str:
    """How it came about, for the table: rates, tails, how busy the load client was."""
    ours, peers = [one for one, _ in pairs], [other for _, other in pairs]
    rate = " / ".join(f"{_rate(some):.0f}" for some in (ours, peers))
    client = max(one.client_share for pair in pairs for one in pair)
    worker = sum(one.worker for one in ours) / sum(one.server for one in ours)
    behind = sum(one.told["behind"] for pair in pairs for one in pair)
    busy = sum(one.told["busy"] for one in ours)
    left = f"; {behind} screens did not hear all" if behind else ""
    left += f"; {busy} batches refused as too busy" if busy else ""
    return (
        f"{rate} notes/s; median of {len(pairs)} turns; worker beside {worker:.0%} of our CPU; "
        f"load client at most {client:.0%} of a core{left}"
    )


def _rate(spents: Sequence[Spent]) -> float:
    return median(float(one.told["accepted"] / one.told["seconds"]) for one in spents)


def throughput(run: Run, ours: Driver, peer: Driver, batch: int, wanted: Wanted) -> Figure:
    """Durable notes to a CPU-second, against the peer."""
    order = {"batch": batch, "flight": FLIGHT[batch], "seconds": run.seconds}
    pairs = turns(run, ours, peer, **order)
    numbers = [(one.per_cpu_second, other.per_cpu_second) for one, other in pairs]
    return wanted.compared(numbers, told(pairs))


SHOWN = [
    Wanted("note posted → on the screen, median, 50 notes/s, 1,000 screens", "ms", at_most(10)),
    Wanted("note posted → on the screen, 99th percentile", "ms", at_most(40)),
    Wanted("the same against node's 99th percentile", "ms", most_ratio(2)),
]


def shown(run: Run, ours: Driver, peer: Driver) -> list[Figure]:
    """From the console's POST to the frame's arrival at each screen of the room."""
    order: dict[str, Any] = {
        "do": "pace",
        "rate": PACE,
        "seconds": 8 if run.quick else 20,
        "sort": "urgent",
    }
    turns_ = range(min(2, run.turns))
    pairs = [(spend(ours, **order), spend(peer, **order)) for _ in turns_]
    samples = sum(one.told["shown"]["count"] for one, _ in pairs)
    behind = sum(one.told["behind"] for one, _ in pairs)
    how = f"{samples:,} arrivals; priority 0, so no grace; frame received; {behind} screens behind"

    middle, tail = (_both(pairs, share) for share in ("p50", "p99"))
    return [
        SHOWN[0].had(*middle, how),
        SHOWN[1].had(*tail, how),
        SHOWN[2].had(*tail, how),
    ]


def _both(pairs: Sequence[Pair], share: str) -> tuple[float, float]:
    """The median over the turns of a share of the arrivals, ours and the peer's."""
    ours, peer = (
        median(one.told["shown"][share] for one in side) for side in zip(*pairs, strict=True)
    )
    return float(ours), float(peer)


def on_sqlite(run: Run, screens: int) -> None:
    """Both batches on SQLite FULL; with many screens also how soon notes are shown."""
    wanted = [
        Wanted(name_of(40, screens, "SQLite FULL"), RATE, least_ratio(1.3)),
        Wanted(name_of(1, screens, "SQLite FULL"), RATE, least_ratio(0.4)),
    ]

    def measure() -> list[Figure]:
        place, seeds = run.spread
        with (
            driven(run.ours(place, "ours"), seeds, screens) as ours,
            driven(sqlite_peer(run, place), seeds, screens) as peer,
        ):
            if screens == MANY:
                run.attempt(GROUP, SHOWN, lambda: shown(run, ours, peer))
            return [
                throughput(run, ours, peer, batch, one)
                for batch, one in zip((40, 1), wanted, strict=True)
            ]

    run.attempt(GROUP, wanted, measure)


def sqlite_peer(run: Run, place: Path) -> Peer:
    """node + socket.io + better-sqlite3 over a new file."""
    folder = run.folder / "node"
    shutil.rmtree(folder, ignore_errors=True)
    return node_peer(folder, place, f"sqlite:{folder / 'peer.db'}")


def on_postgres(run: Run, screens: int) -> None:
    """Batches of 40 on PostgreSQL."""
    wanted = Wanted(name_of(40, screens, "PostgreSQL"), RATE, least_ratio(1.0))

    def measure() -> list[Figure]:
        place, seeds = run.on_postgres
        ours = run.ours_on_postgres("ours_pg", workers=1)
        peer = node_peer(run.folder / "node_pg", place, databases.fresh("zhubo_bench_node"))
        with driven(ours, seeds, screens) as one, driven(peer, seeds, screens) as other:
            return [throughput(run, one, other, 40, wanted)]

    run.attempt(GROUP, [wanted], measure)


def two_processes(run: Run) -> None:
    """Two web processes over Redis against one without, both ours, on PostgreSQL."""
    name = "two processes over Redis against one without, batches of 40, 200 screens, PostgreSQL"
    wanted = Wanted(name, RATE, least_ratio(0.8))

    def measure() -> list[Figure]:
        _place, seeds = run.on_postgres
        two = run.ours_on_postgres("two", workers=2, **databases.for_redis())
        one = run.ours_on_postgres("one", workers=1)
        with driven(two, seeds, FEW) as many, driven(one, seeds, FEW) as single:
            return [throughput(run, many, single, 40, wanted)]

    run.attempt(GROUP, [wanted], measure)


def memory(run: Run) -> None:
    """What one more screen costs, from 100 to 1,000."""
    wanted = Wanted("memory a connection", "KB", at_most(60))

    def measure() -> list[Figure]:
        place, seeds = run.spread
        ours = grown(run.ours(place, "memory"), seeds)
        peer = grown(sqlite_peer(run, place), seeds)
        how = "resident memory, from 100 to 1,000 joined screens"
        return [wanted.had(ours, peer, how)]

    run.attempt(GROUP, [wanted], measure)


def grown(server: Server, seeds: dict[str, Any]) -> float:
    """Kilobytes by which a server grows for each further screen."""
    few, rest = seeds["screens"][:100], seeds["screens"][100:]
    with driven(server, {**seeds, "screens": few}, len(few)):
        time.sleep(1)
        before = memory_bytes(server.pids())
        more = Driver(server)
        more.connect({**seeds, "screens": rest}, len(rest))
        time.sleep(2)
        after = memory_bytes(server.pids())
        more.stop()
    return (after - before) / 1024 / len(rest)


def measure(run: Run) -> None:
    """The whole table, but for comments and the bare view."""
    for screens in (FEW,) if run.quick else (FEW, MANY):
        on_sqlite(run, screens)
    for screens in (FEW,) if run.quick else (FEW, MANY):
        on_postgres(run, screens)
    two_processes(run)
    memory(run)
