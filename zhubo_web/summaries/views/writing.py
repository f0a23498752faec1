"""The assistant's side: one form, handed in or kept."""

from __future__ import annotations

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.i18n import _
from zhubo_web.observations.models import Observation
from zhubo_web.summaries.forms import SummaryForm
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.views.blueprint import back_to, bp, page, summary_or_404
from zhubo_web.summaries.views.showing import Sheet


@bp.get("/summaries/<int:summary_id>")
@signed_in
def show(summary_id: int) -> Response:
    """One summary by itself."""
    return page(summary_or_404(summary_id))


@bp.post("/summaries/<int:summary_id>/text")
@signed_in
def submit(summary_id: int) -> ResponseReturnValue:
    """提交, or 先存着."""
    summary = summary_or_404(summary_id)
    form = SummaryForm.of(summary, unseen=Sheet(summary, actor()).unseen, posted=True)
    if form.validate():
        with form.refusing():
            keeps = request.form.get("act") == "keep"
            return _keep(summary, form) if keeps else _hand_in(summary, form)
    return page(summary, 422, form=form)


def _keep(summary: Summary, form: SummaryForm) -> ResponseReturnValue:
    summary.keep(actor(), form.written)
    flash(_("已存下，写完再提交"))
    return back_to(summary)


def _hand_in(summary: Summary, form: SummaryForm) -> ResponseReturnValue:
    chosen = set(form.told("also") or ())
    also = [one for one in summary.same_day() if one.id in chosen]
    late = form.told("late_reason") or ""
    summary.submit(actor(), form.written, also=also, late_reason=late)
    if form.told("seen"):
        for one in (summary, *also):
            Observation.see_all(one.broadcast, actor())
    flash(_("小结已提交"))
    return back_to(summary)
