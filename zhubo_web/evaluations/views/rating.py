"""The rater's side: 正常 in one tap, the marks, the strict form, blind ratings, red lines."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.evaluations.forms import MarksForm, RedLineForm, marks_form
from zhubo_web.evaluations.models import Evaluation, Given
from zhubo_web.evaluations.models.rated import VERDICTS
from zhubo_web.evaluations.views import saying
from zhubo_web.evaluations.views.blueprint import (
    back_to,
    bp,
    evaluation_or_404,
    open_page,
    page,
)
from zhubo_web.observations.models import waiting_for
from zhubo_web.summaries.models import Summary


@bp.get("/evaluations/<int:evaluation_id>")
@signed_in
def show(evaluation_id: int) -> Response:
    """One evaluation: every number with its notes and its arithmetic, and what may be done."""
    return page(evaluation_or_404(evaluation_id))


def _given(evaluation: Evaluation, form: MarksForm) -> Given:
    """What the button that was tapped stands for. Raises Invalid naming a mark."""
    act = request.form.get("act", "")
    if evaluation.is_strict or act not in VERDICTS:
        return form.given
    light = evaluation.setting == "light"
    marks = evaluation.verdict(act) if light else evaluation.normal()
    empty = Given(marks, why=form.why.data or "", replayed=bool(form.replayed.data))
    return replace(empty, strengths=form.strengths.data or "", gaps=form.gaps.data or "")


@bp.post("/evaluations/<int:evaluation_id>/marks")
@signed_in
def submit(evaluation_id: int) -> ResponseReturnValue:
    """正常, the four marks, or the twelve; a blind rater's own."""
    evaluation = evaluation_or_404(evaluation_id)
    form = marks_form(evaluation, saying.words, posted=True)
    if form.validate():
        with refusing(form):
            return _hand_in(evaluation, _given(evaluation, form))
    return page(evaluation, 422, form=form)


def _hand_in(evaluation: Evaluation, given: Given) -> ResponseReturnValue:
    if evaluation.second_id == actor().id:
        evaluation.submit_blind(actor(), given)
        flash(_("盲评已提交，两份都交了以后互相能看到"))
        return back_to(evaluation)
    handed_in = evaluation.submit(actor(), given)
    _accept_summary(evaluation)
    _settle_notes(evaluation)
    if handed_in:
        flash(
            _("已提交，等第二个人看过再公布") if evaluation.is_strict else _("已评，到点自动公布")
        )
    else:
        flash(_("%(why)s：请逐项评，选好的分留着", why=saying.raised(evaluation)))
        return open_page(evaluation)
    return back_to(evaluation)


def _accept_summary(evaluation: Evaluation) -> None:
    """The same tap takes the summary that stands beside the form, where that was ticked."""
    if request.form.get("accept") != "yes":
        return
    summary = Summary.of(evaluation.broadcast).get(evaluation.assistant_id)
    if summary is not None and summary.why_not("accept", actor()) is None:
        summary.accept(actor())


def _settle_notes(evaluation: Evaluation) -> None:
    """And says what became of the rater's own 问题 that were left ticked."""
    ticked = set(request.form.getlist("settle"))
    for note, word in waiting_for(actor(), evaluation.notes).items():
        if str(note.id) in ticked:
            note.dispose(word, actor())


@bp.post("/evaluations/<int:evaluation_id>/claim")
@signed_in
def claim(evaluation_id: int) -> ResponseReturnValue:
    """我来评."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.claim(actor(), replayed="replayed" in request.form)
    flash(_("这一场由你来评"))
    return open_page(evaluation)


@bp.post("/evaluations/<int:evaluation_id>/second")
@signed_in
def join_blind(evaluation_id: int) -> ResponseReturnValue:
    """我也打一份盲评."""
    evaluation = evaluation_or_404(evaluation_id)
    evaluation.join_blind(actor(), replayed="replayed" in request.form)
    flash(_("你来打盲评，交之前看不到另一份"))
    return open_page(evaluation)


@bp.post("/evaluations/<int:evaluation_id>/red-line")
@signed_in
def name_red_line(evaluation_id: int) -> ResponseReturnValue:
    """提出红线, with the note and why."""
    evaluation = evaluation_or_404(evaluation_id)
    form = RedLineForm.of(evaluation, saying.words, posted=True)
    if form.validate():
        with refusing(form):
            evaluation.name_red_line(actor(), form.note.data, form.reason.data or "")
            flash(_("已提出，等第二个人确认"))
            return open_page(evaluation)
    return page(evaluation, 422, red_line=form)


@bp.post("/evaluations/<int:evaluation_id>/red-line/confirmation")
@signed_in
def settle_red_line(evaluation_id: int) -> ResponseReturnValue:
    """The second person: it is one, or it is none."""
    evaluation = evaluation_or_404(evaluation_id)
    kept = request.form.get("kept") == "yes"
    evaluation.settle_red_line(actor(), kept=kept)
    flash(_("红线已由两个人确认") if kept else _("已撤下，不算红线"))
    return open_page(evaluation)
