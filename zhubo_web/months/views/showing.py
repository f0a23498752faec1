"""One assistant's month."""

from __future__ import annotations

from flask import Response

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.rendering import render
from zhubo_web.months.views.blueprint import bp, evaluation_or_404
from zhubo_web.months.workflow import WORKFLOW


@bp.get("/months/<int:evaluation_id>")
@signed_in
def show(evaluation_id: int) -> Response:
    """The month with whatever waits for the reader."""
    evaluation = evaluation_or_404(evaluation_id)
    told = evaluation.shows_result(actor())
    return render("months/show.html", evaluation=evaluation, told=told, states=WORKFLOW.states)
