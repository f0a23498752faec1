"""One assistant's month, and what the assistant and who leads say of it."""

from __future__ import annotations

from flask import Response, flash
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.months.forms import PostForm, self_form
from zhubo_web.months.views.blueprint import bp, evaluation_or_404, open_page, page
from zhubo_web.months.views.shown import moments


@bp.get("/months/<int:evaluation_id>")
@signed_in
def show(evaluation_id: int) -> Response:
    """The month with whatever waits for the reader."""
    return page(evaluation_or_404(evaluation_id))


@bp.post("/months/<int:evaluation_id>/self")
@signed_in
def assess(evaluation_id: int) -> ResponseReturnValue:
    """交自评."""
    evaluation = evaluation_or_404(evaluation_id)
    form = self_form(evaluation, moments(evaluation, actor()), posted=True)
    if form.validate():
        with refusing(form):
            evaluation.self_submit(actor(), form.said)
            flash(_("自评交了。三类成员都打完分以前，只有你自己看得到"))
            return open_page(evaluation)
    return page(evaluation, 422, own=form)


@bp.post("/months/<int:evaluation_id>/post")
@signed_in
def choose_post(evaluation_id: int) -> ResponseReturnValue:
    """岗位, until figures freeze."""
    evaluation = evaluation_or_404(evaluation_id)
    form = PostForm.of(evaluation, posted=True)
    if form.validate():
        with refusing(form):
            evaluation.choose_post(form.post.data or "", actor())
            flash(_("岗位改了，业绩各项的比重跟着变"))
            return open_page(evaluation)
    return page(evaluation, 422, post=form)


@bp.post("/months/<int:evaluation_id>/acknowledgement")
@signed_in
def acknowledge(evaluation_id: int) -> ResponseReturnValue:
    """已知悉, which is not agreeing."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.acknowledge(actor())
    flash(_("已知悉。知悉不等于同意，申请复核的时间不变"))
    return open_page(evaluation)
