"""Whose curves are read, and of which broadcasts: what the reader may not see is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.dashboards import permissions
from zhubo_web.dashboards.lines import FIGURES, ME, PERSON, ROOM, TEAM
from zhubo_web.extensions import db

ASSISTS, ON_AIR = ("assistant",), ("assistant", "host")


def assisted_by(person_id: int, parts: Sequence[str] = ASSISTS) -> Select[tuple[int]]:
    """The ids of the broadcasts on whose roster somebody stands."""
    return select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == person_id, RosterEntry.part.in_(parts)
    )


def overseen_by(reader: Any, *conditions: Any) -> Select[tuple[int]]:
    """The ids of the broadcasts of the reader's rooms but those they assisted in themselves."""
    return select(Broadcast.id).where(
        Broadcast.room_id.in_(covered_by(reader, permissions.OVERSEES)),
        Broadcast.id.not_in(assisted_by(reader.id)),
        *conditions,
    )


def rooms_of(reader: Any) -> list[Room]:
    """The rooms whose curves the reader may look at."""
    query = select(Room).where(Room.id.in_(covered_by(reader, permissions.OVERSEES)))
    return list(db.session.scalars(query.order_by(Room.name)))


@dataclass(frozen=True)
class Whose:
    """Oneself, somebody, a room, or everybody in the rooms one oversees; as ``reader`` may see them."""

    reader: Any
    kind: str
    id: int = 0
    name: str = ""

    @property
    def key(self) -> str:
        """As addresses name it: me, team, room-3, person-5."""
        return self.kind if self.kind in (ME, TEAM) else f"{self.kind}-{self.id}"

    @property
    def person_id(self) -> int | None:
        """The one person it is about, if it is one."""
        return {ME: self.reader.id, PERSON: self.id}.get(self.kind)

    @classmethod
    def found(cls, reader: Any, text: str) -> Whose | None:
        """Who is asked for, oneself or the team where nobody is; None of whom the reader may not see."""
        kind, _dash, number = text.partition("-")
        if kind not in (ROOM, PERSON):
            team = permissions.oversees_some(reader) is None
            alone = not team or (kind != TEAM and (kind == ME or _assists(reader)))
            return cls(reader, ME) if alone else cls(reader, TEAM)
        if permissions.oversees_some(reader) or not number.isdecimal() or len(number) > 9:
            return None
        named = _room if kind == ROOM else _person
        name = named(reader, int(number))
        return None if name is None else cls(reader, kind, int(number), name)

    def ids(self, since: datetime, until: datetime, sort: str) -> Select[tuple[int]]:
        """The ids of the broadcasts of a time that count for this sort of line."""
        query = select(Broadcast.id).where(
            Broadcast.started_at >= since,
            Broadcast.started_at < until,
            Broadcast.ended_at.is_not(None),
        )
        if self.kind == ME:
            return query.where(
                Broadcast.id.in_(
                    assisted_by(self.reader.id, ON_AIR if sort == FIGURES else ASSISTS)
                )
            )
        if sort == FIGURES:
            read = covered_by(self.reader, permissions.READS_FIGURES)
            query = query.where(Broadcast.room_id.in_(read))
        else:
            query = query.where(Broadcast.id.in_(overseen_by(self.reader)))
        if self.kind == PERSON:
            return query.where(Broadcast.id.in_(assisted_by(self.id)))
        return query.where(Broadcast.room_id == self.id) if self.kind == ROOM else query

    def broadcasts(self, since: datetime, until: datetime, sort: str) -> Sequence[Any]:
        """(id, room_id, started_at, title) of them, the oldest first; one statement."""
        columns = (Broadcast.id, Broadcast.room_id, Broadcast.started_at, Broadcast.title)
        query = select(*columns).where(Broadcast.id.in_(self.ids(since, until, sort)))
        return db.session.execute(query.order_by(Broadcast.started_at, Broadcast.id)).all()

    def people(self, since: datetime, until: datetime, sort: str) -> set[int]:
        """Who assisted in them; the one person, if it is one."""
        if self.person_id is not None:
            return {self.person_id}
        query = select(RosterEntry.person_id).where(
            RosterEntry.part == "assistant",
            RosterEntry.broadcast_id.in_(self.ids(since, until, sort)),
        )
        return set(db.session.scalars(query.distinct()))


def _assists(reader: Any) -> bool:
    """Whether somebody who also oversees looks at themselves first."""
    return bool(reader.holds(roles.ASSISTANT))


def _room(reader: Any, number: int) -> str | None:
    covered = covered_by(reader, permissions.OVERSEES)
    return db.session.scalar(select(Room.name).where(Room.id == number, Room.id.in_(covered)))


def _person(reader: Any, number: int) -> str | None:
    """Somebody who assisted in a broadcast that the reader oversees."""
    if number == reader.id:
        return None
    seen = select(RosterEntry.id).where(
        RosterEntry.person_id == number,
        RosterEntry.part == "assistant",
        RosterEntry.broadcast_id.in_(overseen_by(reader)),
    )
    query = select(Person.name).where(Person.id == number, seen.exists())
    return db.session.scalar(query)
