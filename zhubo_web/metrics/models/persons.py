"""The figures of people over a stretch of time, each against what is usual in its room and slot.

Read room by room in two statements each, for as many people as are asked about. The stretch is usually
a month; what is usual comes from the eight weeks before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select

from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.metrics import baseline, deriving, pooling
from zhubo_web.metrics.baseline import Level, Observed
from zhubo_web.metrics.definitions import Definition, defined
from zhubo_web.metrics.models.recording import standing
from zhubo_web.metrics.pooling import Against, Held

#: Person → broadcast → the person's share of it (0 to 1).
Duty = Mapping[int, Mapping[int, Decimal]]
Values = Mapping[str, Decimal]
#: Broadcast → figures that stand there instead of what was recorded; None: missing.
Changes = Mapping[int, Mapping[str, Decimal | None]]
Slot = tuple[int, int]  #: room, middle of the slot in minutes of the day


@dataclass(frozen=True)
class PersonFigure:
    """One figure of one person: by which definition, and how it stands against what is usual."""

    definition: Definition
    against: Against


@dataclass
class _Room:
    """The broadcasts of a room that matter: when each began, who assisted, what was recorded; the slot
    (its middle) of each of the stretch, and for each before it the slots that it tells of."""

    id: int
    starts: dict[int, datetime] = field(default_factory=dict)
    people: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    values: Mapping[int, Values] = field(default_factory=dict)
    slot: dict[int, int] = field(default_factory=dict)
    before: dict[int, list[int]] = field(default_factory=dict)

    def place(self, since: datetime) -> None:
        """Find the slots."""
        minutes = {number: _minute(start) for number, start in self.starts.items()}
        stretch = [number for number, start in self.starts.items() if start >= since]
        middles = pooling.slots([minutes[number] for number in stretch])
        self.slot = dict(zip(stretch, middles, strict=True))
        self.before = {
            number: [one for one in set(middles) if baseline.same_slot(minute, one)]
            for number, minute in minutes.items()
            if number not in self.slot
        }


@dataclass
class _Metric:
    """What is collected of one figure, from all rooms."""

    definition: Definition
    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    own: dict[int, dict[Any, Level]] = field(default_factory=lambda: defaultdict(dict))
    room: dict[Any, Level] = field(default_factory=dict)
    #: What all broadcasts of the stretch came to, with who assisted.
    meanwhile: dict[Slot, list[tuple[set[int], Observed]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    counted: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def judged(self, person_id: int) -> Against:
        """How this person's figure stands."""
        held, definition = self.held[person_id], self.definition
        least = definition.least
        return pooling.judged(
            held,
            [self.own[person_id], self.room],
            definition.margin,
            definition.better,
            lambda: self._beside(person_id),
            least is None or self.counted[person_id] >= least[1],
        )

    def _beside(self, person_id: int) -> dict[Any, Level]:
        """The levels of colleagues' broadcasts of the same stretch, in the slots the person worked."""
        slots = {one.stratum for one in self.held[person_id]}
        return _levels(
            {
                slot: [seen for people, seen in of if person_id not in people]
                for slot, of in self.meanwhile.items()
                if slot in slots
            }
        )


def figures_of(
    duty: Duty,
    metrics: Iterable[str],
    since: datetime,
    until: datetime,
    at: datetime | None = None,
    changes: Changes | None = None,
) -> dict[int, dict[str, PersonFigure]]:
    """Person → metric → how it stands; metrics with nothing recorded are left out. ``at``: by what was
    recorded until then; ``changes``: as if this had been."""
    day = clock.local(until - timedelta(microseconds=1)).date()
    collected = {name: _Metric(defined(name, day)) for name in metrics}
    needed = _needed(one.definition for one in collected.values())
    held = _by_broadcast(duty)
    for room_id in _rooms(held):
        room = _read(room_id, since - timedelta(weeks=baseline.WEEKS), until, needed, at)
        room.values = _changed(room.values, changes or {})
        room.place(since)
        for one in collected.values():
            _collect(one, room, held)
    return {
        person_id: {
            name: PersonFigure(one.definition, one.judged(person_id))
            for name, one in collected.items()
            if one.held[person_id]
        }
        for person_id in duty
    }


def _by_broadcast(duty: Duty) -> dict[int, dict[int, Decimal]]:
    held: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for person_id, of in duty.items():
        for broadcast_id, share in of.items():
            held[broadcast_id][person_id] = share
    return held


def _needed(definitions: Iterable[Definition]) -> set[str]:
    """The recorded figures from which these follow."""
    found: set[str] = set()
    for one in definitions:
        found.add(one.id)
        found |= {*one.ratio.over, one.ratio.under} if one.ratio else set()
        found |= {one.weight} if one.weight else set()
        found |= {one.least[0]} if one.least else set()
    return found


def _rooms(broadcast_ids: Collection[int]) -> list[int]:
    query = select(Broadcast.room_id).where(Broadcast.id.in_(broadcast_ids)).distinct()
    return list(db.session.scalars(query.order_by(Broadcast.room_id)))


def _read(
    room_id: int, first: datetime, until: datetime, needed: Collection[str], at: datetime | None
) -> _Room:
    on = and_(RosterEntry.broadcast_id == Broadcast.id, RosterEntry.part == "assistant")
    query = (
        select(Broadcast.id, Broadcast.started_at, RosterEntry.person_id)
        .outerjoin(RosterEntry, on)
        .where(Broadcast.room_id == room_id, Broadcast.ended_at.is_not(None))
        .where(Broadcast.started_at >= first, Broadcast.started_at < until)
        .order_by(Broadcast.started_at, Broadcast.id)
    )
    room = _Room(room_id)
    for number, started, person_id in db.session.execute(query):
        room.starts[number] = started
        if person_id is not None:
            room.people[number].add(person_id)
    room.values = standing(list(room.starts), needed, at)
    return room


def _changed(values: Mapping[int, Values], changes: Changes) -> Mapping[int, Values]:
    found = dict(values)
    for number, given in changes.items():
        now: dict[str, Decimal | None] = {**found.get(number, {}), **given}
        found[number] = {name: value for name, value in now.items() if value is not None}
    return found


def _minute(moment: datetime) -> int:
    at = clock.local(moment)
    return at.hour * 60 + at.minute


def _collect(one: _Metric, room: _Room, held: Mapping[int, Mapping[int, Decimal]]) -> None:
    """Add what a room's broadcasts say of one figure."""
    seen = _observed(one.definition, room)
    worked = {
        (person_id, middle)
        for number, middle in room.slot.items()
        for person_id in held.get(number, ())
    }
    before: dict[Slot, list[Observed]] = defaultdict(list)
    own: dict[tuple[int, int], list[Observed]] = defaultdict(list)
    for number, middles in room.before.items():
        for middle in middles if number in seen else ():
            before[room.id, middle].append(seen[number])
            for person_id in room.people[number]:
                if (person_id, middle) in worked:
                    own[person_id, middle].append(seen[number])
    one.room |= _levels(before)
    for (person_id, middle), level in _levels(own).items():
        one.own[person_id][room.id, middle] = level
    for number, middle in room.slot.items():
        if number in seen:
            _hold(one, room, number, middle, seen[number], held.get(number, {}))


def _hold(
    one: _Metric,
    room: _Room,
    number: int,
    middle: int,
    found: Observed,
    shares: Mapping[int, Decimal],
) -> None:
    """One broadcast of the stretch, for each who was on duty."""
    one.meanwhile[room.id, middle].append((room.people[number], found))
    least = one.definition.least
    for person_id, share in shares.items():
        one.held[person_id].append(Held(number, (room.id, middle), *found, share))
        if least is not None:
            one.counted[person_id] += share * room.values[number].get(least[0], Decimal(0))


def _observed(definition: Definition, room: _Room) -> dict[int, Observed]:
    """What each broadcast adds: counts with counts; rates that were only given where no counts are."""
    if definition.ratio is not None:
        counts = {
            number: parts
            for number, values in room.values.items()
            if (parts := deriving.parts(definition.ratio, values)) is not None
        }
        if any(number in room.slot for number in counts):
            return {number: counts[number] for number in room.starts if number in counts}
    given = {
        number: deriving.observed(definition, values)
        for number, values in room.values.items()
        if number in room.starts
    }
    return {number: one for number, one in given.items() if one is not None}


def _levels(observed: Mapping[Any, list[Observed]]) -> dict[Any, Level]:
    told = {key: baseline.level(of) for key, of in observed.items()}
    return {key: one for key, one in told.items() if one is not None}
