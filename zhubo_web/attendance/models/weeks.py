"""A week as its people see it: one's own shifts, and the gaps and strains of a room's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.hours import strains
from zhubo_web.attendance.models.check_in import CheckIn
from zhubo_web.attendance.models.leave import Leave
from zhubo_web.attendance.models.shifts import AROUND, PARTS, shift_of, shifts_of
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.weeks import bounds
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion

NOBODY = {"host": N_("还没有主播"), "assistant": N_("还没有助播")}
#: How many broadcasts of a week one page shows.
MOST = 60


@dataclass(frozen=True)
class OwnShift:
    """One of a person's shifts: when to come in, with whom, and what they asked or did about it."""

    broadcast: Broadcast
    part: str
    arrive: datetime
    leave: Leave | None
    check_in: CheckIn | None

    @property
    def day(self) -> date:
        """The day in Shanghai it begins on."""
        return clock.local(self.broadcast.planned_start).date()

    def beside(self, person: Any) -> list[Person]:
        """The others who are on it."""
        return [one for one in self.broadcast.on_air() if one.id != person.id]


def own_week(person: Any, monday: date) -> list[OwnShift]:
    """A person's shifts of a week in order, those they are on leave from among them."""
    start, end = bounds(monday)
    mine = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == person.id, RosterEntry.part.in_(PARTS)
    )
    leaves = _leaves(person, start, end)
    query = Broadcast.listed(person, Broadcast.interruptions).where(
        Broadcast.id.in_(mine), Broadcast.planned_start >= start, Broadcast.planned_start < end
    )
    there = {one.id: one for one in db.session.scalars(query)}
    given = {one.broadcast_id: one.broadcast for one in leaves if one.state == "approved"}
    ins = select(CheckIn).where(CheckIn.person_id == person.id, CheckIn.broadcast_id.in_(there))
    came = {one.broadcast_id: one for one in db.session.scalars(ins)}
    asked = {one.broadcast_id: one for one in reversed(leaves)}
    numbers = PolicyVersion.in_force().numbers
    found = [
        OwnShift(
            one,
            _part(one, person) if number in there else asked[number].part,
            one.arrive_at(numbers),
            asked.get(number),
            came.get(number),
        )
        for number, one in {**given, **there}.items()
    ]
    return sorted(found, key=lambda one: one.broadcast.planned_start)


def _part(broadcast: Broadcast, person: Any) -> str:
    return next(part for part in PARTS if broadcast.has_on_roster(person, part))


def _leaves(person: Any, start: datetime, end: datetime) -> list[Leave]:
    """One's requests of the week that still mean something, the newest first."""
    query = Leave.listed(person).join(Broadcast, Leave.broadcast_id == Broadcast.id)
    query = query.where(
        Leave.person_id == person.id,
        Leave.state.in_(("requested", "approved")),
        Broadcast.planned_start >= start,
        Broadcast.planned_start < end,
    )
    return list(db.session.scalars(query))


@dataclass
class Planned:
    """One broadcast of a room's week with what is missing in it and what strains whom."""

    broadcast: Broadcast
    gaps: list[str] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)
    away: list[Leave] = field(default_factory=list)
    strained: list[tuple[Person, list[Reason]]] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing is to be done about it."""
        return not (
            self.gaps
            or self.absent
            or self.strained
            or any(one.state == "requested" for one in self.away)
        )


def room_week(person: Any, monday: date, room_ids: Any) -> list[Planned]:
    """The broadcasts of a week in these rooms, at most sixty."""
    start, end = bounds(monday)
    query = Broadcast.listed(person, Broadcast.interruptions).where(
        Broadcast.room_id.in_(room_ids),
        Broadcast.state != "cancelled",
        Broadcast.planned_start >= start,
        Broadcast.planned_start < end,
    )
    query = query.order_by(None).order_by(Broadcast.planned_start, Broadcast.id).limit(MOST)
    rows = [Planned(one) for one in db.session.scalars(query)]
    people = {one.id for row in rows for one in row.broadcast.on_air()}
    numbers = PolicyVersion.in_force().numbers
    beside = shifts_of(people, start - AROUND, end + AROUND)
    away = _away([row.broadcast.id for row in rows], person)
    for row in rows:
        shift = shift_of(row.broadcast, numbers)
        row.away = [one for one in away if one.broadcast_id == row.broadcast.id]
        row.absent = _absent(row.broadcast)
        row.gaps = [NOBODY[part] for part in PARTS if _lacks(row.broadcast, part)]
        found = ((one, strains(shift, beside[one.id], numbers)) for one in row.broadcast.on_air())
        row.strained = [(one, reasons) for one, reasons in found if reasons]
    return rows


def _lacks(broadcast: Broadcast, part: str) -> bool:
    return (broadcast.is_coming or broadcast.is_on) and not broadcast.people(part)


def _absent(broadcast: Broadcast) -> list[Person]:
    """Who stands on what is to come, and is stopped or has left."""
    if not (broadcast.is_coming or broadcast.is_on):
        return []
    return [one for one in broadcast.on_air() if one.status in ("suspended", "left")]


def _away(broadcasts: list[int], person: Any) -> list[Leave]:
    query = Leave.listed(person).where(
        Leave.broadcast_id.in_(broadcasts), Leave.state.in_(("requested", "approved"))
    )
    return list(db.session.scalars(query))
