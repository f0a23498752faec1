"""What viewers, customer service and hosts said of people: attributed and verified only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select

from zhubo_web.audience.models import Question
from zhubo_web.audience.models.answering import figures_of
from zhubo_web.extensions import db
from zhubo_web.metrics.models import standing
from zhubo_web.months.models.own_figures.period import Own, Period
from zhubo_web.surveys.models import Feedback
from zhubo_web.surveys.models.rating import KIND
from zhubo_web.surveys.tallying import SHOWN_FROM

THOUSAND = 1000
SATISFIED = 4


def feedback_of(period: Period, more: Collection[int] = ()) -> dict[int, list[Any]]:
    """Person → what was said and is theirs: of the broadcasts of the period, or in it where it belongs
    to no broadcast, and ``more`` by their ids; one statement."""
    loose = and_(
        Feedback.broadcast_id.is_(None),
        Feedback.happened_at >= period.since,
        Feedback.happened_at < period.until,
    )
    query = select(
        Feedback.id,
        Feedback.assistant_id,
        Feedback.broadcast_id,
        Feedback.source,
        Feedback.sort,
        Feedback.count,
        Feedback.score,
        Feedback.items,
    ).where(
        Feedback.assistant_id.in_(period.people),
        Feedback.state == "attributed",
        Feedback.withdrawn_at.is_(None),
        or_(Feedback.broadcast_id.in_(period.ids), loose, Feedback.id.in_(more)),
    )
    found: dict[int, list[Any]] = {one: [] for one in period.people}
    for row in db.session.execute(query.order_by(Feedback.id)):
        found[row.assistant_id].append(row)
    return found


def said_by_hosts(rows: Sequence[Any]) -> list[Any]:
    """谢谢TA, 有问题, and the items of 严谨."""
    return [one for one in rows if one.source == KIND]


def said_by_others(rows: Sequence[Any]) -> list[Any]:
    """What viewers, customer service and the platform said."""
    return [one for one in rows if one.source != KIND]


def heard(period: Period, feedback: Mapping[int, Sequence[Any]]) -> dict[int, dict[str, Own]]:
    """Person → answer_rate, answer_p50, complaint_rate, csat."""
    asked = period.by_person(_questions(period))
    viewers = standing({n for of in period.worked.values() for n in of}, ("view_uv",), period.at)
    return {
        person_id: {
            **_answering([one for of in asked[person_id] for one in of]),
            "complaint_rate": _complaints(period.worked[person_id], viewers, feedback[person_id]),
            "csat": _satisfied(feedback[person_id]),
        }
        for person_id in period.people
    }


def _questions(period: Period) -> dict[int, list[Any]]:
    columns = (Question.id, Question.broadcast_id, Question.first_ms, Question.answered_ms)
    query = select(*columns).where(
        Question.broadcast_id.in_(period.theirs), Question.state != "dismissed"
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query.order_by(Question.id)):
        found[row.broadcast_id].append(row)
    return found


def _answering(rows: Sequence[Any]) -> dict[str, Own]:
    answered = [one for one in rows if one.answered_ms is not None]
    figures = figures_of(len(rows), [one.answered_ms - one.first_ms for one in answered])
    refs = {
        "done": [one.id for one in answered],
        "missed": [one.id for one in rows if one.answered_ms is None],
    }
    rate = None if figures.rate is None else figures.rate * 100
    usual = None if figures.usual_ms is None else Decimal(figures.usual_ms) / THOUSAND
    return {
        "answer_rate": Own(rate, len(answered), len(rows), refs),
        "answer_p50": Own(usual, len(answered), len(rows), {"done": refs["done"]}),
    }


def _complaints(
    worked: Sequence[int], viewers: Mapping[int, Mapping[str, Decimal]], rows: Sequence[Any]
) -> Own:
    """Per thousand viewers, over the broadcasts whose viewers are known."""
    known = {one: viewers[one]["view_uv"] for one in worked if "view_uv" in viewers.get(one, {})}
    own = [one.id for one in said_by_others(rows)
           if one.sort == "complaint" and one.broadcast_id in known]  # fmt: skip
    due = int(sum(known.values(), Decimal(0)))
    value = (Decimal(len(own) * THOUSAND) / due).quantize(Decimal("0.01")) if due else None
    return Own(value, len(own), due, {"complaints": own, "broadcasts": sorted(known)})


def _satisfied(rows: Sequence[Any]) -> Own:
    """Of the scores that viewers gave, how many are 4 or 5; said from five on."""
    scored = [one for one in said_by_others(rows) if one.score is not None]
    due = sum(one.count for one in scored)
    done = sum(one.count for one in scored if one.score >= SATISFIED)
    value = (Decimal(done * 100) / due).quantize(Decimal("0.1")) if due >= SHOWN_FROM else None
    return Own(value, done, due, {"feedback": [one.id for one in scored]})
