"""Rooms (a Douyin account that broadcasts) and groups of rooms (an agency's, a brand's)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Grant, Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db

MOST_SETBACK_MS = 30_000


class RoomGroup(Identified, Base):
    """Rooms that are run together; role grants may cover a whole group."""

    __tablename__ = "room_group"
    name: Mapped[str] = mapped_column(String(40), unique=True)

    @classmethod
    def every(cls) -> list[RoomGroup]:
        """All groups by name."""
        return list(db.session.scalars(select(cls).order_by(cls.name)))

    @classmethod
    def add(cls, name: str, by: Any) -> RoomGroup:
        """Set up a group."""
        if by is not None and (reason := permissions.keeps_rooms(by)):
            raise Denied(reason)
        if db.session.scalar(select(cls.id).where(cls.name == name.strip())):
            raise Invalid(N_("已经有叫“%(name)s”的分组，换一个名字"), "name", name=name.strip())
        group = cls(name=name.strip())
        db.session.add(group)
        record("room_group.added", group, by)
        return group


class Room(Versioned, Identified, Base):
    """A live room. ``setback_ms``: how much later the observer sees what is said."""

    __tablename__ = "room"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    account: Mapped[str] = mapped_column(String(40), default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("room_group.id"))
    setback_ms: Mapped[int] = mapped_column(default=8000)
    active: Mapped[bool] = mapped_column(default=True)
    group: Mapped[RoomGroup | None] = relationship(RoomGroup)

    @classmethod
    def visible_to(cls, person: Any, *, retired: bool = False) -> Any:
        """The rooms in use that a grant of the person covers; a screen's own room."""
        query = select(cls).order_by(cls.name)
        query = query if retired else query.where(cls.active)
        if getattr(person, "is_screen", False):
            return query.where(cls.id == person.room_id)
        seen = permissions.SEES_ALL + permissions.WORKS
        return query.where(cls.id.in_(covered_by(person, seen)))

    @classmethod
    def led_by(cls, person: Any) -> list[Room]:
        """The rooms in use whose broadcasts the person plans."""
        covered = cls.id.in_(covered_by(person, permissions.LEADS))
        return list(db.session.scalars(select(cls).where(cls.active, covered).order_by(cls.name)))

    @classmethod
    def add(cls, name: str, by: Any, **values: Any) -> Room:
        """Set up a room."""
        if by is not None and (reason := permissions.keeps_rooms(by)):
            raise Denied(reason)
        room = cls()
        room._set(name=name, **values)
        db.session.add(room)
        record("room.added", room, by)
        return room

    def change(self, by: Any, **values: Any) -> None:
        """Change its settings."""
        if reason := permissions.keeps_rooms(by, self):
            raise Denied(reason)
        self._set(**values)
        record("room.changed", self, by, fields=sorted(values))

    def retire(self, by: Any, *, active: bool = False) -> None:
        """Take it out of the lists, or back in; its broadcasts stay."""
        if reason := permissions.keeps_rooms(by, self):
            raise Denied(reason)
        if self.active is active:
            return
        self.active = active
        record("room.restored" if active else "room.retired", self, by)

    def _set(self, **values: Any) -> None:
        name = values.pop("name", self.name or "").strip()
        with db.session.no_autoflush:
            taken = select(Room.id).where(Room.name == name, Room.id != (self.id or 0))
            if not name or db.session.scalar(taken):
                raise Invalid(N_("直播间的名字不能空，也不能和别的直播间一样"), "name")
        if not 0 <= values.get("setback_ms", 0) <= MOST_SETBACK_MS:
            raise Invalid(N_("画面延迟在 0 到 30 秒之间"), "setback_seconds")
        for field, value in {"name": name, **values}.items():
            setattr(self, field, value)

    def people_holding(self, *roles: str) -> list[Person]:
        """The active people who hold one of these roles here, by name."""
        query = (
            select(Person)
            .join(Grant, Grant.person_id == Person.id)
            .where(Grant.role.in_(roles), Grant.ended_at.is_(None))
            .where(Person.status.in_(("active", "invited")))
            .order_by(Person.name)
        )
        people = dict.fromkeys(db.session.scalars(query))
        return [person for person in people if person.holds(*roles, room=self)]


def _holding(person: Any, wanted: Collection[str]) -> list[Any]:
    return [one for one in person.grants if one.role in wanted and one.in_force]


def for_whole_shop(person: Any, wanted: Collection[str]) -> bool:
    """Whether the person holds one of these roles in every room."""
    return any(one.room_id is None and one.group_id is None for one in _holding(person, wanted))


def covered_by(person: Any, wanted: Collection[str]) -> Any:
    """The ids of the rooms, in use or not, where the person holds one of these roles."""
    ids = select(Room.id)
    grants = _holding(person, wanted)
    if any(one.room_id is None and one.group_id is None for one in grants):
        return ids
    rooms = [one.room_id for one in grants if one.room_id is not None]
    groups = [one.group_id for one in grants if one.group_id is not None]
    return ids.where(or_(Room.id.in_(rooms), Room.group_id.in_(groups)))
