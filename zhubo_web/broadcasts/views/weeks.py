"""The week's broadcasts, and copying the week before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.models import Broadcast, Room, copy_week
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.broadcasts.models.week import WEEK, monday_of, plan_week, week_of
from zhubo_web.broadcasts.permissions import plans_broadcasts, sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import bp, led_room_or_404, rooms_seen
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _, ngettext
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def week_asked() -> date:
    """The Monday of the week in the address, or of this week."""
    try:
        asked = date.fromisoformat(request.values.get("week", ""))
        return monday_of(asked) if 2000 <= asked.year < 2200 else monday_of(clock.today())
    except ValueError:
        return monday_of(clock.today())


def named(monday: date) -> str:
    """11.23–11.29."""
    last = monday + timedelta(days=6)
    return f"{monday.month}.{monday.day}–{last.month}.{last.day}"


def _planned_in(monday: date, room_id: int) -> list[Broadcast]:
    start, end = week_of(monday)
    query = Broadcast.visible_to(actor()).where(
        Broadcast.planned_start >= start,
        Broadcast.planned_start < end,
        Broadcast.state.not_in(ON),
    )
    return _rows(query, room_id)


def _live(room_id: int) -> list[Broadcast]:
    return _rows(Broadcast.visible_to(actor()).where(Broadcast.state.in_(ON)), room_id)


def _rows(query: Any, room_id: int) -> list[Broadcast]:
    query = query.where(Broadcast.room_id == room_id) if room_id else query
    return list(db.session.scalars(query.order_by(None).order_by(Broadcast.planned_start)))


@bp.get("/broadcasts")
@requires(sees_broadcasts)
def index() -> Response:
    """One week, day by day; what is on now stands first, whenever it began."""
    monday, room_id = week_asked(), request.args.get("room", 0, type=int)
    rows = _planned_in(monday, room_id)
    days = [
        (day, list(of))
        for day, of in groupby(rows, lambda one: clock.local(one.planned_start).date())
    ]
    steps = {"before": monday - WEEK, "after": monday + WEEK, "now": monday_of(clock.today())}
    return render(
        "broadcasts/index.html",
        days=days,
        live=_live(room_id),
        rooms=rooms_seen(),
        room_id=room_id,
        monday=monday,
        named=named,
        steps=steps,
        led=Room.led_by(actor()),
    )


@bp.get("/broadcasts/copies/new")
@requires(plans_broadcasts)
def preview_copies() -> Response:
    """What copying last week would make; nothing is made yet."""
    rooms = Room.led_by(actor())
    room_id = request.args.get("room", rooms[0].id if rooms else 0, type=int)
    room, monday = led_room_or_404(room_id), week_asked()
    copies = plan_week(room, monday)
    chips = [_chip(one, monday, one.id == room.id) for one in rooms]
    again: dict[str, Any] = {"named": named, "rooms": rooms, "chips": chips}
    return render("broadcasts/copies.html", room=room, monday=monday, copies=copies, **again)


def _chip(room: Room, monday: date, current: bool) -> dict[str, Any]:
    href = url_for("broadcasts.preview_copies", room=room.id, week=monday)
    return {"text": room.name, "href": href, "current": current}


@bp.post("/broadcasts/copies")
@requires(plans_broadcasts)
def copy() -> ResponseReturnValue:
    """Make the copies."""
    room, monday = led_room_or_404(request.form.get("room", 0, type=int)), week_asked()
    made = copy_week(room, monday, actor())
    flash(
        ngettext("排好了 %(num)d 场", "排好了 %(num)d 场", len(made))
        if made
        else _("没有要排的场次")
    )
    return redirect(url_for("broadcasts.index", week=monday, room=room.id), 303)
