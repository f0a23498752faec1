"""After the rating: the second person, the assistant, and who decides a dispute."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.evaluations.forms import DisputeForm, ReturnForm, marks_form
from zhubo_web.evaluations.views import saying
from zhubo_web.evaluations.views.blueprint import (
    back_to,
    bp,
    evaluation_or_404,
    open_page,
    page,
)


@bp.post("/evaluations/<int:evaluation_id>/publication")
@signed_in
def publish(evaluation_id: int) -> ResponseReturnValue:
    """公布, by the second person."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.publish(actor(), request.form.get("seen", type=int))
    flash(_("已公布，助播可以看到了"))
    return back_to(evaluation)


@bp.post("/evaluations/<int:evaluation_id>/return")
@signed_in
def send_back(evaluation_id: int) -> ResponseReturnValue:
    """退回 to the rater."""
    evaluation = evaluation_or_404(evaluation_id)
    form = ReturnForm()
    if form.validate():
        with refusing(form):
            evaluation.send_back(actor(), form.reason.data or "")
            flash(_("已退回给评分的人"))
            return back_to(evaluation)
    return page(evaluation, 422, back=form)


@bp.post("/evaluations/<int:evaluation_id>/acknowledgement")
@signed_in
def acknowledge(evaluation_id: int) -> ResponseReturnValue:
    """看过了, which is not agreeing."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.acknowledge(actor())
    flash(_("已看过。看过不等于同意"))
    return back_to(evaluation)


@bp.post("/evaluations/<int:evaluation_id>/dispute")
@signed_in
def dispute(evaluation_id: int) -> ResponseReturnValue:
    """有异议, in words."""
    evaluation = evaluation_or_404(evaluation_id)
    form = DisputeForm()
    if form.validate():
        with refusing(form):
            evaluation.dispute(actor(), form.words.data or "")
            flash(_("已提出异议，由没有参加评分的人答复"))
            return back_to(evaluation)
    return page(evaluation, 422, dispute=form)


@bp.post("/evaluations/<int:evaluation_id>/decision")
@signed_in
def decide(evaluation_id: int) -> ResponseReturnValue:
    """维持 or 改分, with reasons, by somebody who had no part in it."""
    evaluation = evaluation_or_404(evaluation_id)
    form = marks_form(evaluation, saying.words, posted=True, deciding=True)
    if form.validate():
        with refusing(form):
            if request.form.get("act") == "uphold":
                evaluation.uphold(actor(), form.reasons.data or "")
            else:
                evaluation.revise(actor(), form.given, form.reasons.data or "")
            flash(_("异议已答复，助播会看到理由"))
            return open_page(evaluation)
    return page(evaluation, 422, form=form)
