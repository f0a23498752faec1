"""What was counted of an assistant in a month beside its score, and the rows behind each figure.

The product's own figures of what was said and noted. They have no part in the composite, so they are read
as the records stand now; of the rows the reader gets those they may see, of the others how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.audience.models import Question
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import Definition, defined
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.months.models.own_figures import HEARD, NOTED, Own, unscored
from zhubo_web.observations.models import Observation
from zhubo_web.surveys.models import Feedback

#: Rows of one kind on a page.
MOST = 100


@dataclass(frozen=True)
class Counted:
    """One figure by its definition; ``value`` None is too little to say, or nothing at all."""

    definition: Definition
    own: Own

    @property
    def rows(self) -> int:
        """How many records it rests on."""
        return len({(key, one) for key, ids in self.own.refs.items() for one in ids})


@dataclass(frozen=True)
class Part:
    """The rows that are one thing in a figure: those the reader sees, the newest first, and how many
    more there are: not theirs to see, and not listed."""

    key: str
    things: list[Any]
    hidden: int
    more: int


def counted(
    evaluation: MonthlyEvaluation, wanted: Collection[str] = (*HEARD, *NOTED)
) -> list[Counted]:
    """The figures of this month's assistant, in the dictionary's order."""
    found = unscored(evaluation.assistant_id, *evaluation.month.bounds, wanted)
    return [Counted(defined(name), own) for name, own in found.items()]


def parts(one: Counted, person: Any) -> Iterator[Part]:
    """The rows behind a figure as this reader sees them; a statement for each kind."""
    for key, ids in one.own.refs.items():
        model = _model(one.definition.id, key)
        query = _seen(model, person).where(model.id.in_(ids)).order_by(None)
        seen = list(db.session.scalars(query.order_by(model.id.desc())))
        yield Part(key, seen[:MOST], len(set(ids)) - len(seen), max(0, len(seen) - MOST))


def _model(metric: str, key: str) -> Any:
    if key == "broadcasts" or metric == "observe_cover":
        return Broadcast
    if metric in ("answer_rate", "answer_p50"):
        return Question
    return Feedback if metric in ("complaint_rate", "csat") else Observation


def _seen(model: Any, person: Any) -> Select[Any]:
    if model is Question:
        held = Broadcast.visible_to(person).order_by(None).with_only_columns(Broadcast.id)
        return select(Question).where(Question.broadcast_id.in_(held)).options(lazyload("*"))
    query: Select[Any] = model.visible_to(person).options(lazyload("*"))
    return query.options(joinedload(Observation.tag)) if model is Observation else query
