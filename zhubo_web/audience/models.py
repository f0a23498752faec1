"""Viewers' comments: pseudonyms and masked text only, counted by the minute.

``source_key`` is an HMAC of what the recording says, so that a file read twice counts once. Texts are
kept until the month's objection window has closed (``KEPT``), then only the counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.extensions import db

KEPT = timedelta(days=75)
SAMPLES = 5
MINUTE_MS = 60_000


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


class MinuteCount(Base):
    """How many comments a minute of stream time had; kept when the texts are gone."""

    __tablename__ = "minute_count"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    comments: Mapped[int] = mapped_column(default=0)


class CommentImport(Identified, Base):
    """One reading of a recorded log: how far it is and what was wrong, for the page to show."""

    __tablename__ = "comment_import"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    lines: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    fresh: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    refused: Mapped[dict[str, Any] | None]
    finished_at: Mapped[datetime | None]
    broadcast: Mapped[Broadcast] = relationship(Broadcast)

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def known(self) -> int:
        """Comments that were there already: read from this or another file before."""
        return self.lines - self.fresh

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """The readings of broadcasts whose room the person leads, the newest first."""
        rooms = covered_by(person, permissions.LEADS)
        led = select(Broadcast.id).where(Broadcast.room_id.in_(rooms))
        return select(cls).where(cls.broadcast_id.in_(led)).order_by(cls.id.desc())

    @classmethod
    def begin(
        cls, broadcast: Broadcast, by: Any, *, file_name: str, recorded_at: datetime | None
    ) -> CommentImport:
        """Somebody uploaded a log of this broadcast; a worker reads it next."""
        if reason := permissions.leads(by, broadcast):
            raise Denied(reason)
        if broadcast.started_at is None:
            raise WrongState(N_("还没开播，开播以后再导入评论"))
        begun = cls(broadcast=broadcast, broadcast_id=broadcast.id, by_id=by.id)
        begun.file_name, begun.recorded_at = file_name[-120:], recorded_at
        db.session.add(begun)
        record("comments.import_begun", begun, by, broadcast_id=broadcast.id)
        return begun

    def tell(self, **values: Any) -> None:
        """How far it is."""
        for name, value in values.items():
            setattr(self, name, value)


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
    _count(broadcast.id, Counter(one.at_ms // MINUTE_MS for one in fresh.values()))
    return len(fresh)


def _count(broadcast_id: int, minutes: Counter[int]) -> None:
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
