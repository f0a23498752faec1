"""发回重做: the panel sends the matter back to who made it, with what is to be looked at again.

It is served as a decision; they have so many days. What they make of it has reasons by the same template
and is never worse than what stands, is served in its turn, and may be asked about again as any decision.
Who made it judges nothing by that: a second review looks at it, and where they miss their time the
panel decides. The month stays in dispute all the while.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import REMITTED, Decision
from zhubo_web.appeals.models.decided import Decided
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason


class Remitted(Decided):
    """An appeal that may be sent back. ``redo_by``: by when it is to be done again."""

    __abstract__ = True

    redo_by: Mapped[datetime | None]

    @property
    def redone_ids(self) -> list[int]:
        """Who has signed what came of doing it again."""
        return list(self.decision.get("by", ())) if self.written else []

    @property
    def hands_missing(self) -> int:
        """How many of those who made it have not signed yet."""
        return max(0, self.hands_needed - len(self.redone_ids))

    def remit(self, by: Any) -> None:
        """送达并发回: from here on the days of those who made it run."""
        self.redo_by = self._after("appeal_redo_workdays")
        self._step("remit", by)
        for one in self.sitting:
            one.signed_at = None
        self.decisions = [*self.decisions, self.decision]
        self.decision, self.remedy_kept = {}, {}

    def why_not_redo(self, by: Any) -> Reason | None:
        """None when this person may write what comes of doing it again."""
        if self.state != "remitted":
            return Reason(N_("没有发回重做的事"))
        return permissions.redoes(by, self)

    def redo(self, by: Any, decision: Decision) -> None:
        """What comes of it: it stays, or becomes so, with reasons. Who signed before signs anew."""
        if reason := self.why_not_redo(by):
            raise Denied(reason)
        decision.check()
        if decision.remedy.decision == REMITTED:
            raise Invalid(N_("请选怎样决定"), "kind")
        self._check_not_worse(decision.remedy)
        self.remedy_kept = decision.remedy.stored
        self._hand_in(by, {**decision.stored(), "stage": self.stage, "by": []})

    def why_not_agree(self, by: Any) -> Reason | None:
        """None when this person may sign what another who made it has written."""
        if reason := self.why_not_redo(by):
            return reason
        if not self.written or by.id in self.redone_ids:
            return Reason(N_("先由一位写，另一位看过再签"))
        return None

    def agree_redo(self, by: Any) -> None:
        """The second of two who made it signs what the first has written."""
        if reason := self.why_not_agree(by):
            raise Denied(reason)
        self._hand_in(by, self.decision)

    def _hand_in(self, by: Any, written: dict[str, Any]) -> None:
        """One hand more; the last hands it in, to be served."""
        self.decision = {**written, "by": [*written["by"], by.id]}
        if self.hands_missing:
            record("appeal.redo_written", self, by)
            others = sorted(self.maker_ids - set(self.redone_ids))
            self._tell(others, N_("重做的结果写好了，请看过再签：%(title)s"), by)
            return
        self.serve_by = self._after("appeal_serve_workdays")
        self._step("redo", by, decision=self.decision["decision"], stage=self.stage)
        self.decided_at = clock.now()

    def timeout(self, by: Any) -> None:
        """Not done again in time: what was begun counts for nothing, and the panel has as long."""
        if self.state == "remitted":
            self.decision, self.remedy_kept = {}, {}
            self.decide_by = self._after("appeal_redo_workdays")
        super().timeout(by)
