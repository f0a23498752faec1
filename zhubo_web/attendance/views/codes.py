"""The rotating code on the studio's screen, who has come in, and the lead's word for somebody."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from flask import Response, current_app, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.views.links import only_here, outside
from zhubo_web.attendance import tickets
from zhubo_web.attendance.forms import VouchForm
from zhubo_web.attendance.models import CheckIn
from zhubo_web.attendance.models.check_in import BANDS
from zhubo_web.attendance.permissions import shows_code
from zhubo_web.attendance.views.blueprint import bp, broadcast_or_404
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.permissions import leads, plans_broadcasts
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires, screens
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, NotFound
from zhubo_web.core.rendering import render


def key() -> bytes:
    """What codes and tickets are sealed with."""
    return str(current_app.extensions["zhubo"].secret_key).encode()


def seconds() -> int:
    """The present second since 1970."""
    return clock.epoch_ms() // 1000


def _shown_or_denied(broadcast_id: int) -> Broadcast:
    broadcast = broadcast_or_404(broadcast_id)
    if reason := shows_code(actor(), broadcast):
        raise Denied(reason)
    return broadcast


def _page(broadcast: Broadcast, form: VouchForm | None = None) -> Response:
    there = CheckIn.every(broadcast)
    missing = [one for one in broadcast.on_air() if one.id not in {row.person_id for row in there}]
    offered = form or VouchForm(formdata=None)
    offered.offer(missing)
    address = outside(url_for("attendance.arrive", broadcast_id=broadcast.id))
    values: dict[str, Any] = {"there": there, "missing": missing, "form": offered, "bands": BANDS}
    return render(
        "attendance/code.html",
        status=status_of(offered),
        broadcast=broadcast,
        here=only_here(address),
        vouches=not actor().is_screen and leads(actor(), broadcast) is None,
        **values,
    )


@bp.get("/broadcasts/<int:broadcast_id>/arrival")
@screens
def code(broadcast_id: int) -> Response:
    """The code, as large as the page, and who is there."""
    return _page(_shown_or_denied(broadcast_id))


@bp.get("/broadcasts/<int:broadcast_id>/arrival.svg")
@screens
def picture(broadcast_id: int) -> Response:
    """The code of this moment. Another one every 30 seconds; none once the broadcast is over."""
    broadcast = _shown_or_denied(broadcast_id)
    if not (broadcast.is_coming or broadcast.is_on):
        raise NotFound(N_("这一场已经下播或取消，不用签到"))
    told = tickets.code(key(), broadcast.room_id, broadcast.id, seconds())
    address = outside(url_for("attendance.arrive", broadcast_id=broadcast.id, code=told))
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=6, border=3, light="white")
    made = make_response(drawn.getvalue())
    made.mimetype = "image/svg+xml"
    return made


@bp.post("/broadcasts/<int:broadcast_id>/arrivals")
@requires(plans_broadcasts)
def vouch(broadcast_id: int) -> ResponseReturnValue:
    """The lead checks somebody in, with a reason."""
    broadcast, form = broadcast_or_404(broadcast_id), VouchForm()
    if reason := leads(actor(), broadcast):
        raise Denied(reason)
    people = {one.id: one for one in broadcast.on_air()}
    form.offer(people.values())
    if form.validate():
        with refusing(form):
            person = people[form.person.data]
            CheckIn.vouch(broadcast, person, form.arrived_at.data, form.reason.data, actor())
            flash(_("已替 %(name)s 签到，本人看得到原因", name=person.name))
            return redirect(url_for("attendance.code", broadcast_id=broadcast.id), 303)
    return _page(broadcast, form)
