"""Who is on a broadcast: hosts, assistants in order, observers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models.planned import Planned
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Invalid, WrongState
from zhubo_web.extensions import db

#: Part on a broadcast → the roles of whom it may be given to.
PARTS = {
    "host": (roles.HOST, roles.SENIOR_HOST),
    "assistant": (roles.ASSISTANT,),
    "observer": permissions.SEES_ALL,
}
PART_NAMES = {"host": N_("主播"), "assistant": N_("助播"), "observer": N_("跟播人")}
NEWCOMER_BROADCASTS = 8
#: Whoever is taken off again so soon was never there.
SLIP = timedelta(minutes=5)


class RosterEntry(Identified, Base):
    """Who is on a broadcast as host, assistant or observer; ``position`` numbers assistants.

    Who comes while it is on has ``came_at``; who leaves then stays in the roster with ``left_at``: they
    worked it, and what is written about it is theirs to see.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "person_id", "part"),
        Index("ix_roster_entry_part", "person_id", "part", "broadcast_id"),
    )

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(default=1)
    came_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(Person, lazy="joined")


class Staffed(Planned):
    """A broadcast with its roster, and the moment from which leaving it means having worked it."""

    __abstract__ = True

    started_at: Mapped[datetime | None]

    @declared_attr
    def roster(cls) -> Mapped[list[RosterEntry]]:  # noqa: N805 - a declared attribute's class
        return relationship(
            RosterEntry,
            order_by=RosterEntry.position,
            lazy="selectin",
            cascade="all, delete-orphan",
        )

    def _there(self) -> list[RosterEntry]:
        """While it is on, who has not left; before and afterwards everybody."""
        return [one for one in self.roster if one.left_at is None or not self.is_on]

    def people(self, part: str) -> list[Person]:
        """The people of one part, in order; while it is on, those who are there now."""
        return [entry.person for entry in self._there() if entry.part == part]

    def turns_of(self, part: str) -> list[tuple[int, datetime | None, datetime | None]]:
        """(person's id, came, left) of everybody of a part in order; None for from the start, to the end."""
        of_part = (one for one in self.roster if one.part == part)
        return [(one.person_id, one.came_at, one.left_at) for one in of_part]

    def has_on_roster(self, person: Any, *parts: str) -> bool:
        """Whether the person is on this broadcast, in one of the parts (host or assistant)."""
        if getattr(person, "is_screen", False):
            return False
        wanted = parts or ("host", "assistant")
        return any(one.person_id == person.id and one.part in wanted for one in self._there())

    def candidates(self, part: str) -> list[Person]:
        """Who may be given a part: the active people whose role covers the room, by name."""
        return self.room.people_holding(*PARTS[part])

    def put_on(self, person: Person, part: str, by: Any) -> RosterEntry:
        """Put somebody on the roster; assistants are numbered in the order they are added."""
        self._lead(by)
        if self.has_on_roster(person, part):
            raise Invalid(N_("%(name)s 已经在本场人员里了"), part, name=person.name)
        position = len(self.people(part)) + 1
        entry = self._left(person, part)
        if entry is None:
            entry = RosterEntry(person_id=person.id, person=person, part=part)
            entry.came_at = clock.now() if self.is_on else None
            self.roster.append(entry)
        entry.position, entry.left_at = position, None
        self._record_person(entry, by, on=True)
        return entry

    def _left(self, person: Person, part: str) -> RosterEntry | None:
        """The entry of somebody who left and comes back."""
        wanted = (person.id, part)
        return next((one for one in self.roster if (one.person_id, one.part) == wanted), None)

    def _record_person(self, entry: RosterEntry, by: Any, *, on: bool) -> None:
        where = self.where()
        record("roster.changed", self, by, part=entry.part, person=entry.person_id, on=on, **where)

    def set_roster(self, part: str, people: list[Person], by: Any) -> None:
        """Make these, in this order, the people of a part."""
        self.restaff({part: people}, by)

    def restaff(self, parts: dict[str, list[Person]], by: Any) -> None:
        """Make these, in this order, the people of each part that is named."""
        self._lead(by)
        if not (self.is_coming or self.is_on):
            raise WrongState(N_("已经下播，本场人员不能再改"))
        self._check_people(parts)
        for part, people in parts.items():
            self._replace_part(part, people, by)
        db.session.flush()
        db.session.expire(self, ["roster"])

    def _replace_part(self, part: str, people: list[Person], by: Any) -> None:
        wanted = {person.id: place for place, person in enumerate(people, 1)}
        for entry in [one for one in self._there() if one.part == part]:
            if entry.person_id in wanted:
                entry.position = wanted[entry.person_id]
                continue
            if self._has_worked(entry):
                entry.left_at = clock.now()
            else:
                self.roster.remove(entry)
            self._record_person(entry, by, on=False)
        for person in dict.fromkeys(people):
            if not self.has_on_roster(person, part):
                self.put_on(person, part, by).position = wanted[person.id]

    def _has_worked(self, entry: RosterEntry) -> bool:
        """Whether somebody who leaves was there long enough for it to be no slip of the roster."""
        if not self.is_on or self.started_at is None:
            return False
        since = self.started_at if entry.came_at is None else max(entry.came_at, self.started_at)
        return clock.now() - since >= SLIP

    def take_over(self, part: str, leaves: Person, comes: Person, by: Any) -> None:
        """换人 while it is on: one takes the other's place, from now on."""
        if not self.is_on:
            raise WrongState(N_("开播以后才用换人，开播前请改本场人员"))
        there = self.people(part)
        if leaves not in there or comes in there:
            raise WrongState(N_("本场人员已经变了，请看最新的再换"))
        self.restaff({part: [comes if one == leaves else one for one in there]}, by)

    def _check_people(self, parts: dict[str, list[Person]]) -> None:
        """Refuse who may not have the part, and one who would be host and assistant at once."""
        for part, people in parts.items():
            for person in people:
                if not person.holds(*PARTS[part], room=self.room):
                    raise Invalid(N_("%(name)s 在这个直播间没有对应的角色"), part, name=person.name)
        hosts = parts.get("host", self.people("host"))
        for person in parts.get("assistant", self.people("assistant")):
            if person in hosts:
                reason = N_("%(name)s 不能又做主播又做助播，请在一边去掉")
                raise Invalid(reason, "assistant", name=person.name)

    def newcomer(self) -> bool:
        """Whether an assistant here is in the first eight broadcasts (新人保护期)."""
        kind, here = type(self), [person.id for person in self.people("assistant")]
        if not here:
            return False
        past = (
            select(RosterEntry.person_id, func.count())
            .join(kind, kind.id == RosterEntry.broadcast_id)
            .where(RosterEntry.person_id.in_(here), RosterEntry.part == "assistant")
            .where(kind.ended_at.is_not(None), kind.id != self.id)  # type: ignore[attr-defined]
            .group_by(RosterEntry.person_id)
        )
        done = {row[0]: row[1] for row in db.session.execute(past)}
        return any(done.get(one, 0) < NEWCOMER_BROADCASTS for one in here)
