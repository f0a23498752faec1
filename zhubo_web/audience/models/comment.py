"""Viewers' comments: pseudonyms and masked text only.

``source_key`` is an HMAC of what the recording says, so that a file read twice counts once. Texts are
kept until the month's objection window has closed (``KEPT``), then only the counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audience.models.minutes import MINUTE_MS, count_minutes, per_minute
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.models import Base
from zhubo_web.extensions import db

KEPT = timedelta(days=75)
SAMPLES = 5


@dataclass(frozen=True)
class Heard:
    """One comment ready to be stored: stream time, pseudonym, masked text, its key."""

    key: str
    at_ms: int
    viewer: str
    text: str


class Comment(Base):
    """What one viewer wrote, masked."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "source_key"),
        Index("ix_comment_broadcast_at", "broadcast_id", "at_ms"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    source_key: Mapped[str] = mapped_column(String(32))
    at_ms: Mapped[int]
    viewer: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))


def take_comments(broadcast: Broadcast, heard: Sequence[Heard]) -> int:
    """Store what was not stored before; return how many that were. One short transaction's work."""
    keys = [one.key for one in heard]
    known = set(
        db.session.scalars(
            select(Comment.source_key).where(
                Comment.broadcast_id == broadcast.id, Comment.source_key.in_(keys)
            )
        )
    )
    fresh = {one.key: one for one in heard if one.key not in known}
    if not fresh:
        return 0
    db.session.add_all(
        Comment(
            broadcast_id=broadcast.id,
            source_key=one.key,
            at_ms=one.at_ms,
            viewer=one.viewer,
            text=one.text[:300],
        )
        for one in fresh.values()
    )
    count_minutes(broadcast.id, Counter(one.at_ms // MINUTE_MS for one in fresh.values()))
    return len(fresh)


def figures(broadcast: Broadcast) -> dict[str, Any] | None:
    """What live screens show: the last minute's count, the total, some samples. None: no feed."""
    minutes = per_minute(broadcast)
    if not minutes:
        return None
    newest = db.session.scalars(
        select(Comment)
        .where(Comment.broadcast_id == broadcast.id)
        .order_by(Comment.id.desc())
        .limit(SAMPLES)
    )
    samples = [{"viewer": one.viewer, "text": one.text} for one in newest]
    return {
        "minute": minutes[-1][0],
        "per_minute": last_minute(broadcast),
        "total": sum(count for _, count in minutes),
        "samples": samples[::-1],
    }


def samples_of(broadcast: Broadcast, most: int) -> list[Comment]:
    """Some comments spread over the whole broadcast, in order."""
    query = select(Comment.id).where(Comment.broadcast_id == broadcast.id).order_by(Comment.at_ms)
    ids = list(db.session.scalars(query))
    picked = ids[:: max(1, -(-len(ids) // most))]
    rows = select(Comment).where(Comment.id.in_(picked)).order_by(Comment.at_ms, Comment.id)
    return list(db.session.scalars(rows))


def last_minute(broadcast: Broadcast) -> int:
    """Comments of the last sixty seconds of stream time."""
    since = broadcast.stream_ms() - MINUTE_MS
    query = select(func.count()).where(Comment.broadcast_id == broadcast.id, Comment.at_ms > since)
    return db.session.scalar(query) or 0


def forget_texts() -> int:
    """Remove comments older than they may be kept; counts stay. Return how many broadcasts."""
    old = select(Broadcast).where(
        Broadcast.ended_at < clock.now() - KEPT,
        Broadcast.id.in_(select(Comment.broadcast_id)),
    )
    broadcasts = list(db.session.scalars(old.limit(5)))
    for broadcast in broadcasts:
        db.session.execute(delete(Comment).where(Comment.broadcast_id == broadcast.id))
        record("comments.forgotten", broadcast, None, broadcast_id=broadcast.id)
    return len(broadcasts)
