"""Who was on duty for every minute of a broadcast, in stream time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models.check_in import CheckIn
from zhubo_web.attendance.models.shifts import PARTS
from zhubo_web.attendance.turns import Change, missing, turns
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db


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
    found = turns(start, end, _changes(broadcast, start), came)
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


def _changes(broadcast: Broadcast, start: datetime) -> list[Change]:
    """The roster's changes; what was done before it was started holds from its start on, also where
    the start was set back later to when it truly began."""
    query = select(AuditEvent).where(
        AuditEvent.broadcast_id == broadcast.id,
        AuditEvent.name.in_(("roster.changed", "broadcast.started")),
    )
    found, begun = [], False
    for event in db.session.scalars(query.order_by(AuditEvent.id)):
        begun = begun or event.name == "broadcast.started"
        if event.name == "roster.changed" and event.data["part"] in PARTS:
            at = event.at if begun else min(event.at, start)
            found.append(Change(at, event.data["person"], event.data["part"], event.data["on"]))
    return found
