"""One assistant's summary of one broadcast, and who reads it. What the group does with it is here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.reach import overseen
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.summaries import permissions, wording
from zhubo_web.summaries.models.writing import OPEN, Authored, SummaryVersion
from zhubo_web.summaries.workflow import PAGE, WORKFLOW

LONGEST_MISSING, LONGEST_WAIVER = 300, 200


class Summary(Authored):
    """From the end of a broadcast until it is accepted or waived.

    ``missing_part`` and ``missing``: what a returned one lacks. ``unread``: accepted by the clock.
    ``useful_at``: an operations lead found it useful.
    """

    __tablename__ = "summary"

    return_by: Mapped[datetime | None]
    missing_part: Mapped[str] = mapped_column(String(12), default="")
    missing: Mapped[str] = mapped_column(String(LONGEST_MISSING), default="")
    waiver_reason: Mapped[str] = mapped_column(String(LONGEST_WAIVER), default="")
    unread: Mapped[bool] = mapped_column(default=False)
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    useful_at: Mapped[datetime | None]
    useful_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_by: Mapped[Person | None] = relationship(Person, foreign_keys="Summary.reviewed_by_id")

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Summary]]:
        """One's own; the room's group, administration and owner those of whom they do not assist
        beside; the newest broadcast first."""
        query = select(cls).order_by(cls.broadcast_id.desc(), cls.assistant_id)
        if getattr(person, "is_screen", False):
            return query.where(cls.id < 0)
        others = overseen(cls.broadcast_id, person, permissions.READS)
        return query.where(or_(cls.assistant_id == person.id, others))

    @classmethod
    def of(cls, broadcast: Broadcast) -> dict[int, Summary]:
        """The summaries of a broadcast by assistant."""
        query = select(cls).where(cls.broadcast_id == broadcast.id)
        return {one.assistant_id: one for one in db.session.scalars(query)}

    def same_day(self) -> list[Summary]:
        """Others of this assistant that are still open, of broadcasts planned for the same day."""
        day = clock.local(self.broadcast.planned_start).date()
        kind = type(self)
        query = select(kind).where(
            kind.assistant_id == self.assistant_id, kind.state.in_(OPEN), kind.id != self.id
        )
        return [
            one
            for one in db.session.scalars(query.order_by(kind.broadcast_id))
            if clock.local(one.broadcast.planned_start).date() == day
            and one.setting == self.setting
        ]

    def versions(self) -> list[SummaryVersion]:
        """What was handed in, the newest first."""
        query = select(SummaryVersion).where(SummaryVersion.summary_id == self.id)
        return list(db.session.scalars(query.order_by(SummaryVersion.number.desc())))

    # ── by the clock ────────────────────────────────────────────────────────────────────────

    @classmethod
    def open(cls, broadcast: Broadcast, assistant: Person) -> Summary:
        """Ask for it: the broadcast has ended. The same again is the one that is there."""
        there = cls.of(broadcast).get(assistant.id)
        if there is not None:
            return there
        made = cls(broadcast=broadcast, assistant=assistant, state="").govern("summary")
        ended = broadcast.ended_at or clock.now()
        made.due_at = made.numbers.next_day("summary_due_time", ended)
        made.late_until = made.due_at + made.span("summary_late_hours")
        db.session.add(made)
        db.session.flush()
        made._step("open", SYSTEM)
        return made

    def fall_due(self, by: Any) -> None:
        """Its time is over; it is still taken for a while."""
        self._step("fall_due", by)

    def auto_accept(self, by: Any) -> None:
        """Nobody read it in time, which is not the assistant's fault: accepted, marked 未审阅."""
        self.unread, self.reviewed_at = True, clock.now()
        self._step("auto_accept", by, unread=True)

    # ── by the group ────────────────────────────────────────────────────────────────────────

    def accept(self, by: Any) -> None:
        """Read and taken."""
        self._step("accept", by)
        self.reviewed_at, self.reviewed_by_id = clock.now(), by.id

    def send_back(self, by: Any, part: str, missing: str) -> None:
        """Something specific is missing: ``part`` names the field, ``missing`` says what."""
        if refused := permissions.reviews(by, self):
            raise Denied(refused)
        if part not in wording.asked(self.setting) or len(missing.strip()) > LONGEST_MISSING:
            raise Invalid(N_("请选缺的是哪一栏，说明最多 300 个字"), "part")
        if not missing.strip():
            raise Invalid(N_("退回要写明具体缺什么"), "missing")
        self.missing, self.missing_part = missing.strip(), part
        self.return_by = clock.now() + self.span("summary_return_hours")
        self._step("send_back", by, part=part)
        self.reviewed_at, self.reviewed_by_id = clock.now(), by.id

    def waive(self, by: Any, reason: str) -> None:
        """It need not be written: leave, a broadcast that was stopped, a fault of ours."""
        if refused := permissions.waives(by, self):
            raise Denied(refused)
        if not 0 < len(reason.strip()) <= LONGEST_WAIVER:
            raise Invalid(N_("免交要写明原因，助播会看到，最多 200 个字"), "reason")
        self.waiver_reason = reason.strip()
        self._step("waive", by)
        self.reviewed_at, self.reviewed_by_id = clock.now(), by.id

    def find_useful(self, by: Any, *, useful: bool = True) -> None:
        """Whether its finding or suggestion was of use (counts for its assistant)."""
        if refused := permissions.reviews(by, self):
            raise Denied(refused)
        if self.submitted_at is None:
            raise WrongState(N_("还没有交，看过再点“有用”"))
        if useful == (self.useful_at is not None):
            return
        self.useful_at, self.useful_by_id = (clock.now(), by.id) if useful else (None, None)
        record("summary.found_useful", self, by, useful=useful, broadcast_id=self.broadcast_id)


follow(Summary, WORKFLOW, page=PAGE)
