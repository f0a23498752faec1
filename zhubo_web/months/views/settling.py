"""Calibration, signatures, and giving the result to the person."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.months.forms import ProposeForm, WaiverForm
from zhubo_web.months.views.blueprint import bp, evaluation_or_404, onward, open_page, page


@bp.post("/months/<int:evaluation_id>/calibration")
@signed_in
def propose(evaluation_id: int) -> ResponseReturnValue:
    """提调分, or in 严谨 that it stays."""
    evaluation = evaluation_or_404(evaluation_id)
    form = ProposeForm()
    if form.validate():
        with refusing(form):
            if request.form.get("act") == "stay":
                score = None
            elif (score := form.score.data) is None:
                raise Invalid(N_("请写调成几分"), "score")
            evaluation.propose(actor(), score, form.reason.data or "")
            flash(_("已提出，等另一类的成员同意"))
            return open_page(evaluation)
    return page(evaluation, 422, proposal=form)


@bp.post("/months/<int:evaluation_id>/calibration/withdrawal")
@signed_in
def withdraw(evaluation_id: int) -> ResponseReturnValue:
    """Take it back, or do not agree."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.withdraw(actor())
    flash(_("撤下了，总分照原来的"))
    return open_page(evaluation)


@bp.post("/months/<int:evaluation_id>/calibration/agreement")
@signed_in
def calibrate(evaluation_id: int) -> ResponseReturnValue:
    """同意调分."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.calibrate(actor(), request.form.get("seen", type=int))
    flash(_("会商定了，可以签了"))
    return open_page(evaluation)


@bp.post("/months/<int:evaluation_id>/signatures")
@signed_in
def sign(evaluation_id: int) -> ResponseReturnValue:
    """会签 or 定稿; the same tap again changes nothing."""
    evaluation = evaluation_or_404(evaluation_id)
    if actor().id in evaluation.signed_ids:
        flash(_("你已经签过了"))
        return onward(evaluation)
    evaluation.sign(actor(), request.form.get("seen", type=int))
    name = evaluation.assistant.name
    told = _("%(name)s签好了，已定稿") if evaluation.state == "finalised" else _("%(name)s签好了")
    flash(told % {"name": name})
    return onward(evaluation)


@bp.post("/months/<int:evaluation_id>/reconsideration")
@signed_in
def reconsider(evaluation_id: int) -> ResponseReturnValue:
    """退回会商."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.reconsider(actor())
    flash(_("退回会商了，监督小组会收到通知"))
    return open_page(evaluation)


@bp.post("/months/<int:evaluation_id>/waiver")
@signed_in
def waive(evaluation_id: int) -> ResponseReturnValue:
    """放行: administration's reasons, which the report shows."""
    evaluation = evaluation_or_404(evaluation_id)
    form = WaiverForm()
    if form.validate():
        with refusing(form):
            evaluation.waive(actor(), form.reason.data or "", request.form.get("seen", type=int))
            flash(_("放行了，可以签了"))
            return open_page(evaluation)
    return page(evaluation, 422, waiver=form)


@bp.post("/months/<int:evaluation_id>/publication")
@signed_in
def publish(evaluation_id: int) -> ResponseReturnValue:
    """送达本人."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.publish(actor())
    flash(_("已给本人，只有TA和监督小组看得到"))
    return open_page(evaluation)
