"""Who is on a broadcast."""

from __future__ import annotations

from flask import Response, flash
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.forms import RosterForm
from zhubo_web.broadcasts.permissions import leads, plans_broadcasts
from zhubo_web.broadcasts.views.blueprint import back_to, bp, broadcast_or_404
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render


@bp.get("/broadcasts/<int:broadcast_id>/roster")
@requires(plans_broadcasts)
def roster(broadcast_id: int) -> Response:
    """The form as the roster stands."""
    broadcast = broadcast_or_404(broadcast_id)
    if reason := leads(actor(), broadcast):
        raise Denied(reason)
    form = RosterForm.of(broadcast, formdata=None)
    return render("broadcasts/roster.html", form=form, broadcast=broadcast)


@bp.post("/broadcasts/<int:broadcast_id>/roster")
@requires(plans_broadcasts)
def staff(broadcast_id: int) -> ResponseReturnValue:
    """Make these the people of the broadcast."""
    broadcast, form = broadcast_or_404(broadcast_id), RosterForm()
    form.offer(broadcast)
    if form.validate():
        with refusing(form):
            broadcast.restaff(form.parts(broadcast), actor())
            flash(_("本场人员已保存"))
            return back_to(broadcast, "people")
    return render("broadcasts/roster.html", status=422, form=form, broadcast=broadcast)
