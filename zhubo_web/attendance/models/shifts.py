"""Who works which shifts: read from rosters, many people at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts.models import take_consequences_from
from zhubo_web.attendance.hours import Shift, strains
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.policies.parameters import Numbers

#: Parts in which one works a shift; whoever watches has no shift.
PARTS = ("host", "assistant")
#: How far shifts can disturb each other.
AROUND = timedelta(days=2)
#: How far ahead anybody plans.
FAR = timedelta(days=366)


def shift_of(broadcast: Broadcast, numbers: Numbers) -> Shift:
    """A broadcast as a shift."""
    times = broadcast.arrive_at(numbers), broadcast.planned_start, broadcast.planned_end
    return Shift(broadcast.id, broadcast.title, broadcast.room.name, *times)


def worked_between(ids: Collection[int] | None, start: datetime, end: datetime) -> Any:
    """(person's id, part, broadcast) of what begins in this time and is not called off."""
    rows = (
        select(RosterEntry.person_id, RosterEntry.part, Broadcast)
        .join(Broadcast, Broadcast.id == RosterEntry.broadcast_id)
        .options(lazyload(Broadcast.roster), lazyload(Broadcast.interruptions))
        .options(joinedload(Broadcast.room, innerjoin=True))
        .where(RosterEntry.part.in_(PARTS), Broadcast.state != "cancelled")
        .where(Broadcast.planned_start >= start, Broadcast.planned_start < end)
        .order_by(Broadcast.planned_start)
    )
    rows = rows if ids is None else rows.where(RosterEntry.person_id.in_(ids))
    return db.session.execute(rows)


def shifts_of(ids: Collection[int], start: datetime, end: datetime) -> dict[int, list[Shift]]:
    """The shifts of each of these people in this time, the first first."""
    numbers = PolicyVersion.in_force().numbers
    found: dict[int, list[Shift]] = {one: [] for one in ids}
    for person_id, _part, broadcast in worked_between(ids, start, end):
        found[person_id].append(shift_of(broadcast, numbers))
    return found


def warnings_for(
    broadcast: Broadcast, ids: Iterable[int], *, without: int | None = None
) -> dict[int, list[Reason]]:
    """What stands against each of these people's working it; ``without`` a shift given away."""
    numbers, people = PolicyVersion.in_force().numbers, set(ids)
    start, end = broadcast.planned_start - AROUND, broadcast.planned_end + AROUND
    beside = shifts_of(people, start, end)
    shift = shift_of(broadcast, numbers)
    return {
        one: strains(shift, [other for other in beside[one] if other.key != without], numbers)
        for one in people
    }


def _ahead(person: Any) -> Iterable[Reason]:
    """The shifts that somebody else has to take when this person leaves, one that is on among them."""
    now = clock.now()
    rows = worked_between([person.id], now - AROUND, now + FAR)
    ahead = [one for _id, _part, one in rows if one.is_coming or one.is_on]
    if ahead:
        first = f"{clock.local(ahead[0].planned_start):%m-%d %H:%M}"
        said = N_("排好的班 %(count)s 个，最早 %(first)s：仍写着 TA，要在“大家的班次”里换人")
        yield Reason(said, {"count": len(ahead), "first": first})


take_consequences_from(_ahead)
