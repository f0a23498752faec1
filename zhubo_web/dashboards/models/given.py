"""What was given of the broadcasts of a stretch of time: who has a score, what two marked blindly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select

from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.rating import BLIND, FIRST
from zhubo_web.evaluations.workflow import OUT
from zhubo_web.extensions import db
from zhubo_web.months.agreement import Agreement, agreement
from zhubo_web.months.models.agreeing import doubled

BROADCAST = "broadcast"


@dataclass(frozen=True)
class Given:
    """``scored``: assistant → broadcasts with a score. ``blind``: (assistant, broadcast, rating) and
    whether it is out, of evaluations that two rated without seeing each other's marks."""

    scored: dict[int, set[int]]
    blind: list[tuple[int, int, Rating, bool]]

    @classmethod
    def of(cls, ids: Any) -> Given:
        """Of the broadcasts with these ids; one statement."""
        handed_in = and_(
            Rating.evaluation_id == Evaluation.id,
            Evaluation.second_id.is_not(None),
            Rating.part.in_((FIRST, BLIND)),
            Rating.submitted_at.is_not(None),
        )
        columns = (
            Evaluation.assistant_id,
            Evaluation.broadcast_id,
            Evaluation.score,
            Evaluation.state,
        )
        query = (
            select(*columns, Rating)
            .outerjoin(Rating, handed_in)
            .where(Evaluation.broadcast_id.in_(ids))
            .order_by(Evaluation.id, Rating.id)
        )
        scored: dict[int, set[int]] = defaultdict(set)
        blind = []
        for who, number, score, state, rating in db.session.execute(query):
            if score is not None:
                scored[who].add(number)
            if rating is not None:
                blind.append((who, number, rating, state in OUT))
        return cls(scored, blind)

    def agreement(self) -> Agreement:
        """How far two who rated the same broadcast agree."""
        units = doubled((who, number, rating) for who, number, rating, _out in self.blind)
        return agreement([one[3] for one in units], len({one[1] for one in units}))

    def marks(self) -> Iterator[Any]:
        """(thing, about, rater, marks) of what is out: before, a number that moves would tell of it."""
        for who, _number, rating, out in self.blind:
            if out:
                yield (BROADCAST, rating.evaluation_id), who, rating.rater_id, rating.read
