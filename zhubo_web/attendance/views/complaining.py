"""这班排得不合理: said in one tap with chips, answered in words."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.attendance.forms import AnswerForm, ComplaintForm
from zhubo_web.attendance.models import ShiftComplaint
from zhubo_web.attendance.views.blueprint import bp, broadcast_or_404
from zhubo_web.attendance.workflow import COMPLAINT, COMPLAINTS
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.permissions import sees_broadcasts
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion

SHOWN = 20


def _rows(broadcast_id: int) -> list[ShiftComplaint]:
    query = ShiftComplaint.visible_to(actor()).where(ShiftComplaint.broadcast_id == broadcast_id)
    return list(db.session.scalars(query.limit(SHOWN)))


def _page(broadcast: Broadcast, status: int = 200, **given: Any) -> Response:
    rows = _rows(broadcast.id)
    form = given.get("form") or ComplaintForm(formdata=None)
    form.offer()
    own = broadcast.has_on_roster(actor())
    return render(
        "attendance/complaints.html",
        status=status,
        broadcast=broadcast,
        sees=broadcast.open_to(actor()),
        rows=[(row, row.why_not(actor()), bool(row.answerer_ids())) for row in rows],
        form=form,
        offers=own and not any(r.person_id == actor().id and r.state == "open" for r in rows),
        blank=AnswerForm(formdata=None),
        refused=given.get("refused", 0),
        answer=given.get("answer"),
        reasons=COMPLAINTS,
        states=COMPLAINT.states,
        days=PolicyVersion.in_force().numbers.whole("schedule_complaint_days"),
    )


@bp.get("/broadcasts/<int:broadcast_id>/complaints")
@requires(sees_broadcasts)
def complaints(broadcast_id: int) -> Response:
    """What was said of this shift, as far as one may see it; and the way to say it."""
    rows = _rows(broadcast_id)
    return _page(rows[0].broadcast if rows else broadcast_or_404(broadcast_id))


def _back(broadcast_id: int) -> ResponseReturnValue:
    return redirect(url_for("attendance.complaints", broadcast_id=broadcast_id), 303)


@bp.post("/broadcasts/<int:broadcast_id>/complaints")
@requires(sees_broadcasts)
def complain(broadcast_id: int) -> ResponseReturnValue:
    """Say it."""
    broadcast, form = broadcast_or_404(broadcast_id), ComplaintForm()
    form.offer()
    if form.validate():
        with refusing(form):
            ShiftComplaint.complain(broadcast, form.reasons.data, form.words.data, actor())
            flash(_("收到了。不会给排这一班的人看，会有人用文字答复你"))
            return _back(broadcast.id)
    return _page(broadcast, 422, form=form)


@bp.post("/complaints/<int:complaint_id>/answer")
@requires(sees_broadcasts)
def reply(complaint_id: int) -> ResponseReturnValue:
    """Answer it."""
    query = ShiftComplaint.visible_to(actor()).where(ShiftComplaint.id == complaint_id)
    complaint: ShiftComplaint = found(db.session.scalar(query))
    form = AnswerForm()
    if form.validate():
        with refusing(form):
            complaint.reply(actor(), form.answer.data)
            flash(_("已答复，本人看得到"))
            return _back(complaint.broadcast_id)
    return _page(complaint.broadcast, 422, answer=form, refused=complaint.id)
