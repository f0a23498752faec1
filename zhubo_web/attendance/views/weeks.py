"""班次: one's own week, and the week of one's rooms with its gaps."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Response, request
from sqlalchemy import select

from zhubo_web.attendance.models.weeks import own_week, room_week
from zhubo_web.attendance.permissions import READS, reads_shifts, works_shifts
from zhubo_web.attendance.views.answering import PILLS
from zhubo_web.attendance.views.blueprint import bp
from zhubo_web.attendance.workflow import LEAVE
from zhubo_web.broadcasts.models import Room
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.broadcasts.models.staffing import PART_NAMES
from zhubo_web.broadcasts.permissions import leads_room
from zhubo_web.broadcasts.views.weeks import week_asked
from zhubo_web.broadcasts.weeks import WEEK, monday_of, named
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def _steps(monday: date) -> dict[str, date]:
    return {"before": monday - WEEK, "after": monday + WEEK, "now": monday_of(clock.today())}


@bp.get("/shifts")
@requires(works_shifts)
def shifts() -> Response:
    """One's own week: when to come in, with whom, and the ways to change it."""
    monday = week_asked()
    own = own_week(actor(), monday)
    days = [monday + timedelta(days=n) for n in range(7)]
    return render(
        "attendance/shifts.html",
        days=[
            (clock.shanghai(day), day == clock.today(), [one for one in own if one.day == day])
            for day in days
        ],
        count=len(own),
        monday=monday,
        named=named,
        steps=_steps(monday),
        states=LEAVE.states,
        pills=PILLS,
        parts=PART_NAMES,
        reads=reads_shifts(actor()) is None,
    )


def _rooms() -> list[Room]:
    ids = covered_by(actor(), READS)
    query = select(Room).where(Room.id.in_(ids), Room.active).order_by(Room.name)
    return list(db.session.scalars(query))


@bp.get("/shifts/team")
@requires(reads_shifts)
def team() -> Response:
    """The week of a room (of two, both): gaps, leave, too little rest, too long a day."""
    monday, rooms = week_asked(), _rooms()
    asked = request.args.get("room", 0, type=int)
    chosen = [one.id for one in rooms if one.id == asked] or [one.id for one in rooms][:2]
    rows = room_week(actor(), monday, chosen)
    days = groupby(rows, lambda row: clock.local(row.broadcast.planned_start).date())
    values: dict[str, Any] = {"rooms": rooms, "chosen": chosen, "asked": asked}
    return render(
        "attendance/team.html",
        days=[(day, list(of)) for day, of in days],
        leads={one.id for one in rooms if leads_room(actor(), one) is None},
        open=sum(not row.quiet for row in rows),
        monday=monday,
        named=named,
        steps=_steps(monday),
        pills=PILLS,
        states=LEAVE.states,
        **values,
    )
