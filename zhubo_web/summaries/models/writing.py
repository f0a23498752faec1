"""By the assistant: keeping a draft, handing in, late, again; every hand-in is a version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db
from zhubo_web.summaries import permissions, wording
from zhubo_web.summaries.models.opened import Opened
from zhubo_web.summaries.wording import Written

#: State → the verb that hands in from it.
HANDS_IN = {"draft": "submit", "overdue": "submit_late", "returned": "resubmit"}
OPEN = ("due", *HANDS_IN)
LONGEST_REASON = 200
MINUTE = timedelta(minutes=1)


class SummaryVersion(Identified, Base):
    """What was handed in; ``created_at`` is when, by the server."""

    __tablename__ = "summary_version"
    __table_args__ = (UniqueConstraint("summary_id", "number"),)

    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id"))
    number: Mapped[int]
    parts: Mapped[dict[str, Any]]


class Authored(Opened):
    """The part of a summary that its assistant writes. ``parts`` is the present text.

    ``merged_with_id``: the summary of the same day that it was written together with.
    """

    __abstract__ = True

    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    number: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    late_minutes: Mapped[int | None]
    late_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    review_by: Mapped[datetime | None]
    accept_at: Mapped[datetime | None]

    @declared_attr
    def merged_with_id(cls) -> Mapped[int | None]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("summary.id"))

    @property
    def is_open(self) -> bool:
        """Whether it is still to be handed in."""
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Whether handing it in now would be late; what was returned is not."""
        return self.state in ("due", "draft", "overdue") and clock.now() > self.due_at

    def keep(self, by: Any, written: Written) -> None:
        """Keep a draft; nothing is asked of it but its bounds. Raises Denied, Invalid or WrongState."""
        if reason := permissions.owns(by, self):
            raise Denied(reason)
        if not self.is_open:
            raise WrongState(N_("已经交了，不用再存"))
        wording.check_bounds(written)
        if self.state == "due":
            self.start(by)
        self.parts = written.stored()

    def start(self, by: Any) -> None:
        """The first words are there."""
        self._step("start", by)

    def submit(
        self, by: Any, written: Written, *, also: Iterable[Authored] = (), late_reason: str = ""
    ) -> None:
        """Hand it in, in whichever way its state asks for; ``also``: others of the same day that
        the same text stands for. Raises Denied, Invalid or WrongState."""
        together = (self, *also)
        for one in together:
            one._may_hand_in(by, written, late_reason)
        for one in together:
            one._hand_in(by, written, late_reason)
            one.merged_with_id = None if one is self else self.id

    def _may_hand_in(self, by: Any, written: Written, late_reason: str) -> None:
        if reason := permissions.owns(by, self):
            raise Denied(reason)
        wording.check(written, self.setting)
        if self.is_late and not late_reason.strip():
            raise Invalid(N_("过了时间，请写一句为什么，不会因此扣分"), "late_reason")

    def _hand_in(self, by: Any, written: Written, late_reason: str) -> None:
        late = (clock.now() - self.due_at) // MINUTE if self.is_late else None
        if self.state == "due":
            self.start(by)
        now = clock.now()
        self.review_by = now + self.span("summary_review_hours")
        self.accept_at = now + self.span("summary_auto_hours")
        told = {} if late is None else {"late_minutes": late}
        self._step(HANDS_IN.get(self.state, "submit"), by, number=self.number + 1, **told)
        if late is not None:
            self.late_minutes, self.late_reason = late, late_reason.strip()
        self.submitted_at, self.parts, self.number = now, written.stored(), self.number + 1
        version = SummaryVersion(summary_id=self.id, number=self.number, parts=self.parts)
        db.session.add(version)
