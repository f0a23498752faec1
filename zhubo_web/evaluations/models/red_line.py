"""A red line: named by one person with the note that shows it, confirmed or dropped by another.

Until then it changes nothing but that the matter is handled strictly and is not published; confirmed,
the score is at most what the policy says.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.models.begun import Begun
from zhubo_web.observations.models import Observation

LONGEST_REASON = 500
BEFORE = ("draft", "submitted")


class RedLined(Begun):
    """An evaluation with perhaps a red line. ``red_line_kept``: what the second person said."""

    __abstract__ = True

    red_line_note_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    red_line_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    red_line_at: Mapped[datetime | None]
    red_line_settled_at: Mapped[datetime | None]
    red_line_kept: Mapped[bool] = mapped_column(default=False)

    @property
    def red_line_open(self) -> bool:
        """Named, and nobody else has said yet whether it is one."""
        return self.red_line_at is not None and self.red_line_settled_at is None

    @property
    def red_line_confirmed(self) -> bool:
        """By two different people."""
        return self.red_line_settled_at is not None and self.red_line_kept

    @property
    def cap(self) -> Decimal | None:
        """The most it can come to."""
        return self.numbers.number("evaluation_red_line_cap") if self.red_line_confirmed else None

    def flagged(self) -> list[Observation]:
        """The notes whose tag may be a red line."""
        return [one for one in self.notes if one.tag is not None and one.tag.red_line]

    def why_not_name_red_line(self, by: Any) -> Reason | None:
        """None when this person may name one now."""
        if reason := permissions.rates(by, self):
            return reason
        if self.state not in BEFORE:
            return Reason(N_("红线要在公布以前提出"))
        if self.red_line_confirmed:
            return Reason(N_("红线已经由两个人确认，不能再换一条；有异议由本人提"))
        return Reason(N_("已经有人提过红线")) if self.red_line_open else None

    def name_red_line(self, by: Any, note_id: int, reason: str) -> None:
        """Say that something crossed a red line; from here on it is handled strictly."""
        if refused := permissions.rates(by, self):
            raise Denied(refused)
        if refused := self.why_not_name_red_line(by):
            raise WrongState(refused)
        if note_id not in {one.id for one in self.notes}:
            raise Invalid(N_("请选是哪一条记录"), "note")
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            raise Invalid(N_("请写明哪一句、为什么是红线，最多 500 个字"), "reason")
        self.red_line_note_id, self.red_line_reason = note_id, reason.strip()
        self.red_line_by_id, self.red_line_at = by.id, clock.now()
        self.red_line_second_id = self.red_line_settled_at = None
        self.red_line_kept = False
        record("evaluation.red_line_named", self, by, note=note_id, broadcast_id=self.broadcast_id)
        self.rise("red_line", by)

    def settle_red_line(self, by: Any, *, kept: bool) -> None:
        """The second person says whether it is one. Raises Denied or WrongState."""
        if reason := permissions.confirms_red_line(by, self):
            raise Denied(reason)
        if not self.red_line_open:
            raise WrongState(N_("没有等确认的红线"))
        self.red_line_second_id, self.red_line_settled_at = by.id, clock.now()
        self.red_line_kept = kept
        name = "evaluation.red_line_confirmed" if kept else "evaluation.red_line_dropped"
        record(name, self, by, broadcast_id=self.broadcast_id)
        self.reckon()

    def reckon(self) -> None:
        """Work the score out anew."""
        raise NotImplementedError
