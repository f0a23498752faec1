"""月评报告: one version of one month's result, for the assistant and for who oversees the room.

The page, a sheet for paper, and the broadcasts behind a figure. The assistant reads it from publication
on and sees which class gave what, not whose hand it was; the names under the result are those of the
signatures. The group, administration and the owner see both, and read it before.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.metrics.definitions import DICTIONARY, defined
from zhubo_web.months import explaining
from zhubo_web.months.models.answered import TOLD
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.months.models.figured import cells
from zhubo_web.months.models.kept import report_of
from zhubo_web.months.models.reported import Reported, seen_by
from zhubo_web.months.views import report_words as say
from zhubo_web.months.views import why
from zhubo_web.months.views.blueprint import bp

STEPS = (N_("自评"), N_("打分"), N_("会签"), N_("面谈"), N_("归档"))
#: State → which step it is in; all are done when it is closed.
AT = {"opened": 0, "self_open": 0, "rating": 1, "escalated": 1, "computed": 2, "moderated": 2,
      "finalised": 2, "published": 3, "interviewed": 4, "acknowledged": 4, "unacknowledged": 4,
      "disputed": 4, "reissued": 4, "closed": 5}  # fmt: skip


def shown_to_reader(evaluation_id: int) -> MonthlyEvaluation:
    """The evaluation whose report the reader may read now."""
    evaluation: MonthlyEvaluation = found(seen_by(actor(), evaluation_id))
    if not evaluation.shows_result(actor()):
        raise Denied(N_("月评给到你以后才能看报告，给到时会通知你"))
    return evaluation


def _reported(evaluation: MonthlyEvaluation) -> Reported | None:
    """The version that was asked for, else the newest; None while there is none."""
    if not evaluation.results:
        return None
    number = request.args.get("version", type=int)
    results = [one for one in evaluation.results if number in (None, one.number)]
    return report_of(evaluation, found(results[-1] if results else None), actor())


def _contests(evaluation: MonthlyEvaluation) -> bool:
    """Whether the reader may object now."""
    until = evaluation.appeal_until
    own = evaluation.assistant_id == actor().id and evaluation.state in TOLD
    return own and until is not None and clock.now() <= until


def _page(template: str, evaluation: MonthlyEvaluation, **more: Any) -> Response:
    return render(
        template,
        evaluation=evaluation,
        steps=STEPS,
        at=AT[evaluation.state],
        contests=_contests(evaluation),
        say=say,
        why=why,
        **more,
    )


def _whole(template: str, evaluation_id: int) -> Response:
    evaluation = shown_to_reader(evaluation_id)
    reported = _reported(evaluation)
    if reported is None:
        return _page("months/report_none.html", evaluation)
    composed, composite = reported.composed, reported.composite
    best = [one for one in explaining.moved(composed, composite) if one.effect > 0][:2]
    left = [one for one in explaining.weakest(composed, composite) if one not in best]
    return _page(
        template,
        evaluation,
        report=reported,
        tree=why.tree(reported),
        movers=explaining.movers(composed, composite),
        even=explaining.even_score(composed, composite),
        best=best,
        weakest=left[:2],
        missing=explaining.missing(composed, composite),
        beside=explaining.beside(reported.facts, composite),
    )


@bp.get("/months/<int:evaluation_id>/report")
@signed_in
def report(evaluation_id: int) -> Response:
    """The page; ``version`` names an earlier version of the result."""
    return _whole("months/report.html", evaluation_id)


@bp.get("/months/<int:evaluation_id>/report/sheet")
@signed_in
def sheet(evaluation_id: int) -> Response:
    """The same on two pages of A4, with lines to sign."""
    return _whole("months/report_sheet.html", evaluation_id)


@bp.get("/months/<int:evaluation_id>/report/figures/<metric>")
@signed_in
def figure(evaluation_id: int, metric: str) -> Response:
    """The broadcasts behind one figure: each value with its file and line, or who wrote it down."""
    evaluation = shown_to_reader(evaluation_id)
    reported = found(_reported(evaluation))
    found(DICTIONARY.get(metric))
    inputs = say.inputs_of(reported, metric)
    meant = why.meant_by(inputs[0]) if inputs else defined(metric)
    return _page(
        "months/report_figure.html",
        evaluation,
        report=reported,
        meant=meant,
        dictionary=DICTIONARY,
        inputs=inputs,
        rows=cells(reported.broadcasts, meant, evaluation.frozen_at, reported.result.created_at),
    )
