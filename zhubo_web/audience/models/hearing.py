"""Taking what a room's viewers wrote and did, once: the one door of logs and feeds to the tables.

Bulk statements that leave out what is there already and tell what was not, so that counts are exact
however many write at once. SQLite has one writer. On PostgreSQL a lock of the broadcast is held to
the commit: two that bring the same events in another order would wait for each other for ever, and
the comments of a broadcast become visible in the order of their ids, which live screens rely on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import Table, func, select

from zhubo_web.audience.models.bulk import adding, store_comments, store_marks
from zhubo_web.audience.models.minutes import ADDED, LEVELS, MINUTE_MS, MinuteCount
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db

LONGEST = 300
LOCK = 0x6865
_ADDING = adding(
    cast(Table, MinuteCount.__table__),
    dict.fromkeys(ADDED, "{there} + {new}") | dict.fromkeys(LEVELS, "coalesce({new}, {there})"),
)


@dataclass(frozen=True)
class Heard:
    """One comment ready to be stored: stream time, pseudonym, masked text, its key."""

    key: str
    at_ms: int
    viewer: str
    text: str
    own: bool = False

    @property
    def row(self) -> tuple[str, int, str, str, int]:
        """As it is stored."""
        return self.key, self.at_ms, self.viewer, self.text[:LONGEST], int(self.own)

    def moved(self, at_ms: int) -> Heard:
        """The same at another stream time."""
        return replace(self, at_ms=at_ms)


@dataclass(frozen=True)
class Done:
    """Something else ready to be counted: pairs of a column of the minute's counts and a number."""

    key: str
    at_ms: int
    counts: tuple[tuple[str, int], ...]

    def moved(self, at_ms: int) -> Done:
        """The same at another stream time."""
        return replace(self, at_ms=at_ms)


Told = Heard | Done


def take_comments(broadcast: Broadcast, heard: Sequence[Heard]) -> int:
    """Store what was not stored before; return how many that were."""
    return len(take(broadcast.id, heard))


def take(broadcast_id: int, told: Sequence[Told]) -> set[str]:
    """Store and count what was not there; return its keys. One short transaction's work."""
    if not told:
        return set()
    _one_at_a_time(broadcast_id)
    connection = db.session.connection()
    comments = [one.row for one in told if isinstance(one, Heard)]
    fresh = store_comments(connection, broadcast_id, comments)
    marks = [one.key for one in told if isinstance(one, Done)]
    fresh |= store_marks(connection, broadcast_id, marks)
    _count(broadcast_id, _first(told, fresh))
    return fresh


def _one_at_a_time(broadcast_id: int) -> None:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK, broadcast_id)))


def _first(told: Iterable[Told], fresh: set[str]) -> Iterable[Told]:
    """Those that are new, each once although a batch may name one twice."""
    seen: set[str] = set()
    for one in told:
        if one.key in fresh and one.key not in seen:
            seen.add(one.key)
            yield one


def _count(broadcast_id: int, told: Iterable[Told]) -> None:
    """Add to the minutes' counts; of the room's figures the last one heard stands."""
    added: defaultdict[int, Counter[str]] = defaultdict(Counter)
    levels: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for one in sorted(told, key=lambda one: one.at_ms):
        minute = one.at_ms // MINUTE_MS
        for name, number in (("comments", 1),) if isinstance(one, Heard) else one.counts:
            if name in LEVELS:
                levels[minute][name] = number
            else:
                added[minute][name] += number
    minutes = sorted(added.keys() | levels.keys())
    nothing = dict.fromkeys(ADDED, 0) | dict.fromkeys(LEVELS)
    rows = [
        {**nothing, "broadcast_id": broadcast_id, "minute": minute}
        | added.get(minute, {})
        | levels.get(minute, {})
        for minute in minutes
    ]
    if rows:
        db.session.connection().execute(_ADDING, rows)
