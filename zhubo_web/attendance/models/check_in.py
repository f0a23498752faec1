"""Coming in: when somebody was there, against when they were to be; by the code or vouched for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.attendance import lateness, permissions
from zhubo_web.attendance.lateness import EARLIEST, FINE, GRAVE, LATE, MINOR
from zhubo_web.attendance.models.leave import part_of
from zhubo_web.attendance.workflow import LATE_DUE
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.duties.models import close, open_duty
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion

LONGEST = 200
BANDS = {
    FINE: N_("准时"),
    MINOR: N_("晚到一会儿"),
    LATE: N_("迟到"),
    GRAVE: N_("严重迟到"),
}


class CheckIn(Versioned, Identified, Base):
    """One person's coming in to one broadcast. ``expected_at`` and ``policy_id`` keep what it was
    measured by; ``how``: code or lead; ``answer``: accepted, explained or nothing yet.

    Nobody must: who does not check in is not late. A host may, and is asked nothing about it."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("broadcast_id", "person_id"),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    arrived_at: Mapped[datetime]
    expected_at: Mapped[datetime]
    minutes: Mapped[int]
    band: Mapped[str] = mapped_column(String(6))
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    how: Mapped[str] = mapped_column(String(6))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST), default="")
    answer: Mapped[str] = mapped_column(String(10), default="")
    words: Mapped[str] = mapped_column(String(LONGEST), default="")
    answered_at: Mapped[datetime | None]

    broadcast: Mapped[Broadcast] = relationship(Broadcast)
    person: Mapped[Person] = relationship(Person, foreign_keys=person_id)
    by: Mapped[Person] = relationship(Person, foreign_keys=by_id)

    @classmethod
    def of(cls, broadcast: Broadcast, person: Any) -> CheckIn | None:
        """The person's, if they have come in."""
        query = select(cls).where(cls.broadcast_id == broadcast.id, cls.person_id == person.id)
        return db.session.scalar(query)

    @classmethod
    def every(cls, broadcast: Broadcast) -> list[CheckIn]:
        """Who has come in, the first first."""
        query = select(cls).where(cls.broadcast_id == broadcast.id)
        return list(db.session.scalars(query.order_by(cls.arrived_at, cls.id)))

    @property
    def room(self) -> Room:
        return self.broadcast.room

    def told(self) -> dict[str, Any]:
        """The values that inbox entries and notices show, and the arguments of their address."""
        there = {"broadcast": self.broadcast_id, "args": {"broadcast_id": self.broadcast_id}}
        return {**self.broadcast.told(), "minutes": self.minutes, **there}

    # ── coming in ───────────────────────────────────────────────────────────────────────────

    @classmethod
    def come_in(cls, broadcast: Broadcast, by: Any, at: datetime) -> CheckIn:
        """By a scan of the code that was made then; the first scan counts."""
        if reason := why_not_come_in(broadcast, by, at):
            raise Denied(reason)
        if (there := cls.of(broadcast, by)) is not None:
            return there
        made = cls._make(broadcast, by, at, how="code", by_id=by.id)
        record("check_in.made", made, by, minutes=made.minutes, **broadcast.where())
        return made

    @classmethod
    def vouch(
        cls, broadcast: Broadcast, person: Person, at: datetime | None, reason: str, by: Any
    ) -> CheckIn:
        """The lead says that somebody is there, since when and why without the code."""
        if denied := permissions.vouches(by, broadcast, person):
            raise Denied(denied)
        if not reason.strip():
            raise Invalid(N_("请写明为什么没有扫码"), "reason")
        moment = at or clock.now()
        if moment > clock.now():
            raise Invalid(N_("到岗时间不能晚于现在"), "arrived_at")
        if refused := why_not_come_in(broadcast, person, moment):
            raise Invalid(refused, "arrived_at")
        if cls.of(broadcast, person) is not None:
            raise WrongState(N_("%(name)s 已经签到了"), name=person.name)
        made = cls._make(broadcast, person, moment, how="lead", by_id=by.id, reason=reason.strip())
        record("check_in.vouched", made, by, minutes=made.minutes, **broadcast.where())
        return made

    @classmethod
    def _make(cls, broadcast: Broadcast, person: Any, at: datetime, **values: Any) -> CheckIn:
        policy, part = PolicyVersion.in_force(), part_of(broadcast, person)
        entry = next(
            one for one in broadcast.roster if (one.person_id, one.part) == (person.id, part)
        )
        arrive = broadcast.arrive_at(policy.numbers)
        expected = lateness.expected_at(arrive, entry.created_at, policy.numbers)
        minutes = lateness.minutes_late(expected, at)
        made = cls(person_id=person.id, part=part, policy_id=policy.id, arrived_at=at, **values)
        made.broadcast, made.broadcast_id = broadcast, broadcast.id
        made.expected_at, made.minutes = expected, minutes
        made.band = lateness.band(minutes, policy.numbers)
        db.session.add(made)
        db.session.flush()
        if made.band == MINOR and part == "assistant":
            open_duty(made, LATE_DUE)
        return made

    # ── answering ───────────────────────────────────────────────────────────────────────────

    def why_not_answer(self, by: Any) -> Reason | None:
        """None when the person may say something to it now, else the reason."""
        if reason := permissions.has_shift(by, self):
            return reason
        if self.band == FINE:
            return Reason(N_("准时到的，不用说明"))
        return Reason(N_("已经答复过了")) if self.answer else None

    def accept(self, by: Any) -> None:
        """情况属实, in one tap."""
        if self.band in (LATE, GRAVE):
            raise WrongState(N_("迟到较久，请写说明"))
        self._answer("accepted", "", by)

    def explain(self, by: Any, words: str) -> None:
        """说明情况, in words."""
        if not words.strip():
            raise Invalid(N_("请写明情况"), "words")
        self._answer("explained", words.strip(), by)

    def _answer(self, answer: str, words: str, by: Any) -> None:
        if reason := permissions.has_shift(by, self):
            raise Denied(reason)
        if reason := self.why_not_answer(by):
            raise WrongState(reason)
        self.answer, self.words, self.answered_at = answer, words, clock.now()
        close(self)
        record(f"check_in.{answer}", self, by, **self.broadcast.where())


def why_not_come_in(broadcast: Broadcast, person: Any, at: datetime) -> Reason | None:
    """None when the person may check in at that moment, else the reason."""
    if not broadcast.has_on_roster(person):
        return Reason(N_("这一场的本场人员里没有你，请找运营主管加上"))
    if not (broadcast.is_coming or broadcast.is_on):
        return Reason(N_("这一场已经下播或取消，不用签到"))
    if at < broadcast.arrive_at() - EARLIEST:
        return Reason(N_("太早了，到岗时间前四小时内才能签到"))
    return None
