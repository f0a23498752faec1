"""Redis only wakes: without it notes are taken as fast as before, and arrive a little later."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest

from tests.faults.amounts import chance
from tests.faults.screens import Screen
from tests.faults.visitors import Visitor, Writer, tap
from tests.servers import Pair, until

pytestmark = [pytest.mark.faults, pytest.mark.postgres]
NOTES = 5
#: A note takes a fraction of it; Redis that hangs takes five seconds to fail.
LONGEST_SECONDS = 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two web processes over PostgreSQL and Redis."""
    url = os.environ["ZHUBO_TEST_DATABASE_URL_PG"]
    made = Pair(tmp_path_factory.mktemp("served"), database=url)
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("how", ["frozen", "dead"])
def test_without_redis_notes_are_taken_at_once_and_arrive(
    server: Pair, how: str, figures: Callable[..., None]
) -> None:
    broadcast = server.seeded["broadcast"]
    console = f"/broadcasts/{broadcast}/console"
    writer = Writer(Visitor(server, "ma", console), broadcast, chance("redis"))
    screens = [
        Screen(Visitor(server, "lin", console), broadcast, "console").open().entered()
        for _ in range(4)
    ]
    before = _taken_after(writer)
    (server.redis.freeze if how == "frozen" else server.redis.process.kill)()
    without = _taken_after(writer)
    assert max(without) < max(LONGEST_SECONDS, 4 * max(before))
    began = monotonic()
    until(lambda: all(_has_all(screen, writer) for screen in screens), 30, "it arrives")
    figures(
        taken_ms=[round(1000 * seconds) for seconds in before],
        without_ms=[round(1000 * seconds) for seconds in without],
        arrived_ms_later=round(1000 * (monotonic() - began)),
    )
    (server.redis.thaw if how == "frozen" else server.redis.start)()
    for screen in screens:
        screen.close()


def _taken_after(writer: Writer) -> list[float]:
    """Seconds from sending to acknowledgement, one note at a time."""
    seconds = []
    for _ in range(NOTES):
        began = monotonic()
        writer.send([tap()])
        seconds.append(monotonic() - began)
    return seconds


def _has_all(screen: Screen, writer: Writer) -> bool:
    held: dict[int, Any] = screen.held()
    return {note["key"] for note in held.values()} >= set(writer.acknowledged)
