"""The group's side: 收下, 退回, 免交, 有用."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.summaries.forms import ReturnForm, WaiverForm
from zhubo_web.summaries.views.blueprint import back_to, bp, page, summary_or_404


@bp.post("/summaries/<int:summary_id>/acceptance")
@signed_in
def accept(summary_id: int) -> ResponseReturnValue:
    """收下."""
    summary = summary_or_404(summary_id)
    summary.accept(actor())
    flash(_("小结已收下"))
    return back_to(summary)


@bp.post("/summaries/<int:summary_id>/return")
@signed_in
def send_back(summary_id: int) -> ResponseReturnValue:
    """退回, with what is missing."""
    summary = summary_or_404(summary_id)
    form = ReturnForm.of(summary, posted=True)
    if form.validate():
        with refusing(form):
            summary.send_back(actor(), form.part.data, form.missing.data or "")
            flash(_("已退回，助播会看到缺什么"))
            return back_to(summary)
    return page(summary, 422, back=form)


@bp.post("/summaries/<int:summary_id>/waiver")
@signed_in
def waive(summary_id: int) -> ResponseReturnValue:
    """免交, with a reason."""
    summary = summary_or_404(summary_id)
    form = WaiverForm()
    if form.validate():
        with refusing(form):
            summary.waive(actor(), form.reason.data or "")
            flash(_("这一场免交小结"))
            return back_to(summary)
    return page(summary, 422, waiver=form)


@bp.post("/summaries/<int:summary_id>/usefulness")
@signed_in
def find_useful(summary_id: int) -> ResponseReturnValue:
    """有用, or taken back."""
    summary = summary_or_404(summary_id)
    useful = request.form.get("useful") != "no"
    summary.find_useful(actor(), useful=useful)
    flash(_("已记下这份小结有用") if useful else _("已撤销"))
    return back_to(summary)
