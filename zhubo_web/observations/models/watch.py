"""Who watched a broadcast and from when to when: 本场跟播, logged and visible to the assistant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified
from zhubo_web.extensions import db


class Watch(Identified, Base):
    """One stay of an observer at a console; open while ``left_at`` is empty."""

    __tablename__ = "watch"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(30))
    left_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(Person)

    @classmethod
    def open_in(cls, broadcast: Broadcast) -> list[Watch]:
        """Who is watching now."""
        query = select(cls).where(cls.broadcast_id == broadcast.id, cls.left_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def begin(cls, broadcast: Broadcast, person: Person) -> Watch | None:
        """Somebody sat down at the console; None if they already sit there."""
        if any(one.person_id == person.id for one in cls.open_in(broadcast)):
            return None
        role = role_of(person, broadcast)
        watch = cls(broadcast_id=broadcast.id, person_id=person.id, role=role)
        db.session.add(watch)
        record("watch.begun", watch, person, role=role, broadcast_id=broadcast.id)
        return watch

    def end(self, by: Any) -> None:
        """They left."""
        self.left_at = clock.now()
        record("watch.ended", self, by, broadcast_id=self.broadcast_id)


def role_of(person: Any, broadcast: Broadcast) -> str:
    """The role in which somebody watches this room: what a live screen calls them."""
    held = person.roles_in(broadcast.room)
    return next((role for role in (*roles.GROUP, *held) if role in held), roles.OPERATIONS)


def _everybody_leaves(event: AuditEvent, subject: Any, by: Any) -> None:
    """Whoever still sat there left with the broadcast's end."""
    if event.name == "broadcast.ended":
        for watch in Watch.open_in(subject):
            watch.left_at = clock.now()


recorded.connect(_everybody_leaves, weak=False)
