"""Reviewing a plan: sent back, approved, undone, or run provisionally because nobody came to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, WrongState
from zhubo_web.plans import cautions
from zhubo_web.plans.models.comment import PlanComment
from zhubo_web.plans.models.drafting import Drafting
from zhubo_web.plans.models.facts import examine
from zhubo_web.plans.models.item import lay
from zhubo_web.plans.workflow import LATE_CODES


class Reviewing(Drafting):
    """A plan with the reviewer's verbs."""

    __abstract__ = True

    def check_seen(self, seen: int | None) -> None:
        """Refuse to decide about a version that was not looked at."""
        if seen is not None and seen != self.latest:
            raise WrongState(N_("计划刚有了新的一版，请看过再定"))

    def approve(self, by: Any, seen: int | None = None, left_out: Collection[int] = ()) -> None:
        """通过, from this moment on, and for some seconds to be undone. Broadcasts with a red warning
        may be left out: they are 待补."""
        self.check("approve", by)
        self.check_seen(seen)
        out = self._left_out(left_out)
        self.step("approve", by, left_out=out)
        self.hold(by, out)
        self.undo_until = clock.now() + self.span("plan_undo_seconds")

    def approve_late(
        self, by: Any, reason: str, seen: int | None = None, left_out: Collection[int] = ()
    ) -> None:
        """Approve what already runs provisionally; the lateness is the reviewer's."""
        self.check("approve_late", by)
        self.check_seen(seen)
        if reason not in LATE_CODES:
            raise Invalid(N_("审晚了，请选一个原因"), "late_reason")
        self.late_reason = reason
        out = self._left_out(left_out)
        self.step("approve_late", by, left_out=out, reason=reason)
        self.hold(by, out)

    @classmethod
    def approve_all(cls, plans: Sequence[Any], by: Any) -> list[Any]:
        """全部通过: each that this person may approve now and that has no red warning, as its own
        record. Returns those that were."""
        found = examine(plans)
        done = []
        for plan in plans:
            if not cautions.red(found[plan.id]) and plan.why_not("approve", by) is None:
                plan.approve(by)
                done.append(plan)
        return done

    def _left_out(self, wanted: Collection[int]) -> list[int]:
        """Of the broadcasts with a red warning those that are left out."""
        red = cautions.red_broadcasts(self.cautions)
        if not set(wanted) <= set(red):
            raise Invalid(N_("只有带红色提醒的场次可以先不通过"))
        if wanted and set(wanted) >= {one.id for one in self.broadcasts}:
            raise Invalid(N_("每一场都有红色提醒，请退回改"))
        return [number for number in red if number in wanted]

    def undo(self, by: Any) -> None:
        """Take an approval back within its seconds; it waits for review as before."""
        self.step("undo", by)
        self.standing, self.left_out = self.held_before, []
        self.approver_id = self.approved_at = self.undo_until = None
        lay(self, self.holding())

    def request_changes(
        self, by: Any, codes: Sequence[str], line: str, text: str, seen: int | None = None
    ) -> None:
        """退回改: with reasons, and a request at a line unless there is one already."""
        self.check("request_changes", by)
        self.check_seen(seen)
        if not codes:
            raise Invalid(N_("请选退回的原因"), "codes")
        if text.strip() or not self.open_requests:
            PlanComment.write(self, line, text, by, tuple(codes))
        self.step("request_changes", by, codes=list(codes))

    def timeout(self, by: Any) -> None:
        """Nobody reviewed it in time: it runs as it is, and that is not the assistant's fault. An
        amendment that nobody answered falls away."""
        if self.state == "amending":
            self.step("timeout", by)
            self._end_amendment()
            return
        self.step("timeout", by, missed_by=self.reviewer_ids())
        self.standing, self.left_out = self.latest, []
        lay(self, self.holding())

    def _end_amendment(self) -> None:
        """The version that stood goes on standing."""
        self.amend_due_at = None
