"""Planning a broadcast by hand, changing it, calling it off."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from zhubo_web.broadcasts.forms import BroadcastForm, CancelForm
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.models.week import copy_contents
from zhubo_web.broadcasts.permissions import plans_broadcasts
from zhubo_web.broadcasts.views.blueprint import back_to, bp, broadcast_or_404, led_room_or_404
from zhubo_web.broadcasts.views.showing import page
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


def _offered(form: BroadcastForm) -> BroadcastForm:
    form.offer(Room.led_by(actor()))
    return form


@bp.get("/broadcasts/new")
@requires(plans_broadcasts)
def new() -> Response:
    """An empty form, for the room in the address."""
    form = BroadcastForm(formdata=None, room_id=request.args.get("room", None, type=int))
    return render("broadcasts/edit.html", form=_offered(form), broadcast=None)


@bp.post("/broadcasts")
@requires(plans_broadcasts)
def create() -> ResponseReturnValue:
    """Plan it, with the people and the run sheet of the room's last if wanted."""
    form = _offered(BroadcastForm())
    if form.validate():
        room = led_room_or_404(form.room_id.data)
        with refusing(form):
            made = Broadcast.schedule(room, form.title.data, *form.times(), actor())
            if form.take_over.data and (old := _last_planned(made)):
                copy_contents(old, made, actor())
            flash(_("排好了。再看看人员和直播流程对不对"))
            return back_to(made)
    return render("broadcasts/edit.html", status=422, form=form, broadcast=None)


def _last_planned(made: Broadcast) -> Broadcast | None:
    query = select(Broadcast).where(
        Broadcast.room_id == made.room_id,
        Broadcast.id != made.id,
        Broadcast.state != "cancelled",
    )
    return db.session.scalar(query.order_by(Broadcast.planned_start.desc()).limit(1))


@bp.get("/broadcasts/<int:broadcast_id>/edit")
@requires(plans_broadcasts)
def edit(broadcast_id: int) -> Response:
    """The form as the plan stands."""
    broadcast = broadcast_or_404(broadcast_id)
    if reason := broadcast.why_not_replan(actor()):
        raise Denied(reason)
    form = BroadcastForm.of(broadcast, formdata=None)
    return render("broadcasts/edit.html", form=form, broadcast=broadcast)


@bp.post("/broadcasts/<int:broadcast_id>")
@requires(plans_broadcasts)
def update(broadcast_id: int) -> ResponseReturnValue:
    """Change the plan, unless somebody else did meanwhile."""
    broadcast, form = broadcast_or_404(broadcast_id), BroadcastForm()
    form.offer([broadcast.room])
    given: dict[str, Any] = {"form": form, "broadcast": broadcast}
    if not form.validate():
        return render("broadcasts/edit.html", status=422, **given)
    if form.version.data != str(broadcast.version):
        form.version.data = str(broadcast.version)
        return render("broadcasts/edit.html", status=409, clash=True, **given)
    with refusing(form):
        broadcast.replan(form.title.data, *form.times(), actor())
        flash(_("已保存"))
        return back_to(broadcast)
    return render("broadcasts/edit.html", status=422, **given)


@bp.post("/broadcasts/<int:broadcast_id>/cancellation")
@requires(plans_broadcasts)
def cancel(broadcast_id: int) -> ResponseReturnValue:
    """Call it off, with a reason."""
    broadcast, form = broadcast_or_404(broadcast_id), CancelForm()
    if form.validate():
        with refusing(form):
            broadcast.cancel(actor(), form.reason.data)
            flash(_("已取消，本场人员会看到原因"))
            return back_to(broadcast)
    return page(broadcast, 422, cancel_form=form)
