"""What a room did, counted by the minute of stream time; kept when the texts are gone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, bindparam, cast, func, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import Base
from zhubo_web.extensions import db

MINUTE_MS = 60_000
#: Columns that are added up, and those of which the last one heard stands.
ADDED = ("comments", "likes", "gifts", "follows", "clubs", "shares", "entries")
LEVELS = ("viewers", "visits")
_PLACE = 2**31


class MinuteCount(Base):
    """What a minute of stream time had; kept when the texts are gone.

    ``viewers`` and ``visits`` (how often somebody came in so far) are the last room figures heard in
    that minute; None where none was heard, never 0.
    """

    __tablename__ = "minute_count"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    comments: Mapped[int] = mapped_column(default=0)
    likes: Mapped[int] = mapped_column(default=0)
    gifts: Mapped[int] = mapped_column(default=0)
    follows: Mapped[int] = mapped_column(default=0)
    clubs: Mapped[int] = mapped_column(default=0)
    shares: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    viewers: Mapped[int | None]
    visits: Mapped[int | None]


def minutes_of(broadcast: Broadcast) -> list[MinuteCount]:
    """All that was counted, in order."""
    query = select(MinuteCount).where(MinuteCount.broadcast_id == broadcast.id)
    return list(db.session.scalars(query.order_by(MinuteCount.minute)))


def _summing() -> Any:
    table = MinuteCount.__table__.c
    columns = [func.sum(table[name]).label(name) for name in ADDED]
    # The greatest of (minute, figure) as one number: minutes without a figure do not take part.
    place = cast(table.minute, BigInteger) * _PLACE
    columns += [func.max(place + table[name]).label(name) for name in LEVELS]
    these = table.broadcast_id.in_(bindparam("these", expanding=True))
    return select(table.broadcast_id, *columns).where(these).group_by(table.broadcast_id)


_SUMS = _summing()


def sums(broadcast_ids: list[int]) -> dict[int, dict[str, int | None]]:
    """What each of these broadcasts had in all, and its newest room figures; one statement."""
    found: dict[int, dict[str, int | None]] = {}
    for row in db.session.connection().execute(_SUMS, {"these": broadcast_ids}).mappings():
        told: dict[str, int | None] = {name: int(row[name]) for name in ADDED}
        told |= {name: None if row[name] is None else row[name] % _PLACE for name in LEVELS}
        found[row["broadcast_id"]] = told
    return found
