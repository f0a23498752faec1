"""Who was on duty for every minute of a broadcast, in stream time; of one broadcast, or of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models.check_in import CheckIn
from zhubo_web.attendance.models.shifts import PARTS
from zhubo_web.attendance.turns import Change, Turn, missing, turns
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts import timing
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.running import Interruption
from zhubo_web.core import clock
from zhubo_web.extensions import db

NAMES = ("roster.changed", "broadcast.started")
#: So many broadcasts a statement.
TOGETHER = 1000


class OnDuty(NamedTuple):
    """One person's turn in one part, in milliseconds of stream time."""

    person: Person
    part: str
    from_ms: int
    to_ms: int


class Record(NamedTuple):
    """All turns, and the stretches (part, from, to) in which a part was empty."""

    turns: list[OnDuty]
    gaps: list[tuple[str, int, int]]


class Worked(NamedTuple):
    """The turns of a broadcast that is over, (person's id, part, from, to), and how long it was; all
    in milliseconds of stream time."""

    turns: list[tuple[int, str, int, int]]
    length_ms: int

    def of(self, part: str) -> list[tuple[int, int, int]]:
        """(person's id, from, to) of one part."""
        return [(who, first, last) for who, one, first, last in self.turns if one == part]


def on_duty(broadcast: Broadcast) -> list[OnDuty]:
    """Every turn from check-ins, roster changes and start and end; until now while it is on."""
    return record_of(broadcast).turns


def record_of(broadcast: Broadcast) -> Record:
    """The turns and the gaps between them; nothing before the start."""
    start = broadcast.started_at
    if start is None:
        return Record([], [])
    end = broadcast.ended_at or clock.now()
    came = {one.person_id: one.arrived_at for one in CheckIn.every(broadcast)}
    found = turns(start, end, _changes(_events([broadcast.id]), start), came)
    ids = {one.person for one in found}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    told = [
        OnDuty(
            people[one.person],
            one.part,
            broadcast.stream_ms(one.begin),
            broadcast.stream_ms(one.end),
        )
        for one in found
    ]
    gaps = [
        (part, broadcast.stream_ms(first), broadcast.stream_ms(last))
        for part in PARTS
        for first, last in missing(start, end, part, found)
    ]
    return Record(told, [gap for gap in gaps if gap[1] < gap[2]])


def worked_in(broadcast_ids: Collection[int]) -> dict[int, Worked]:
    """The same of every broadcast of these that is over, four statements a thousand."""
    ids, found = sorted(broadcast_ids), dict[int, Worked]()
    for first in range(0, len(ids), TOGETHER):
        found |= _worked(ids[first : first + TOGETHER])
    return found


def _worked(ids: Sequence[int]) -> dict[int, Worked]:
    query = select(Broadcast.id, Broadcast.started_at, Broadcast.ended_at).where(
        Broadcast.id.in_(ids), Broadcast.started_at.is_not(None), Broadcast.ended_at.is_not(None)
    )
    times = list(db.session.execute(query))
    events, pauses, came = _grouped(_events(ids)), _pauses(ids), _came(ids)
    found = {}
    for number, start, end in times:
        told = turns(start, end, _changes(events[number], start), came[number])
        found[number] = _in_stream_time(told, start, end, pauses[number])
    return found


def _in_stream_time(
    told: Iterable[Turn], start: datetime, end: datetime, pauses: list[timing.Pause]
) -> Worked:
    def ms(moment: datetime) -> int:
        return timing.stream_ms(start, pauses, min(moment, end))

    return Worked([(one.person, one.part, ms(one.begin), ms(one.end)) for one in told], ms(end))


def _pauses(ids: Sequence[int]) -> Mapping[int, list[timing.Pause]]:
    query = select(Interruption.broadcast_id, Interruption.began_at, Interruption.ended_at)
    found: dict[int, list[timing.Pause]] = defaultdict(list)
    for number, began, ended in db.session.execute(query.where(Interruption.broadcast_id.in_(ids))):
        found[number].append((began, ended))
    return found


def _came(ids: Sequence[int]) -> Mapping[int, dict[int, datetime]]:
    query = select(CheckIn.broadcast_id, CheckIn.person_id, CheckIn.arrived_at)
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for number, person_id, at in db.session.execute(query.where(CheckIn.broadcast_id.in_(ids))):
        found[number][person_id] = at
    return found


def _events(ids: Sequence[int]) -> Sequence[Any]:
    """(broadcast, name, moment, values) of rosters and starts, as they happened."""
    columns = (AuditEvent.broadcast_id, AuditEvent.name, AuditEvent.at, AuditEvent.data)
    query = select(*columns).where(AuditEvent.broadcast_id.in_(ids), AuditEvent.name.in_(NAMES))
    return db.session.execute(query.order_by(AuditEvent.id)).all()


def _grouped(events: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for event in events:
        found[event.broadcast_id].append(event)
    return found


def _changes(events: Iterable[Any], start: datetime) -> list[Change]:
    """The roster's changes; what was done before it was started holds from its start on, also where
    the start was set back later to when it truly began."""
    found, begun = [], False
    for event in events:
        begun = begun or event.name == "broadcast.started"
        if event.name == "roster.changed" and event.data["part"] in PARTS:
            at = event.at if begun else min(event.at, start)
            found.append(Change(at, event.data["person"], event.data["part"], event.data["on"]))
    return found
