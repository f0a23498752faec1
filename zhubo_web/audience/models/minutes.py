"""What a room did, counted by the minute of stream time; kept when the texts are gone."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import Base
from zhubo_web.extensions import db

MINUTE_MS = 60_000


class MinuteCount(Base):
    """How many comments a minute of stream time had; kept when the texts are gone."""

    __tablename__ = "minute_count"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    comments: Mapped[int] = mapped_column(default=0)


def count_minutes(broadcast_id: int, minutes: Counter[int]) -> None:
    """Add to the minutes' counts, in the caller's transaction."""
    for minute, count in sorted(minutes.items()):
        row = db.session.get(MinuteCount, (broadcast_id, minute))
        if row is None:
            row = MinuteCount(broadcast_id=broadcast_id, minute=minute, comments=0)
            db.session.add(row)
        row.comments += count


def per_minute(broadcast: Broadcast) -> list[tuple[int, int]]:
    """(minute of stream time, comments), in order."""
    query = select(MinuteCount.minute, MinuteCount.comments).where(
        MinuteCount.broadcast_id == broadcast.id
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(MinuteCount.minute))]
