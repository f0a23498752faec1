"""Changing what was approved (改动待确认): asked by one side, confirmed or refused by the other."""

from __future__ import annotations

from typing import Any

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.plans import contents
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models.item import lay
from zhubo_web.plans.models.reviewing import Reviewing
from zhubo_web.plans.workflow import AMEND_CODES


class Amending(Reviewing):
    """A plan that both sides may want changed."""

    __abstract__ = True

    @property
    def amends_the_past(self) -> bool:
        """Whether the newest version changes a broadcast that has begun, or is gone."""
        coming = {one.id for one in self.broadcasts if one.is_coming}
        return not set(contents.changed(self.holding(), self.filed())) <= coming

    def amend(self, content: Content, code: str, reason: str, by: Any) -> None:
        """Ask for a change. Until the other side confirms it, what was approved holds."""
        self.check("amend", by)
        before = self.holding()
        changed = contents.changed(before, content)
        self._check_amendment(before, content, changed, code)
        self.file("amend", content, by)
        self.amended_by_id, self.amend_code = by.id, code
        self.amend_reason, self.amend_answer, self.undo_until = reason.strip(), "", None
        starts = [one.planned_start for one in self.broadcasts if one.id in changed]
        self.amend_due_at = min([clock.now() + self.span("plan_amend_hours"), *starts])
        self.step("amend", by, changed=changed, code=code)

    def _check_amendment(
        self, before: Content, content: Content, changed: list[int], code: str
    ) -> None:
        if code not in AMEND_CODES:
            raise Invalid(N_("请选改动的原因"), "amend_code")
        if not changed and before.line == content.line:
            raise Invalid(N_("和现在的计划一样，没有要改的"))
        coming = {one.id for one in self.broadcasts if one.is_coming}
        if not set(changed) <= coming:
            raise Invalid(N_("改到的场次已经开播，来不及改了"))
        kept = [one.id for one in self.broadcasts if one.id in changed]
        if reason := contents.whole(
            content, self.setting, kept or [one.id for one in self.broadcasts]
        ):
            raise Invalid(reason)

    def confirm(self, by: Any, seen: int | None = None) -> None:
        """同意: the new version holds."""
        self.check("confirm", by)
        self.check_seen(seen)
        self.step("confirm", by)
        self.held_before, self.standing, self.left_out = self.standing, self.latest, []
        self._end_amendment()
        self.look_again()
        lay(self, self.holding())

    def refuse(self, by: Any, answer: str) -> None:
        """不改, and why; what was approved goes on holding."""
        self.check("refuse", by)
        if not answer.strip():
            raise Invalid(N_("请写一句为什么不同意"), "answer")
        self.amend_answer = answer.strip()
        self.step("refuse", by)
        self._end_amendment()
