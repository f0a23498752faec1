"""Recomputing months: every result again from its own facts, under its own version of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer, lazyload, undefer

from zhubo_web.extensions import db
from zhubo_web.months import scoring
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.months.models.kept import digest_of
from zhubo_web.months.models.rating import MonthResult
from zhubo_web.policies.composites import Composite
from zhubo_web.policies.models import PolicyVersion

#: So many results are read at a time.
TOGETHER = 200


@dataclass(frozen=True)
class Unlike:
    """A result that does not come to the same again; ``what``: the digest, the report,
    the composite, the grade."""

    evaluation_id: int
    number: int
    what: str

    def __str__(self) -> str:
        return f"month evaluation {self.evaluation_id}, version {self.number}: {self.what} differs"


def recomputed() -> tuple[int, list[Unlike]]:
    """How many results there are, and those that differ from what their own facts come to."""
    policies = {one.id: one for one in db.session.scalars(select(PolicyVersion))}
    query = select(MonthResult, MonthlyEvaluation).join(
        MonthlyEvaluation, MonthlyEvaluation.id == MonthResult.evaluation_id
    )
    nothing = (MonthlyEvaluation.ratings, MonthlyEvaluation.results, MonthlyEvaluation.signatures)
    query = query.options(
        *(lazyload(one) for one in nothing),
        defer(MonthlyEvaluation.facts),
        undefer(MonthResult.report),
    )
    rows = db.session.execute(query.order_by(MonthResult.id).execution_options(yield_per=TOGETHER))
    count, unlike = 0, list[Unlike]()
    for result, evaluation in rows:
        count += 1
        assert evaluation.policy_id in policies  # held, so that it is not read for each
        faults = _faults(result, evaluation, evaluation.composite)
        unlike += [Unlike(evaluation.id, result.number, what) for what in faults]
    return count, unlike


def _faults(
    result: MonthResult, evaluation: MonthlyEvaluation, composite: Composite
) -> Iterator[str]:
    if evaluation.digest_of(result.facts, result.raw, result.score) != result.digest:
        yield "digest"
    if (result.report_digest or result.report) and digest_of(result) != result.report_digest:
        yield "report"
    if scoring.compose(result.facts, composite).score != result.raw:
        yield "composite"
    fewest = evaluation.numbers.whole("month_watched_fewest")
    grade = scoring.graded(result.score, int(result.facts["watched"]), fewest, composite)
    if (grade.name if grade else "") != result.grade:
        yield "grade"
