"""A broadcast that is on: start, interruptions, end, its stream clock, correcting its times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions, timing
from zhubo_web.broadcasts.models.run_sheet import shift_run_sheet
from zhubo_web.broadcasts.models.staffing import Staffed
from zhubo_web.broadcasts.workflow import CAUSES
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion

CORRECTABLE = timedelta(hours=24)
FREE_FOR = timedelta(minutes=2)


class Interruption(Identified, Base):
    """A break; stream time stands still meanwhile. ``notice``: the number of the platform's."""

    __tablename__ = "interruption"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    cause: Mapped[str] = mapped_column(String(20))
    notice: Mapped[str] = mapped_column(String(60), default="")


class Running(Staffed):
    """The live part of a broadcast. ``last_seq`` counts what screens must know."""

    __abstract__ = True

    ended_at: Mapped[datetime | None]
    unwatched_at: Mapped[datetime | None]
    started_by_clock: Mapped[bool] = mapped_column(default=False)
    unchecked_reason: Mapped[str] = mapped_column(String(200), default="")
    corrected_at: Mapped[datetime | None]
    segment_id: Mapped[int | None] = mapped_column(
        ForeignKey("segment.id", use_alter=True, name="fk_broadcast_segment_id_segment")
    )
    emergency: Mapped[str | None] = mapped_column(String(20))
    free_until: Mapped[datetime | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_activity_at: Mapped[datetime | None]

    @declared_attr
    def interruptions(cls) -> Mapped[list[Interruption]]:  # noqa: N805 - the attribute's class
        return relationship(Interruption, order_by=Interruption.began_at, lazy="selectin")

    # ── the clock ───────────────────────────────────────────────────────────────────────────

    @property
    def pauses(self) -> list[timing.Pause]:
        return [(one.began_at, one.ended_at) for one in self.interruptions]

    def stream_ms(self, at: datetime | None = None) -> int:
        """Stream time now, or at a moment; at the end it stands still."""
        if self.started_at is None:
            return 0
        moment = at or clock.now()
        if self.ended_at is not None:
            moment = min(moment, self.ended_at)
        return timing.stream_ms(self.started_at, self.pauses, moment)

    def quiet_for(self, length: timedelta) -> bool:
        """Whether nobody tapped or advanced anything for so long."""
        last = self.last_activity_at or self.started_at
        return last is None or clock.now() - last > length

    # ── start ───────────────────────────────────────────────────────────────────────────────

    def _started(self, verb: str, by: Any, **values: Any) -> None:
        now = clock.now()
        late = (now - self.planned_start) // timing.MILLISECOND
        self._step(verb, by, late_ms=late, **values)
        self.started_by_clock = by is SYSTEM
        self.started_at = self._planned_or_free(now) if by is SYSTEM else now
        self.last_activity_at = now

    def _planned_or_free(self, now: datetime) -> datetime:
        """The planned start, or the end of the room's broadcast that ran into it."""
        kind = type(self)
        query = select(kind.ended_at).where(
            kind.room_id == self.room_id,
            kind.ended_at > self.planned_start,
            kind.ended_at <= now,
        )
        return db.session.scalar(query.order_by(kind.ended_at.desc()).limit(1)) or (
            self.planned_start
        )

    def start(self, by: Any) -> None:
        """Go live after the check."""
        self._started("start", by)

    def start_auto(self, by: Any) -> None:
        """Go live by the clock, after the check or 同上场."""
        self._started("start_auto", by)

    def start_confirmed(self, by: Any) -> None:
        """Go live by hand after 同上场, when the room is early or late."""
        self._started("start_confirmed", by)

    def start_unchecked(self, by: Any, reason: str = "") -> None:
        """Go live without a check; the reason is the lead's to answer for, not the assistant's."""
        if denied := permissions.leads(by, self):
            raise Denied(denied)
        if not reason.strip():
            raise Invalid(N_("没做播前检查就开播，要写明原因"), "reason")
        self.unchecked_reason = reason.strip()
        self._started("start_unchecked", by, reason=True, flagged=by.id)

    # ── while it is on ──────────────────────────────────────────────────────────────────────

    def interrupt(self, by: Any, cause: str, notice: str = "") -> None:
        """The stream broke off; stream time stands still."""
        if cause not in CAUSES:
            raise Invalid(N_("请选中断的原因"), "cause")
        now = clock.now()
        if self.why_not("interrupt", by) is None:
            pause = Interruption(broadcast_id=self.id, began_at=now, cause=cause)
            pause.notice = notice.strip()
            self.interruptions.append(pause)
        self._step("interrupt", by, cause=cause)
        self.last_activity_at = now

    @property
    def broken_by(self) -> str:
        """Why the stream stands still now, if it does: whom that hurries asks it."""
        return next((one.cause for one in self.interruptions if one.ended_at is None), "")

    def resume(self, by: Any) -> None:
        """The stream is back."""
        self._step("resume", by)
        self._close_pause(clock.now())
        self.last_activity_at = clock.now()

    def _close_pause(self, moment: datetime) -> None:
        for pause in self.interruptions:
            pause.ended_at = pause.ended_at or max(moment, pause.began_at)

    def show_emergency(self, code: str | None, by: Any) -> None:
        """Put an emergency card on the screens, or take it off."""
        self._while_on(by)
        self.emergency = code
        record("broadcast.emergency_shown", self, by, code=code, **self.where())

    def say_free(self, by: Any) -> None:
        """有空了: cues need not wait for their gap for two minutes."""
        self._while_on(by)
        self.free_until = clock.now() + FREE_FOR
        record("broadcast.freed", self, by, **self.where())

    def _while_on(self, by: Any) -> None:
        if reason := permissions.advances(by, self):
            raise Denied(reason)
        if not self.is_on:
            raise WrongState(N_("开播以后、下播以前才能这样做"))

    # ── end ─────────────────────────────────────────────────────────────────────────────────

    def end(self, by: Any) -> None:
        """The broadcast is over. The retention of its records counts from here."""
        self._finish("end", by, self._presumed_end() if by is SYSTEM else clock.now())

    def end_auto(self, by: Any) -> None:
        """Over by the clock: it ran past its time and nothing moved; correctable for 24 hours."""
        self._finish("end_auto", by, self._presumed_end())

    def _finish(self, verb: str, by: Any, moment: datetime) -> None:
        """The end is known to those who listen for it: what is due then counts from it."""
        if self.why_not(verb, by) is None:
            self._close_pause(moment)
            self.ended_at, self.emergency, self.free_until = moment, None, None
            numbers = PolicyVersion.in_force().numbers
            self.unwatched_at = moment + numbers.span("evaluation_unwatched_hours")
        self._step(verb, by)

    def _presumed_end(self) -> datetime:
        """When it surely was over: at its planned end, or when something last moved."""
        last = max(self.planned_end, self.last_activity_at or self.planned_end)
        last = max(last, self.started_at or last)
        return min(last, clock.now())

    def close_unwatched(self, by: Any) -> None:
        """未跟播: nobody watched; figures only, never negative."""
        self._step("close_unwatched", by)

    def accept_summary(self, by: Any) -> None:
        """Every assistant's summary is accepted or waived."""
        self._step("accept_summary", by)

    def close(self, by: Any) -> None:
        """Every evaluation is final, or nobody watched."""
        self._step("close", by)

    # ── correcting ──────────────────────────────────────────────────────────────────────────

    def why_not_correct(self, by: Any) -> Reason | None:
        """None when the times may be corrected now, else the reason."""
        if reason := permissions.leads(by, self):
            return reason
        if self.started_at is None:
            return Reason(N_("开播以后才能更正时间"))
        if self.corrected_at is not None:
            return Reason(N_("时间只能更正一次，已经更正过了"))
        if clock.now() - (self.ended_at or self.started_at) > CORRECTABLE:
            return Reason(N_("已过 24 小时，不能再更正时间"))
        return None

    def correct_times(self, start: datetime, end: datetime | None, by: Any) -> None:
        """Set the true start (and end) within 24 hours, once; every note moves with it."""
        if reason := permissions.leads(by, self):
            raise Denied(reason)
        if reason := self.why_not_correct(by):
            raise WrongState(reason)
        self._check_times(start, end)
        assert self.started_at is not None
        was = (self.started_at, self.ended_at)
        shift = (self.started_at - start) // timing.MILLISECOND
        self.started_at, self.corrected_at = start, clock.now()
        if self.ended_at is not None and end is not None:
            self.unwatched_at = self.unwatched_at and self.unwatched_at + (end - self.ended_at)
            self.ended_at = end
        shift_run_sheet(self.id, shift)
        told: dict[str, Any] = {
            "start": start.isoformat(),
            "was": [one and one.isoformat() for one in was],
        }
        record("broadcast.corrected", self, by, shift_ms=shift, **told, **self.where())

    def _check_times(self, start: datetime, end: datetime | None) -> None:
        now, last = clock.now(), end or self.ended_at
        if start > now or (last is not None and last <= start):
            raise Invalid(N_("开播时间要早于现在，也早于下播时间"), "started_at")
        if end is not None and end > now:
            raise Invalid(N_("下播时间不能晚于现在"), "ended_at")
        pauses = self.interruptions
        if pauses and start > pauses[0].began_at:
            raise Invalid(N_("开播时间不能晚于第一次中断"), "started_at")
        if pauses and end is not None and end < (pauses[-1].ended_at or pauses[-1].began_at):
            raise Invalid(N_("下播时间不能早于最后一次中断"), "ended_at")
