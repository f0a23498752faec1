"""The sides of single broadcasts' evaluations as inputs, with the evaluation and broadcast of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.months.models.own_figures.period import Period
from zhubo_web.months.patching import sides
from zhubo_web.policies.models import PolicyVersion

#: Evaluations that count: shown to the assistant, or locked since.
COUNTED = ("published", "acknowledged", "no_response", "disputed", "revised", "upheld", "final")
#: So many evaluations are read at a time.
TOGETHER = 500


@dataclass
class Sides:
    """One person's: every side, and evaluation (as text) → broadcast."""

    every: list[dict[str, Any]] = field(default_factory=list)
    evaluations: dict[str, int] = field(default_factory=dict)

    def of(self, names: Collection[str]) -> list[dict[str, Any]]:
        """Those of some sides, by broadcast."""
        return [one for one in self.every if one["side"] in names]


def sides_of(period: Period) -> dict[int, Sides]:
    """Person → what the evaluations that count say of them."""
    versions = {one.id: one for one in db.session.scalars(select(PolicyVersion))}
    query = (
        select(Evaluation)
        .where(Evaluation.assistant_id.in_(period.people), Evaluation.state.in_(COUNTED))
        .where(Evaluation.broadcast_id.in_(period.ids))
        .options(lazyload(Evaluation.broadcast), lazyload(Evaluation.assistant))
        .order_by(Evaluation.broadcast_id, Evaluation.id)
        .execution_options(yield_per=TOGETHER)
    )
    found = {one: Sides() for one in period.people}
    for evaluation in db.session.scalars(query):
        assert evaluation.policy_id in versions  # held, so that they are not read for each
        own, result = found[evaluation.assistant_id], evaluation.result()
        own.evaluations[str(evaluation.id)] = evaluation.broadcast_id
        if result is not None:
            made = sides(evaluation.id, evaluation.broadcast_id, result.parts, evaluation.cap)
            own.every += sorted(made, key=lambda one: one["side"])
    return found
