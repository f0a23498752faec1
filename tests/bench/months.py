"""A large shop's month: freezing everybody's facts and composing them, in a process as the worker's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.bench import databases
from tests.bench.figures import Figure, Wanted, at_most
from tests.bench.serving import seeded
from tests.bench.session import Run

GROUP = "A large shop's month"
STORES = ("SQLite", "PostgreSQL")
SECONDS = {
    one: Wanted(f"{one}: facts and composites of the month", "s", at_most(60)) for one in STORES
}
MEMORY = {one: Wanted(f"{one}: memory at most", "MB", at_most(400)) for one in STORES}
WRITING = {one: Wanted(f"{one}: longest write transaction", "s", at_most(5)) for one in STORES}


def measure(run: Run) -> None:
    """On a file, and on a server."""
    for store in STORES:
        wanted = [SECONDS[store], MEMORY[store], WRITING[store]]
        run.attempt(GROUP, wanted, lambda store=store: _month(run, store))  # type: ignore[misc]


def _month(run: Run, store: str) -> list[Figure]:
    settings: Mapping[str, str] = (
        databases.for_ours(databases.fresh("zhubo_bench_month")) if store == "PostgreSQL" else {}
    )
    place = run.folder / f"month-{store}"
    seeds = seeded(place, "busymonth", "seed", **settings)
    found: dict[str, Any] = seeded(place, "busymonth", "freeze", **settings)
    told = f"{found['people']} people, {seeds['broadcasts']} broadcasts; {found['busy']:.1f} of them busy"
    writes = f"{found['writes']} transactions; opening the month took {seeds['opening']:.1f} s"
    return [
        SECONDS[store].had(found["seconds"], None, told),
        MEMORY[store].had(found["peak"]),
        WRITING[store].had(found["longest"], None, writes),
    ]
