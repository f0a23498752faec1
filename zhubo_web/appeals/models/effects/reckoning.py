"""The numbers of evaluations and months as they stand and as they would be, and what a month becomes.

Nothing here writes. A month that is frozen changes by a decision only; one that is not reckons with
what stands when it is, so that it is no part of any list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhubo_web.appeals import consequences
from zhubo_web.appeals.consequences import MonthChange, Number, lower
from zhubo_web.appeals.models.effects.places import path, titled
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.evaluations import scoring as single
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.models.amended import Preview
from zhubo_web.months import scoring
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.policies.composites import Grade

RED_LINE = N_("两个人已确认")
Facts = Mapping[str, Any]


# ── evaluations ─────────────────────────────────────────────────────────────────────────────────


def evaluation_now(one: Evaluation) -> list[Number]:
    """An evaluation's numbers as they stand."""
    rating, result = one.deciding(), one.result()
    if rating is None or result is None:
        return []
    return _evaluation(one, rating.read, result, red_line=one.red_line_confirmed)


def evaluation_then(one: Evaluation, found: Preview) -> list[Number]:
    """The same as a decision would leave them."""
    red_line = one.red_line_confirmed and not found.red_line_falls
    return _evaluation(one, found.marks, found.after, red_line=red_line)


def _evaluation(
    one: Evaluation, marks: single.Marks, result: single.Result, *, red_line: bool
) -> list[Number]:
    title = titled(N_("单场评分：%(title)s"), one.broadcast)
    url = path("evaluation", one, one.assistant_id)
    told = consequences.of_evaluation(one.id, title, url, marks, result, one.policy.rubric)
    key = (one.__tablename__, one.id, "red_line", "")
    return [*told, Number(key, title, url, RED_LINE if red_line else None)]


# ── months ──────────────────────────────────────────────────────────────────────────────────────


def month_now(one: MonthlyEvaluation) -> list[Number]:
    """A month's numbers as they stand; none before there is a result."""
    found = one.result()
    return [] if found is None else _month(one, found.facts, found.score, found.grade)


def _month(one: MonthlyEvaluation, facts: Facts, score: Decimal | None, grade: str) -> list[Number]:
    title = Reason(N_("%(month)s 月评"), {"month": one.month.name})
    composed = scoring.compose(facts, one.composite)
    return consequences.of_month(
        one.id, title, path("month_result", one, one.assistant_id), composed, score,
        _grade(one, grade), one.composite,
    )  # fmt: skip


def _grade(one: MonthlyEvaluation, name: str) -> Grade | None:
    return next((each for each in one.composite.grades if each.name == name), None)


def _coefficient(one: MonthlyEvaluation, name: str) -> Decimal | None:
    grade = _grade(one, name)
    return None if grade is None else grade.coefficient


@dataclass(frozen=True)
class Ripple:
    """What becomes of a month: its facts, and its score where it does not follow from them. ``held``:
    its parts come to less, the score stays; ``worse``: it would become lower, which may not be."""

    month: MonthlyEvaluation
    facts: Facts
    score: Decimal | None = None
    held: bool = False
    worse: bool = False

    def then(self) -> list[Number]:
        """The month's numbers as they would be."""
        if self.month.result() is None:
            return []
        return _month(self.month, self.facts, *self.month.preview(self.facts, self.score))

    def told(self) -> MonthChange | None:
        """The month before and after, for those that have a result."""
        one, found = self.month, self.month.result()
        if found is None:
            return None
        score, grade = one.preview(self.facts, self.score)
        return MonthChange(
            one.id,
            one.assistant_id,
            one.month.name,
            path("month_result", one, one.assistant_id),
            (found.score, score),
            (found.grade, grade),
            (_coefficient(one, found.grade), _coefficient(one, grade)),
            self.held,
        )


def ripple(
    month: MonthlyEvaluation,
    facts: Facts,
    *,
    score: Decimal | None = None,
    contested: bool,
    drops: bool,
) -> Ripple | None:
    """What becomes of a frozen month by these facts, or by this score; None where nothing does.

    Where something counts no more (``drops``) and the rest would come to less, the score stays. Where
    something is set otherwise, that is worse for who contests it; a colleague's month, which nobody
    contests, then stays as it is.
    """
    found = month.result()
    if found is None:
        kept = facts == month.facts or (not contested and _lowers_an_item(month, facts))
        return None if kept else Ripple(month, facts)
    after, _grade_after = month.preview(facts, score)
    if facts == found.facts and after == found.score:
        return None
    if not lower(found.score, after):
        return Ripple(month, facts, score)
    if drops:
        return Ripple(month, facts, found.score, held=True)
    return Ripple(month, facts, score, worse=True) if contested else None


def _lowers_an_item(month: MonthlyEvaluation, facts: Facts) -> bool:
    """Whether an item of a month that has no result yet comes to less by these facts."""
    before, after = (scoring.compose(one, month.composite) for one in (month.facts, facts))
    former = {one.name: one.points for one in before.every()}
    return any(lower(former[one.name], one.points) for one in after.every())


def facts_of(month: MonthlyEvaluation) -> Facts:
    """What a month is reckoned from now."""
    found = month.result()
    return month.facts if found is None else found.facts
