"""A recording played into a live broadcast at a pace, as if it came in now."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from heapq import merge
from pathlib import Path
from time import sleep

from zhubo_web.audience.jobs.hiding import Hiding, viewer_key
from zhubo_web.audience.jobs.reading import logs_in, recording_start, rows_of, started
from zhubo_web.audience.lines import Deed, Line
from zhubo_web.audience.models import Placing, Told, own_accounts_of, take
from zhubo_web.audience.pacing import frames
from zhubo_web.core import clock
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, writing

#: Between two transactions, also of a player that is behind: on SQLite others want to write too.
PAUSE_SECONDS = 0.02


def play_file(broadcast_id: int, path: Path, speed: float) -> int:
    """Play a log, or all logs of a recording's folder together in time order."""
    began = recording_start(path) or clock.now()
    with ExitStack() as opened:
        sources = [opened.enter_context(file.open("rb")) for file in logs_in(path)]
        rows = merge(*(rows_of(one, began, []) for one in sources), key=lambda row: row.at)
        return play(broadcast_id, rows, speed)


def play(broadcast_id: int, rows: Iterable[Line | Deed], speed: float) -> int:
    """Store rows when they are due, until the broadcast ends; return how many were new."""
    room_id = started(broadcast_id).room_id
    hiding = Hiding(viewer_key(), str(room_id), own_accounts_of(room_id))
    began, fresh = clock.monotonic(), 0
    for due_ms, batch in frames(rows, speed=speed):
        db.session.rollback()
        sleep(max(PAUSE_SECONDS, due_ms / 1000 - (clock.monotonic() - began)))
        told = hiding.all_told(batch, lambda _at: 0)
        taken = _take_now(broadcast_id, room_id, told)
        if taken is None:
            break
        fresh += taken
    return fresh


def _take_now(broadcast_id: int, room_id: int, told: list[Told]) -> int | None:
    """Store what happens now; how many were new, None once it is not what is on in its room."""
    while True:
        now = clock.now()
        placing = Placing.of(room_id, now)
        if placing.on is None or placing.on.id != broadcast_id:
            return None
        with writing():
            if placing.stands:
                now_ms = placing.on.stream_ms(now)
                return len(take(broadcast_id, [one.moved(now_ms) for one in told]))
        KEPT.forget()
