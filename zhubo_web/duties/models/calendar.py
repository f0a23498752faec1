"""The working calendar: days off and make-up days, planted for 2026, imported for later years."""

from __future__ import annotations

import datetime as times
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, ForeignKey, String, delete, extract, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.duties import calendars, permissions
from zhubo_web.extensions import db

YEARS_AHEAD = 2


class CalendarDay(Identified, Base):
    """A day that is off though no weekend, or worked though one. ``kind``: holiday or worked."""

    __tablename__ = "calendar_day"

    date: Mapped[times.date] = mapped_column(Date, unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(calendars.LONGEST_NAME))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def plant(cls) -> None:
        """Write the years that the product ships, where nothing of them is there."""
        known = known_years()
        for day in calendars.SHIPPED:
            if day.date.year not in known:
                db.session.add(cls(date=day.date, kind=day.kind, name=day.name))
        db.session.flush()

    @classmethod
    def of_year(cls, year: int) -> list[CalendarDay]:
        """A year's days in order."""
        query = select(cls).where(extract("year", cls.date) == year).order_by(cls.date)
        return list(db.session.scalars(query))

    @classmethod
    def take(cls, days: Sequence[calendars.Day], by: Any) -> list[int]:
        """Put an announcement in: it replaces what there was of its years. Returns the years."""
        if reason := permissions.keeps_calendar(by):
            raise Denied(reason)
        years, present = sorted({day.date.year for day in days}), clock.today().year
        if years[0] < present or years[-1] > present + YEARS_AHEAD:
            bounds = {"first": present, "last": present + YEARS_AHEAD}
            raise Invalid(N_("只能导入 %(first)s 到 %(last)s 年的安排"), "rows", **bounds)
        db.session.execute(delete(cls).where(extract("year", cls.date).in_(years)))
        made = [cls(date=d.date, kind=d.kind, name=d.name, by_id=by.id) for d in days]
        db.session.add_all(made)
        db.session.flush()
        record("calendar.imported", made[0], by, years=years, days=len(made))
        return years


def known_years() -> set[int]:
    """The years of which the days are known."""
    query = select(extract("year", CalendarDay.date)).distinct()
    return {int(year) for year in db.session.scalars(query)}


def working_calendar() -> clock.Calendar:
    """What counts working days: for the deadlines of legal steps, and nothing else."""
    days: dict[str, set[times.date]] = {"holiday": set(), "worked": set()}
    for day, kind in db.session.execute(select(CalendarDay.date, CalendarDay.kind)):
        days[kind].add(day)
    return clock.Calendar(frozenset(days["holiday"]), frozenset(days["worked"]))


def missing_year(day: times.date) -> int | None:
    """The year of this day, if its days off are not known: then counts of working days may be off."""
    return None if day.year in known_years() else day.year


def year_to_import() -> int | None:
    """The year that somebody should put in now, if one is missing."""
    return calendars.year_to_import(clock.today(), known_years())
