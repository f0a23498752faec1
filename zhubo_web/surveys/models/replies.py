"""飞鸽: the share of private messages that a person answered within three minutes, 08:00 to 23:00.

A number of one room and day, read off the platform's back office by hand, with where it was read.
A day without a number is absent, never zero.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Room
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.surveys import permissions

LONGEST_SOURCE = 60


class ReplyRate(Versioned, Identified, Base):
    """``rate`` in per cent with two decimals; ``source``: where it was read."""

    __tablename__ = "reply_rate"
    __table_args__ = (UniqueConstraint("room_id", "day"),)

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    day: Mapped[date]
    rate: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    room: Mapped[Room] = relationship(Room)
    by: Mapped[Person] = relationship(Person)

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """Of the rooms whose feedback the person reads, the newest day first."""
        rooms = covered_by(person, permissions.READS)
        return select(cls).where(cls.room_id.in_(rooms)).order_by(cls.day.desc(), cls.room_id)

    @classmethod
    def put(cls, by: Any, room: Room, day: date, rate: Decimal, source: str) -> ReplyRate:
        """Write a day's number down, or correct it; what it was stands in the log."""
        if not by.holds(*permissions.ENTERS, room=room):
            raise Denied(N_("反馈由这个直播间的监督小组或商户负责人录入"))
        if day > clock.today():
            raise Invalid(N_("这一天还没到"), "day")
        if not (rate.is_finite() and 0 <= rate <= 100):
            raise Invalid(N_("请填 0 到 100 之间的数"), "rate")
        if not 0 < len(source.strip()) <= LONGEST_SOURCE:
            raise Invalid(N_("请写从哪里看到的，最多 60 个字"), "source")
        made = db.session.scalar(select(cls).where(cls.room_id == room.id, cls.day == day))
        before = str(made.rate) if made is not None else None
        made = made or cls(room_id=room.id, room=room, day=day)
        made.rate, made.source, made.by_id = round(rate, 2), source.strip(), by.id
        db.session.add(made)
        record("reply_rate.put", made, by, room=room.id, before=before, rate=str(made.rate))
        return made
