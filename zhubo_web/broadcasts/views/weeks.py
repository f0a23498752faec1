"""The week's broadcasts, and copying the week before."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, or_
from sqlalchemy.orm import joinedload, load_only

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room, RosterEntry, copy_week
from zhubo_web.broadcasts.models.planned import ON
from zhubo_web.broadcasts.models.week import plan_week
from zhubo_web.broadcasts.permissions import leads_room, plans_broadcasts, sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import bp, led_room_or_404, rooms_named
from zhubo_web.broadcasts.weeks import WEEK, bounds, monday_of, named
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _, ngettext
from zhubo_web.core.models import load_together
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

PAGE = 20
#: What a row says of a broadcast; the rest of it is not read.
SHOWN = (Broadcast.title, Broadcast.state, Broadcast.planned_start, Broadcast.planned_end,
         Broadcast.same_confirmed_at, Broadcast.same_second_at, Broadcast.setting)  # fmt: skip


def week_asked() -> date:
    """The Monday of the week in the address, or of this week."""
    try:
        asked = date.fromisoformat(request.values.get("week", ""))
        return monday_of(asked) if 2000 <= asked.year < 2200 else monday_of(clock.today())
    except ValueError:
        return monday_of(clock.today())


def _rows(monday: date, room_id: int, page: int) -> list[Broadcast]:
    """A page of what is on now, whenever it began, then of the week; and one more if there is."""
    start, end = bounds(monday)
    is_on = Broadcast.state.in_(ON)
    in_week = and_(Broadcast.planned_start >= start, Broadcast.planned_start < end)
    left_out = (Broadcast.interruptions, Broadcast.roster)
    query = Broadcast.listed(actor(), *left_out).where(or_(is_on, in_week))
    query = query.where(Broadcast.room_id == room_id) if room_id else query
    query = query.order_by(None).order_by(is_on.desc(), Broadcast.planned_start, Broadcast.id)
    query = query.options(load_only(*SHOWN)).limit(PAGE + 1).offset(page * PAGE)
    rows = list(db.session.scalars(query))
    named = joinedload(RosterEntry.person).load_only(Person.name).lazyload(Person.grants)
    load_together(rows, Broadcast.roster, named)
    return rows


def _by_day(rows: list[Broadcast]) -> list[tuple[date, list[Broadcast]]]:
    days = groupby(rows, lambda one: clock.local(one.planned_start).date())
    return [(day, list(of)) for day, of in days]


@bp.get("/broadcasts")
@requires(sees_broadcasts)
def index() -> Response:
    """One week, day by day; what is on now stands first, whenever it began. Twenty a page."""
    monday, room_id = week_asked(), request.args.get("room", 0, type=int)
    page = max(0, request.args.get("page", 0, type=int))
    rows = _rows(monday, room_id, page)
    shown, room = rows[:PAGE], room_id or None
    following = url_for("broadcasts.index", week=monday, room=room, page=page + 1)
    steps = {"before": monday - WEEK, "after": monday + WEEK, "now": monday_of(clock.today())}
    rooms = rooms_named()
    return render(
        "broadcasts/index.html",
        days=_by_day([one for one in shown if not one.is_on]),
        live=[one for one in shown if one.is_on],
        more=following if rows[PAGE:] else None,
        page=page,
        rooms=rooms,
        room_id=room_id,
        monday=monday,
        named=named,
        steps=steps,
        led=next((one.id for one in rooms if leads_room(actor(), one) is None), None),
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
