"""What every change by a decision has: numbers before and after, what follows it, how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zhubo_web.appeals.consequences import Number
from zhubo_web.appeals.models.effects.places import frozen_at
from zhubo_web.appeals.models.effects.reckoning import Ripple, facts_of, ripple
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.models.amended import Preview
from zhubo_web.evaluations.workflow import OUT
from zhubo_web.months import patching
from zhubo_web.months.models import MonthlyEvaluation

What = Mapping[str, Any]
Source = tuple[str, int]


class Change:
    """One contested thing under one remedy, for the assistant who contests it."""

    thing: Any
    #: Whether the thing itself, beside its outcomes, would be worse.
    is_worse = False

    def __init__(self, assistant_id: int) -> None:
        self.assistant_id = assistant_id
        self.evaluations: list[tuple[Evaluation, Preview]] = []
        self.months: list[Ripple] = []

    def now(self) -> list[Number]:
        """The numbers of the thing as they stand."""
        return []

    def then(self) -> list[Number]:
        """The same as they would be."""
        return []

    def write(self, source: Source, reasons: str) -> None:
        """Change the thing and its evaluations; months follow by themselves."""

    # ── what several share ──────────────────────────────────────────────────────────────────

    def _follow(self, evaluation: Evaluation, found: Preview | None, *, drops: bool) -> None:
        """An evaluation that is out changes, and with it its assistant's month."""
        if found is None or not found.changes or evaluation.state not in OUT:
            return
        self.evaluations.append((evaluation, found))
        started = evaluation.broadcast.started_at
        for month in () if started is None else frozen_at(started, evaluation.assistant_id):
            cap = None if found.red_line_falls else evaluation.cap
            facts = patching.replace_evaluation(
                facts_of(month), month.composite, evaluation.id, found.after.parts, cap
            )
            self._ripple(month, facts, drops=drops)

    def _ripple(
        self,
        month: MonthlyEvaluation,
        facts: What,
        *,
        drops: bool = False,
        score: Decimal | None = None,
    ) -> None:
        contested = month.assistant_id == self.assistant_id
        found = ripple(month, facts, score=score, contested=contested, drops=drops)
        if found is not None:
            self.months.append(found)
