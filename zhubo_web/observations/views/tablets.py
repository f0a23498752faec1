"""A tablet bound to a room: the overlay of what is on, or a waiting page."""

from __future__ import annotations

from flask import Response, redirect, url_for

from zhubo_web.attendance.lateness import EARLIEST
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.access import actor, screens
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.observations.views.blueprint import bp
from zhubo_web.observations.views.live import overlay_of


@bp.get("/screen")
@screens
def screen() -> Response:
    """What a bound tablet keeps open; people are sent home."""
    who = actor()
    if not who.is_screen:
        return redirect(url_for("dashboards.home"))  # type: ignore[return-value]
    broadcast = Broadcast.live_in(who.room_id)
    if broadcast is not None:
        return overlay_of(broadcast)
    room = db.session.get(Room, who.room_id)
    coming = Broadcast.next_in(who.room_id, who)
    shows_code = coming is not None and clock.now() >= coming.arrive_at() - EARLIEST
    values = {"room": room, "coming": coming, "screen": who, "shows_code": shows_code}
    return render("observations/waiting.html", **values)
