"""The classes' numbers, and what becomes of a class that misses."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.months import suggesting
from zhubo_web.months.forms import RatingForm, ReplaceForm, rating_form
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.views.blueprint import bp, evaluation_or_404, onward, open_page, page


def _marks(evaluation: MonthlyEvaluation, form: RatingForm) -> Mapping[str, int | None]:
    """全部按建议, or what was chosen."""
    if request.form.get("act") == "suggested":
        return suggesting.marks(evaluation.suggestions())
    return form.marks


@bp.post("/months/<int:evaluation_id>/marks")
@signed_in
def rate(evaluation_id: int) -> ResponseReturnValue:
    """The five numbers of a class: handed in, or 先存着."""
    evaluation = evaluation_or_404(evaluation_id)
    form = rating_form(evaluation, posted=True)
    if form.validate():
        with refusing(form):
            given = form.given(_marks(evaluation, form))
            if request.form.get("act") == "keep":
                evaluation.keep(actor(), given)
                flash(_("先存着了，只有你看得到"))
                return open_page(evaluation)
            evaluation.rate(actor(), given)
            flash(_("%(name)s打好了", name=evaluation.assistant.name))
            return onward(evaluation)
    return page(evaluation, 422, marks=form)


@bp.post("/months/<int:evaluation_id>/missing")
@signed_in
def replace(evaluation_id: int) -> ResponseReturnValue:
    """A class that misses is asked anew, or left out."""
    evaluation = evaluation_or_404(evaluation_id)
    form = ReplaceForm.of(evaluation, posted=True)
    if form.validate():
        with refusing(form):
            drop = request.form.get("act") == "drop"
            which, why = form.member_class.data or "", form.reason.data or ""
            evaluation.replace(actor(), which, why, drop=drop)
            flash(_("这一类不计，比重分给其他来源") if drop else _("已请他们再打"))
            return open_page(evaluation)
    return page(evaluation, 422, missing=form)
