"""Changes that begin at a broadcast: marks or a figure are otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from zhubo_web.appeals.consequences import Number, plain
from zhubo_web.appeals.models.effects.change import Change, Source, What
from zhubo_web.appeals.models.effects.places import frozen_at, month_at, path
from zhubo_web.appeals.models.effects.reckoning import facts_of
from zhubo_web.appeals.models.effects.remedies import figure_of, marks_of
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations.models import Evaluation, Given
from zhubo_web.extensions import db
from zhubo_web.metrics import deriving
from zhubo_web.metrics.baseline import worsens
from zhubo_web.metrics.definitions import defined
from zhubo_web.metrics.forming import forms
from zhubo_web.metrics.models import decide, decided, standing
from zhubo_web.months import calendars
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.gathering import regather_figures
from zhubo_web.policies.models import PolicyVersion


class MarksSet(Change):
    """An evaluation's marks are set, some or all."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(assistant_id)
        self.thing = evaluation = db.session.get_one(Evaluation, id)
        rating = evaluation.deciding()
        if rating is None:
            raise Invalid(N_("这一场没有评分，没有分可以申请复核"))
        marks = {**rating.read, **marks_of(what, rating.read)}
        self.given = Given(marks, rating.evidence, rating.strengths, rating.gaps, rating.why)
        self._follow(evaluation, evaluation.with_given(self.given), drops=False)

    def write(self, source: Source, reasons: str) -> None:
        for evaluation, _found in self.evaluations:
            evaluation.amend(SYSTEM, reasons=reasons, source=source, given=self.given)


class FigureSet(Change):
    """A figure of a broadcast is what the decision says, for everybody who was on duty there."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(assistant_id)
        self.thing = broadcast = db.session.get_one(Broadcast, id)
        self.metric, self.value = code, figure_of(what, code)
        self.values = standing([id]).get(id, {})
        if self.is_computed(id, code):
            raise Invalid(N_("这个数是由别的数算出来的，请对其中不对的那个数申请复核"), "value")
        if self.values.get(code) == self.value or broadcast.started_at is None:
            return
        self.is_worse = self._lowers_what_counts(broadcast.started_at)
        for month in frozen_at(broadcast.started_at):
            facts = facts_of(month)
            if str(id) in facts.get("duty", {}):
                self._ripple(month, self._regathered(month, facts))

    @staticmethod
    def is_computed(broadcast_id: int, metric: str) -> bool:
        """Whether the figure is computed from others by now, so that setting it changes nothing."""
        values = standing([broadcast_id]).get(broadcast_id, {})
        return deriving.computed(defined(metric), values) is not None

    def _lowers_what_counts(self, started_at: datetime) -> bool:
        """Whether a figure that counts gets worse for who contests it, while their month has no result
        to compare: frozen or not, it would end lower by it."""
        month = month_at(started_at, self.assistant_id)
        if month is not None and month.result() is not None:
            return False
        first = clock.shanghai(calendars.first_of(clock.local(started_at).date()))
        policy = month.policy if month is not None else PolicyVersion.in_force(first)
        post, composite = month.post if month is not None else "", policy.composite
        weighing = (one for one in composite.items if composite.weight(one, post))
        counts = {form for one in weighing for name in one.figures for form in forms(name)}
        before, after = deriving.completed(self.values), deriving.completed(self._changed())
        return any(
            worsens(defined(name).better, before[name], after[name])
            for name in counts & before.keys() & after.keys()
        )

    def _regathered(self, month: MonthlyEvaluation, facts: What) -> What:
        """With what decided before and now; what was corrected without a decision stays out."""
        assert month.frozen_at is not None
        changes = decided([int(one) for one in facts["duty"]], month.frozen_at)
        changes.setdefault(self.thing.id, {})[self.metric] = self.value
        return regather_figures(month, facts, changes)

    def now(self) -> list[Number]:
        return self._numbers(standing([self.thing.id]).get(self.thing.id, {}))

    def then(self) -> list[Number]:
        return self._numbers(self._changed())

    def _changed(self) -> dict[str, Decimal]:
        changed = {name: value for name, value in self.values.items() if name != self.metric}
        if self.value is not None:
            changed[self.metric] = self.value
        return changed

    def _numbers(self, values: Mapping[str, Decimal]) -> list[Number]:
        url = path("metric", self.thing, self.assistant_id)
        return [
            Number(("broadcast", self.thing.id, "figure", name), Reason(defined(name).name), url,
                   plain(value))
            for name, value in deriving.completed(values).items()
        ]  # fmt: skip

    def write(self, source: Source, reasons: str) -> None:
        decide(self.thing, {self.metric: self.value}, source, reasons)
        db.session.flush()  # recorded before the results that follow from it
