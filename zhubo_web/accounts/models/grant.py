"""Roles given to people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import permissions
from zhubo_web.accounts.models import scope
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.models import Base, Identified, one_while
from zhubo_web.core.reasons import Denied

if TYPE_CHECKING:
    from zhubo_web.accounts.models.person import Person

_IN_FORCE = "ended_at IS NULL"
_SHOP = "room_id IS NULL AND group_id IS NULL"


class Grant(Identified, Base):
    """A role given to a person: for the whole shop, for a group of rooms, or for one room."""

    __tablename__ = "grant"
    __table_args__ = (
        CheckConstraint("room_id IS NULL OR group_id IS NULL", name="one_scope"),
        one_while("uq_grant_shop", f"{_IN_FORCE} AND {_SHOP}", "person_id", "role"),
        one_while("uq_grant_group", _IN_FORCE, "person_id", "role", "group_id"),
        one_while("uq_grant_room", _IN_FORCE, "person_id", "role", "room_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("room_group.id"))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(
        "Person", back_populates="grants", foreign_keys="Grant.person_id"
    )

    @property
    def in_force(self) -> bool:
        return self.ended_at is None

    @property
    def scope(self) -> scope.Scope:
        """Where it holds, with its name."""
        return scope.of_columns(self.room_id, self.group_id)

    def covers(self, room: Any) -> bool:
        """Whether the grant reaches this room (or scope)."""
        if self.room_id is not None:
            return bool(self.room_id == room.id)
        return self.group_id is None or bool(self.group_id == room.group_id)

    def end(self, by: Any) -> None:
        """Take the role back. The person's sockets ask again who they are."""
        if reason := permissions.gives_role(by, self.role, self.person_id, self.scope):
            raise Denied(reason)
        if self.ended_at is None:
            self.ended_at = clock.now()
            record("role.ended", self.person, by, role_ended=self.role)
