"""A decision that was served: asking again, giving up, and carrying it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import PANEL, SECOND, Remedy
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.remitted import Remitted
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid


class Served(Remitted):
    """An appeal from the service of a decision to its end. ``effects``: what was changed, as it was
    listed."""

    __abstract__ = True

    again_until: Mapped[datetime | None]
    again_words: Mapped[str] = mapped_column(String(2000), default="")
    executed_at: Mapped[datetime | None]
    effects: Mapped[dict[str, Any]] = mapped_column(default=dict)

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
        self._panel_has_until()
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
        self.seat_by = None
        self.pieces = [] if stage == PANEL else self.pieces

    @property
    def gave_before(self) -> bool:
        """Whether an earlier stage decided that something changes."""
        return bool(self.given.get("what"))

    def withdraw(self, by: Any) -> None:
        """The assistant takes it back; what an earlier stage gave is then carried out all the same."""
        if not self.gave_before:
            super().withdraw(by)
            return
        self.execute_by = self._after("appeal_execute_workdays")
        self._step("fall_back", by)
        for one in self.sitting:
            one.leave("over")
        last = self.given
        self.decisions = self.decisions[: self.decisions.index(last)]
        self.decision, self.stage = last, last["stage"]
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
        if effects.overtaken(self):
            asked = sorted(self.respondents_now() | self.respondent_ids)
            self._tell(
                asked, N_("复核决定要改的数现在由别的数算出来，请核对那几个数：%(title)s"), by
            )
            return effects.Effects(overtaken=True)
        return effects.Effects(worse=True) if effects.falls(self) else effects.carry_out(self, by)
