"""另外数出来的: what was counted of an assistant in a month and has no part in the score."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from zhubo_web.audience.models import Question
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.i18n import _, day
from zhubo_web.core.marking import N_
from zhubo_web.core.rendering import render
from zhubo_web.metrics.definitions import PER_HOUR, PER_MILLE
from zhubo_web.metrics.views.blueprint import figure
from zhubo_web.months.models.unscored import Counted, counted, parts
from zhubo_web.months.views import report_words as say
from zhubo_web.months.views.blueprint import bp
from zhubo_web.months.views.report import shown_to_reader
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views.entries import moment_href
from zhubo_web.surveys.models import Feedback

#: Figure → what its rows are in it, by the key they have there.
KEYS = {
    "answer_rate": {"done": N_("回复了的"), "missed": N_("没有回复的")},
    "answer_p50": {"done": N_("回复了的")},
    "complaint_rate": {"complaints": N_("核实的投诉"), "broadcasts": N_("知道场观人数的场次")},
    "csat": {"feedback": N_("打了分的反馈")},
    "neg_density": {"notes": N_("负向标签")},
    "pos_ratio": {"good": N_("正向标签"), "bad": N_("负向标签")},
    "ack_rate": {"done": N_("确认了的"), "missed": N_("没有确认的")},
    "note_effect": {"done": N_("之后没有再出现"), "missed": N_("之后又出现了")},
    "observe_cover": {"done": N_("有人跟播的"), "missed": N_("没有人跟播的")},
}


def value(one: Counted) -> str:
    """A figure with its unit, or why there is none: nothing at all, or too little to say."""
    if one.own.value is None:
        return _("看得太少") if one.rows else _("没有数据")
    number, unit = figure(one.definition, one.own.value), one.definition.unit
    if unit == PER_MILLE:
        return f"{number}{PER_MILLE}"
    return f"{number} {_(PER_HOUR)}" if unit == PER_HOUR else number


def words(thing: Any) -> str:
    """What a row says."""
    if isinstance(thing, Observation):
        return say.note_words(thing)
    if isinstance(thing, Feedback):
        return thing.text or say.voice(thing.source)
    return thing.text if isinstance(thing, Question) else f"{day(thing.started_at)} {thing.title}"


def href(metric: str, thing: Any) -> str:
    """Where a row opens."""
    if isinstance(thing, Feedback):
        return url_for("surveys.show", feedback_id=thing.id)
    if isinstance(thing, Observation):
        return moment_href(thing.broadcast_id, thing.at_ms)
    if isinstance(thing, Question):
        return moment_href(thing.broadcast_id, thing.first_ms)
    page = "observations.timeline" if metric == "observe_cover" else "metrics.show"
    return url_for(page, broadcast_id=thing.id)


@bp.get("/months/<int:evaluation_id>/report/counted")
@signed_in
def unscored(evaluation_id: int) -> Response:
    """Every figure with its meaning and how many records it rests on."""
    evaluation = shown_to_reader(evaluation_id)
    return render(
        "months/unscored.html", evaluation=evaluation, figures=counted(evaluation), value=value,
        say=say,
    )  # fmt: skip


@bp.get("/months/<int:evaluation_id>/report/counted/<metric>")
@signed_in
def unscored_rows(evaluation_id: int, metric: str) -> Response:
    """The records behind one figure."""
    evaluation = shown_to_reader(evaluation_id)
    names = found(KEYS.get(metric))
    (one,) = counted(evaluation, (metric,))
    return render(
        "months/unscored_rows.html", evaluation=evaluation, one=one, names=names, value=value,
        parts=list(parts(one, actor())), words=words, href=href, say=say,
    )  # fmt: skip
