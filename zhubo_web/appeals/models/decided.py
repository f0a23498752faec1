"""The decision by the template, signed by all who sit; service, asking again, and carrying it out.

No decision leaves the assistant worse off than before, nor a later one than an earlier.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import PANEL, SECOND, Decision, Remedy, falls_behind, not_worse
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.heard import Heard
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, NotFound, Reason, WrongState

DECIDES_IN = ("quick_review", "heard", "overdue", "second_review")


class Decided(Heard):
    """An appeal from its decision to its end.

    ``decisions``: those of the stages before; ``effects``: what was changed, as it was listed.
    """

    __abstract__ = True

    decisions: Mapped[list[Any]] = mapped_column(default=list)
    decided_at: Mapped[datetime | None]
    serve_by: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    again_until: Mapped[datetime | None]
    again_words: Mapped[str] = mapped_column(String(2000), default="")
    execute_by: Mapped[datetime | None]
    executed_at: Mapped[datetime | None]
    effects: Mapped[dict[str, Any]] = mapped_column(default=dict)

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

    def _check_not_worse(self, remedy: Remedy) -> None:
        """D-05, in code: by its kind against an earlier stage, by its numbers against what stands."""
        before = self.decisions[-1]["decision"] if self.decisions else ""
        if not not_worse(remedy.decision, before):
            raise Invalid(N_("前一次已经改了的，不会因为再申请而收回"), "kind")
        if not remedy.what:
            return
        found = self.preview(remedy)
        if found.worse:
            raise Invalid(N_("申请复核不会让结果变差；发现的新问题只作为以后的改进"), "kind")
        former = self.decisions[-1]["what"] if self.decisions else {}
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

    # ── service, and asking again ───────────────────────────────────────────────────────────

    @property
    def again_over(self) -> bool:
        """Whether the days to ask again have passed."""
        return self.again_until is not None and self.again_until < clock.now()

    def serve(self, by: Any) -> None:
        """To the assistant, with the right to ask again."""
        self.again_until = self._after("appeal_again_workdays")
        self._step("serve", by)
        self.served_at = clock.now()

    def ask_panel(self, by: Any, words: str) -> None:
        """Not content with the quick review: the panel. From here on it is 严谨."""
        self._check_again(by, words)
        self.assign_by = self._after("appeal_assign_workdays")
        self.decide_by = self._after("appeal_decide_workdays")
        self._step("ask_panel", by)
        self._next_stage(PANEL, words)
        self.rise("asked", by)

    def request_review(self, by: Any, words: str) -> None:
        """Not content with the panel: a second review, once."""
        self._check_again(by, words)
        self.second_by = self._after("appeal_second_workdays")
        self._step("request_review", by)
        self._next_stage(SECOND, words)

    def _check_again(self, by: Any, words: str) -> None:
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if not 0 < len(words.strip()) <= 2000:
            raise Invalid(N_("请写明决定哪里不对，最多 2000 个字"), "words")

    def _next_stage(self, stage: str, words: str) -> None:
        for one in self.sitting:
            one.leave("over")
        self.decisions = [*self.decisions, self.decision]
        self.decision, self.stage, self.again_words = {}, stage, words.strip()
        self.pieces = [] if stage == PANEL else self.pieces

    @property
    def gave_before(self) -> bool:
        """Whether an earlier stage decided that something changes."""
        return bool(self.decisions) and bool(self.decisions[-1]["what"])

    def withdraw(self, by: Any) -> None:
        """The assistant takes it back; what an earlier stage gave is then carried out all the same."""
        if not self.gave_before:
            super().withdraw(by)
            return
        self.execute_by = self._after("appeal_execute_workdays")
        self._step("fall_back", by)
        for one in self.sitting:
            one.leave("over")
        *former, last = self.decisions
        self.decisions, self.decision, self.stage = former, last, last["stage"]
        self.remedy_kept = Remedy(last["decision"], last["what"]).stored

    def window_end(self, by: Any) -> None:
        """Nobody asked again: it is final."""
        self.execute_by = self._after("appeal_execute_workdays")
        self._step("window_end", by)

    # ── carrying it out ─────────────────────────────────────────────────────────────────────

    def execute(self, by: Any) -> None:
        """Correct, recalculate, and keep the list of what changed; then the months are no longer held.
        Where something has given more meanwhile, that stands."""
        if self.state == "final" and self.remedy.what:
            if refused := permissions.serves(by, self):
                raise Denied(refused)
            self.effects = self._carried_out(by).stored()
        self._step("execute", by, changed=len(self.effects.get("rows", ())))
        self.executed_at = clock.now()
        self._settle_months()

    def _carried_out(self, by: Any) -> Any:
        return effects.Effects(worse=True) if effects.falls(self) else effects.carry_out(self, by)
