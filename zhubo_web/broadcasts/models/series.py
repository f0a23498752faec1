"""Broadcasts that repeat every week."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.room import Room, covered_by
from zhubo_web.broadcasts.models.week import copy_contents
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db

AHEAD = timedelta(days=14)
LONGEST_MINUTES = 12 * 60


class Series(Identified, Base):
    """A weekly rhythm: ``weekdays`` 0 (Monday) to 6, the time of day in Shanghai, the length."""

    __tablename__ = "series"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    title: Mapped[str] = mapped_column(String(60))
    weekdays: Mapped[list[Any]]
    hour: Mapped[int]
    minute: Mapped[int]
    length_minutes: Mapped[int]
    ended_at: Mapped[datetime | None]
    room: Mapped[Room] = relationship(Room)

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """The rhythms of the rooms one oversees."""
        rooms = covered_by(person, permissions.SEES_ALL)
        return select(cls).where(cls.room_id.in_(rooms)).order_by(cls.ended_at, cls.id)

    @classmethod
    def active_ids(cls) -> list[int]:
        """What the worker looks after."""
        query = select(cls.id).join(Room).where(cls.ended_at.is_(None), Room.active)
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def begin(
        cls,
        room: Room,
        title: str,
        weekdays: list[int],
        at: tuple[int, int],
        length_minutes: int,
        by: Any,
    ) -> Series:
        """Repeat on these weekdays at this hour and minute; the next two weeks are planned now."""
        if by is not None and (reason := permissions.leads_room(by, room)):
            raise Denied(reason)
        if not weekdays or not set(weekdays) <= set(range(7)):
            raise Invalid(N_("请选星期几开播"), "weekdays")
        if not 0 < length_minutes <= LONGEST_MINUTES:
            raise Invalid(N_("一场在 12 小时以内"), "length_minutes")
        series = cls(room=room, room_id=room.id, title=title.strip(), weekdays=sorted(weekdays))
        series.hour, series.minute = at
        series.length_minutes = length_minutes
        db.session.add(series)
        record("series.begun", series, by, room=room.id)
        series.plan_ahead(by)
        return series

    def starts(self, first: date, last: date) -> list[datetime]:
        """Its planned starts from one day to another, both included."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [
            clock.shanghai(day, self.hour, self.minute)
            for day in days
            if day.weekday() in self.weekdays
        ]

    def latest(self) -> Broadcast | None:
        """The newest broadcast of the series that was not called off: the next are its copies."""
        query = select(Broadcast).where(
            Broadcast.series_id == self.id, Broadcast.state != "cancelled"
        )
        return db.session.scalar(query.order_by(Broadcast.planned_start.desc()).limit(1))

    def made(self) -> list[Broadcast]:
        """What was made of it, the first first."""
        query = select(Broadcast).where(Broadcast.series_id == self.id)
        return list(db.session.scalars(query.order_by(Broadcast.planned_start)))

    def missing(self) -> list[datetime]:
        """The starts of the next two weeks that nobody has made, moved, cancelled or taken yet."""
        now = clock.now()
        slots = select(Broadcast.series_slot).where(Broadcast.series_id == self.id)
        made = set(db.session.scalars(slots))
        length = timedelta(minutes=self.length_minutes)
        return [
            start
            for start in self.starts(clock.today(), clock.local(now + AHEAD).date())
            if start > now
            and start not in made
            and not Broadcast.clash(self.room, start, start + length)
        ]

    def plan_ahead(self, by: Any = None, *, most: int | None = None) -> list[Broadcast]:
        """Make what is missing of the next two weeks; what was made is left as it is."""
        if self.ended_at is not None:
            return []
        pattern = self.latest()
        return [self._make(start, pattern, by) for start in self.missing()[:most]]

    def _make(self, start: datetime, pattern: Broadcast | None, by: Any) -> Broadcast:
        end = start + timedelta(minutes=self.length_minutes)
        slot = {"series_id": self.id, "series_slot": start}
        fresh = Broadcast.schedule(self.room, self.title, start, end, by or SYSTEM, **slot)
        if pattern is not None:
            copy_contents(pattern, fresh, by or SYSTEM)
        return fresh

    def end(self, by: Any) -> None:
        """Stop repeating; what is planned stays."""
        if by is not None and (reason := permissions.leads_room(by, self.room)):
            raise Denied(reason)
        if self.ended_at is not None:
            raise WrongState(N_("已经停止重复了"))
        self.ended_at = clock.now()
        record("series.ended", self, by, room=self.room_id)
