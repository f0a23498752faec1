"""The decision by the template, signed by all who sit.

No decision leaves the assistant worse off than before, nor a later one than an earlier.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import (
    PANEL,
    REMITTED,
    Decision,
    Remedy,
    falls_behind,
    not_worse,
)
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.heard import Heard
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, NotFound, Reason, WrongState

DECIDES_IN = ("quick_review", "heard", "overdue", "second_review")


class Decided(Heard):
    """An appeal up to its decision."""

    __abstract__ = True

    decided_at: Mapped[datetime | None]
    serve_by: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    execute_by: Mapped[datetime | None]

    # ── deciding ────────────────────────────────────────────────────────────────────────────

    @property
    def written(self) -> bool:
        """Whether a decision of this stage is written."""
        return bool(self.decision) and self.decision.get("stage") == self.stage

    @property
    def unsigned(self) -> int:
        """How many of those who sit have not signed what is written."""
        return sum(one.signed_at is None for one in self.sitting)

    def why_not_decide(self, by: Any) -> Reason | None:
        """None when this person, or this guest, may write the decision now."""
        if self.state not in DECIDES_IN:
            return Reason(N_("现在还不能决定"))
        return permissions.decides(by, self)

    def preview(self, remedy: Remedy) -> Any:
        """What would change, nothing being written."""
        target = self._target()
        return effects.preview(target, remedy)

    def _target(self) -> Any:
        found = effects.target_of(self.kind, self.target_id, self.assistant, self.code)
        if found is None:
            raise NotFound(N_("被申请复核的内容已经不在了"))
        return found

    def write_decision(self, by: Any, decision: Decision) -> None:
        """Write it and sign; what others had signed before, they sign anew. The last one decides."""
        if reason := self.why_not_decide(by):
            raise Denied(reason)
        decision.check()
        self._check_still_apart(by)
        if decision.remedy.decision == REMITTED:
            self._check_may_remit()
        else:
            self._check_not_worse(decision.remedy)
        for one in self.sitting:
            one.signed_at = None
        self.decision = {**decision.stored(), "stage": self.stage}
        self.remedy_kept = decision.remedy.stored
        record("appeal.decision_written", self, by, guest=getattr(by, "guest_id", None))
        self.sign(by)

    def _check_still_apart(self, by: Any) -> None:
        """Nobody who sits has got a part in the thing since they were named."""
        self.take_respondents()
        if reason := permissions.decides(by, self):
            raise Denied(reason)

    @property
    def given(self) -> dict[str, Any]:
        """The newest decision of an earlier stage that decided something; empty where there is none."""
        found = [one for one in self.decisions if one["decision"] != REMITTED]
        return dict(found[-1]) if found else {}

    @property
    def sends_back(self) -> bool:
        """Whether what is written sends the matter back to who made it."""
        return self.written and self.decision["decision"] == REMITTED

    @property
    def hands_needed(self) -> int:
        """How many of those who made it do it again: two for what a month's result is made of (D-10)."""
        return 2 if self.kind.startswith("month_") else 1

    def why_not_remit(self) -> Reason | None:
        """None when those who sit may send it back: a panel, once, while its makers are there."""
        if self.stage != PANEL:
            return Reason(N_("只有复核小组可以发回重做"))
        if any(one["decision"] == REMITTED for one in self.decisions):
            return Reason(N_("已经发回过一次，请直接决定"))
        if len(self.maker_ids) < self.hands_needed:
            return Reason(N_("原来做这件事的人不够，不能发回重做，请直接决定"))
        return None

    @property
    def may_remit_now(self) -> bool:
        """Whether those who sit could send it back with the decision they write now."""
        return self.state in DECIDES_IN and self.why_not_remit() is None

    def _check_may_remit(self) -> None:
        if reason := self.why_not_remit():
            raise Invalid(reason, "kind")

    def _check_not_worse(self, remedy: Remedy) -> None:
        """D-05, in code: by its kind against an earlier stage, by its numbers against what stands."""
        given = self.given
        before = given.get("decision", "")
        if not not_worse(remedy.decision, before):
            raise Invalid(N_("前一次已经改了的，不会因为再申请而收回"), "kind")
        if not remedy.what:
            return
        found = self.preview(remedy)
        if found.worse:
            raise Invalid(N_("申请复核不会让结果变差；发现的新问题只作为以后的改进"), "kind")
        former = given.get("what", {})
        if former and falls_behind(found.rows, self.preview(Remedy(before, former)).rows):
            raise Invalid(N_("前一次已经改了的，不会因为再申请而收回"), "kind")

    def sign(self, by: Any) -> None:
        """Sign what is written; the last signature decides. Raises Denied, or WrongState."""
        if reason := self.why_not_decide(by):
            raise Denied(reason)
        seat = self.seat_of(by)
        if seat is None or seat.signed_at is not None:
            raise WrongState(N_("你已经签过了"))
        if not self.written or seat.declared_at is None:
            raise WrongState(N_("先声明没有利害关系，再写决定或签写好的决定"))
        self._check_still_apart(by)
        if self.unsigned > 1:
            seat.signed_at = clock.now()
            record("appeal.signed", self, by)
            others = [one.person_id for one in self.sitting if one.signed_at is None]
            asked = [one for one in others if one is not None]
            self._tell(asked, N_("复核决定写好了，请看过再签：%(title)s"), by)
            return
        self._decide(by)
        seat.signed_at = clock.now()

    def _decide(self, by: Any) -> None:
        self.serve_by = self._after("appeal_serve_workdays")
        self.execute_by = self._after("appeal_execute_workdays")
        last = self.state == "second_review"
        self._step("decide", by, decision=self.decision["decision"], stage=self.stage)
        self.decided_at = clock.now()
        if last:
            self.served_at = clock.now()
        for one in self.sitting:
            if one.guest is not None:
                one.guest.use()

    def timeout(self, by: Any) -> None:
        """The time to decide has passed: effects stay suspended, the owner is told."""
        self._step("timeout", by)
