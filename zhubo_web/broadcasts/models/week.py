"""Copying people and run sheets from one broadcast to another, and a whole week from the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.room import Room
from zhubo_web.broadcasts.models.run_sheet import Segment
from zhubo_web.broadcasts.models.staffing import PARTS
from zhubo_web.broadcasts.weeks import WEEK, bounds
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Reason
from zhubo_web.extensions import db


def copy_contents(old: Broadcast, new: Broadcast, by: Any) -> None:
    """Take over the run sheet, and the people it began with who may still have their part there."""
    for entry in old.roster:
        if entry.came_at is None and _still_there(entry.person, entry.part, new.room):
            new.put_on(entry.person, entry.part, by)
    rows = [segment.planned() for segment in Segment.of(old)]
    if rows:
        Segment.replace(new, rows, by)


def _still_there(person: Person, part: str, room: Room) -> bool:
    return person.status in ("active", "invited") and person.holds(*PARTS[part], room=room)


@dataclass(frozen=True)
class Copy:
    """One broadcast of last week, when its copy would be, and why it would not be made."""

    old: Broadcast
    start: datetime
    end: datetime
    why_not: Reason | None


def plan_week(room: Room, monday: date) -> list[Copy]:
    """What copying last week to the week from ``monday`` would make, and what it would not."""
    start, end = bounds(monday - WEEK)
    query = select(Broadcast).where(
        Broadcast.room_id == room.id,
        Broadcast.state != "cancelled",
        Broadcast.planned_start >= start,
        Broadcast.planned_start < end,
    )
    lasts = db.session.scalars(query.order_by(Broadcast.planned_start)).all()
    return [_copy_of(room, old) for old in lasts]


def _copy_of(room: Room, old: Broadcast) -> Copy:
    start, end = old.planned_start + WEEK, old.planned_end + WEEK
    why_not = None
    if start < clock.now():
        why_not = Reason(N_("时间已经过了"))
    elif Broadcast.clash(room, start, end):
        why_not = Reason(N_("这个时间已经排了场次"))
    return Copy(old, start, end, why_not)


def copy_week(room: Room, monday: date, by: Any) -> list[Broadcast]:
    """Plan the week from ``monday`` like the one before it; times already taken are left."""
    if by is not None and (reason := permissions.leads_room(by, room)):
        raise Denied(reason)
    made = []
    for copy in plan_week(room, monday):
        if copy.why_not is None:
            values = {"copied_from_id": copy.old.id}
            new = Broadcast.schedule(room, copy.old.title, copy.start, copy.end, by, **values)
            copy_contents(copy.old, new, by)
            made.append(new)
    return made
