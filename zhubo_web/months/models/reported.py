"""What a month's report is made of, for one reader: a version of the result, and what stands around it.

The result, its facts and its digest are frozen. Evidence, support and the months before are read as they
stand now, and only what the reader may see of them: before the result is out, and of what was out before
reports were kept. What is out reads as it was given (``kept``). Twelve statements, whatever there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.workflow import STRICT
from zhubo_web.extensions import db
from zhubo_web.months import explaining, scoring
from zhubo_web.months.agreement import Agreement
from zhubo_web.months.models.agreeing import agreement_of
from zhubo_web.months.models.answered import TOLD
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.models.evaluation import MonthlyEvaluation
from zhubo_web.months.models.evidence import Evidence
from zhubo_web.months.models.rating import ClassRating, MonthResult, MonthSignature, MonthWaiver

#: So many months of one's own are shown.
MONTHS = 12


@dataclass(frozen=True)
class Past:
    """One of the person's months: its first day, score and grade ('' where none was given)."""

    first_day: date
    evaluation_id: int
    score: Decimal | None
    grade: str


def seen_by(person: Any, evaluation_id: int) -> MonthlyEvaluation | None:
    """The evaluation with everything its report shows of it, if this person may see it."""
    raters = joinedload(MonthlyEvaluation.ratings).joinedload(ClassRating.rater)
    signers = joinedload(MonthlyEvaluation.signatures).joinedload(MonthSignature.person)
    assistant = joinedload(MonthlyEvaluation.assistant)
    waivers = joinedload(MonthlyEvaluation.waivers).joinedload(MonthWaiver.person)
    query = MonthlyEvaluation.visible_to(person).where(MonthlyEvaluation.id == evaluation_id)
    query = query.options(
        joinedload(MonthlyEvaluation.month),
        selectinload(MonthlyEvaluation.results).undefer(MonthResult.report),
        joinedload(MonthlyEvaluation.policy),
        joinedload(MonthlyEvaluation.room),
        defer(MonthlyEvaluation.facts),
        *(one.lazyload(Person.grants) for one in (raters, signers, assistant, waivers)),
    )
    return db.session.scalars(query).unique().one_or_none()


def _is_out() -> Any:
    """What was given to its person, or is given by the clock in this very moment: of many that come out
    together each says the same of all."""
    now = and_(
        MonthlyEvaluation.state == "finalised",
        MonthlyEvaluation.setting != STRICT,
        MonthlyEvaluation.publish_at <= clock.now(),
    )
    return or_(MonthlyEvaluation.state.in_(TOLD), now)


class Reported(Evidence):
    """One version of one month's result for one reader, read as it stands."""

    is_kept = False

    def __init__(self, evaluation: MonthlyEvaluation, result: MonthResult, person: Any) -> None:
        super().__init__(evaluation, result.facts, person)
        self.result, self.composite = result, evaluation.composite

    @property
    def is_own(self) -> bool:
        """Whether the reader is the assistant."""
        return bool(self.person.id == self.evaluation.assistant_id)

    @property
    def later(self) -> Any:
        """What changed since it was given: nothing, where it is read as it stands."""
        return None

    @property
    def digest(self) -> str:
        """What the page and the sheet print."""
        return self.result.digest

    # ── the result ──────────────────────────────────────────────────────────────────────────

    @cached_property
    def composed(self) -> scoring.Composed:
        """Everything it is made of."""
        return self.evaluation.composed(self.result)

    @property
    def given(self) -> list[ClassRating]:
        """The classes that handed in."""
        return [one for one in self.evaluation.ratings if one.submitted_at is not None]

    @property
    def dropped(self) -> list[ClassRating]:
        """The classes that are not counted, with the reason."""
        return [one for one in self.evaluation.ratings if one.dropped_for]

    @property
    def signed(self) -> list[MonthSignature]:
        """Who signed this version."""
        number = self.result.number
        return [one for one in self.evaluation.signatures if one.result_number == number]

    @property
    def own_words(self) -> Mapping[str, str]:
        """What the assistant wrote of themselves."""
        one = self.evaluation
        return {"words": one.self_words, "improve": one.self_improve, "support": one.self_support}

    @property
    def agreements(self) -> tuple[Agreement, Agreement]:
        """Of this assistant's broadcasts, of everybody's."""
        month = self.evaluation.month
        return agreement_of(month, self.evaluation.assistant_id), agreement_of(month)

    @property
    def waiver(self) -> MonthWaiver | None:
        """Who let this version stand though it lacked something."""
        return self.evaluation.waiver_of(self.result)

    @property
    def moved(self) -> Decimal:
        """How far calibration moved the composite; 0 where it did not."""
        raw, score = self.result.raw, self.result.score
        return Decimal(0) if raw is None or score is None else score - raw

    @property
    def watched(self) -> int:
        """How many broadcasts somebody watched."""
        return int(self.facts["watched"])

    @property
    def fewest(self) -> int:
        """How many are needed for a grade."""
        return self.evaluation.numbers.whole("month_watched_fewest")

    @cached_property
    def proposals(self) -> list[explaining.Proposal]:
        """Three things to do next."""
        said = [(one.member_class, one.gaps) for one in self.given]
        return explaining.proposals(self.composed, self.composite, said)

    # ── months before, and the others ───────────────────────────────────────────────────────

    @cached_property
    def _months(self) -> Sequence[Any]:
        every = aliased(MonthResult)
        newest = select(func.max(every.number)).where(every.evaluation_id == MonthlyEvaluation.id)
        own = MonthlyEvaluation.told_to(self.person).with_only_columns(MonthlyEvaluation.id)
        one, first = self.evaluation, self.evaluation.month.first_day
        earlier = and_(
            MonthlyEvaluation.assistant_id == one.assistant_id,
            Month.first_day < first,
            Month.first_day >= date(first.year - 1, first.month, 1),
            MonthlyEvaluation.id.in_(own.order_by(None).correlate(None)),
        )
        team = and_(MonthlyEvaluation.month_id == one.month_id, _is_out())
        query = (
            select(Month.first_day, MonthlyEvaluation.id, MonthResult.score, MonthResult.grade)
            .join(MonthlyEvaluation, MonthlyEvaluation.month_id == Month.id)
            .join(MonthResult, MonthResult.evaluation_id == MonthlyEvaluation.id)
            .where(MonthResult.number == newest.scalar_subquery(), or_(earlier, team))
        )
        return db.session.execute(query.order_by(Month.first_day)).all()

    @cached_property
    def past(self) -> list[Past]:
        """The person's months, the oldest first, this version the last."""
        first, own = self.evaluation.month.first_day, self.evaluation.id
        before = [Past(*row) for row in self._months if row.first_day < first]
        now = Past(first, own, self.result.score, self.result.grade)
        return [*before[1 - MONTHS :], now]

    @property
    def last(self) -> Past | None:
        """The month before, if there was one."""
        return self.past[-2] if len(self.past) > 1 else None

    @cached_property
    def middle(self) -> int | None:
        """团队中间水平, over the whole shop's published results of this month."""
        first = self.evaluation.month.first_day
        scores = [row.score for row in self._months if row.first_day == first]
        return explaining.middle([one for one in scores if one is not None])
