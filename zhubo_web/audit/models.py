"""The event table, its seals, and ``record``: the one door through which things are written down.

An event is one row in the transaction of the change it tells of. Its name is ``<noun>.<participle>``
and it holds values, never sentences. Triggers refuse to change or delete it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from blinker import Namespace
from sqlalchemy import Connection, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.sealing import digest
from zhubo_web.core import clock
from zhubo_web.core.inserting import draw_keys, insert_rows
from zhubo_web.core.models import Base
from zhubo_web.core.security import request_id
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db

_signals = Namespace()
#: Sent inside the transaction, with the event as sender: inboxes listen.
recorded = _signals.signal("recorded")
#: Sent after the commit, with the ``Heard`` of ``record_rows`` as sender, by who need not read them back.
committed = _signals.signal("committed")
#: Marks a session whose transaction wrote an event, for the follower to be woken by its commit.
RECORDED = "zhubo_recorded"
TOLD = (
    "at",
    "name",
    "actor_kind",
    "actor_id",
    "actor_role",
    "subject_type",
    "subject_id",
    "subject_version",
    "from_state",
    "to_state",
    "broadcast_id",
    "data",
    "request_id",
)


class AuditEvent(Base):
    """One thing that happened. ``at`` is UTC; ``data`` holds values that need no translation."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    name: Mapped[str] = mapped_column(String(80))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None]
    actor_role: Mapped[str | None] = mapped_column(String(30))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    subject_version: Mapped[int | None]
    from_state: Mapped[str | None] = mapped_column(String(30))
    to_state: Mapped[str | None] = mapped_column(String(30))
    broadcast_id: Mapped[int | None] = mapped_column(index=True)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str | None] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))

    def told(self) -> dict[str, Any]:
        """What the digest covers."""
        return _told({name: getattr(self, name) for name in TOLD})


_EVENTS = cast(Table, AuditEvent.__table__)


class Heard(NamedTuple):
    """What the listeners of a web process learn of an event."""

    id: int
    name: str
    subject_id: int
    broadcast_id: int | None
    data: dict[str, Any]


class Seal(Base):
    """A Merkle root over events, chained to the seal before it."""

    __tablename__ = "seal"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class SealedEvent(Base):
    """Which seal holds an event, and where in its tree."""

    __tablename__ = "sealed_event"
    __table_args__ = (Index("ix_sealed_event_seal", "seal_n", "position", unique=True),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("audit_event.id"), primary_key=True, autoincrement=False
    )
    seal_n: Mapped[int] = mapped_column(ForeignKey("seal.n"))
    position: Mapped[int]


def _actor_kind(by: Any) -> str:
    if by is SYSTEM or by is None:
        return "system"
    return "screen" if getattr(by, "is_screen", False) else "person"


def record(
    name: str,
    subject: Any,
    by: Any,
    *,
    role: str | None = None,
    states: tuple[str | None, str | None] = (None, None),
    broadcast_id: int | None = None,
    **data: Any,
) -> AuditEvent:
    """Write down that something happened to the subject, in the caller's transaction.

    ``data`` must be JSON: numbers, text, lists. Personal text stays in its own table, so that a
    lawful deletion does not break the chain.
    """
    if subject.id is None:
        db.session.flush()
    event = _event(name, subject, by)
    event.actor_role, event.broadcast_id, event.data = role, broadcast_id, data
    event.from_state, event.to_state = states
    event.digest = digest(event.told())
    db.session.add(event)
    db.session.info[RECORDED] = True
    recorded.send(event, subject=subject, by=by)
    return event


def _event(name: str, subject: Any, by: Any) -> AuditEvent:
    return AuditEvent(
        at=clock.now(),
        name=name,
        actor_kind=_actor_kind(by),
        actor_id=getattr(by, "id", None),
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        subject_version=getattr(subject, "version", None),
        request_id=request_id(),
    )


def record_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[Heard]:
    """Write down many events at once, by the session's connection; each names every column but id.

    For what is made by the thousand. ``recorded`` is not sent, so nothing here may open or settle
    a duty. Who commits sends what is returned as ``committed``, so that the follower need not read it.
    """
    for row, key in zip(rows, draw_keys(connection, _EVENTS, len(rows)), strict=True):
        row["id"], row["digest"] = key, digest(_told(row))
    insert_rows(connection, _EVENTS, rows)
    return [Heard._make(map(row.__getitem__, Heard._fields)) for row in rows]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": row["at"].isoformat(timespec="microseconds"),
        "name": row["name"],
        "actor": [row["actor_kind"], row["actor_id"], row["actor_role"]],
        "subject": [row["subject_type"], row["subject_id"], row["subject_version"]],
        "states": [row["from_state"], row["to_state"]],
        "broadcast": row["broadcast_id"],
        "data": row["data"],
        "request": row["request_id"],
    }
