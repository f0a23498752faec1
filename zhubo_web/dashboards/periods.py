"""Which days a page looks at, and the days just before to compare them with. Pure.

Days are those of Shanghai; the first and the last are both part of it. No period reaches into the
future, and none is longer than ``LONGEST`` days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhubo_web.core import clock
from zhubo_web.core.marking import N_

DAY = timedelta(days=1)
LONGEST, WEEKS = 400, 8
CHOSEN = "chosen"
NAMES = {
    "week": N_("本周"),
    "month": N_("本月"),
    "last_month": N_("上个月"),
    "weeks": N_("近 8 周"),
    CHOSEN: N_("自选"),
}
USUAL = "weeks"


@dataclass(frozen=True)
class Period:
    """From a day to a day. ``cut``: it was asked for longer than it may be."""

    name: str
    first: date
    last: date
    cut: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """As moments: from its beginning to the beginning of the day after."""
        return clock.shanghai(self.first), clock.shanghai(self.last + DAY)

    @property
    def before(self) -> Period:
        """As many days, up to the day before."""
        last = self.first - DAY
        return Period(CHOSEN, last - (self.days - 1) * DAY, last)

    def holds(self, day: date) -> bool:
        """Whether a day is part of it."""
        return self.first <= day <= self.last


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAY


def read(wanted: Mapping[str, str], today: date) -> Period:
    """The period an address asks for; the last eight weeks where it asks for none."""
    name = wanted.get("period", "")
    month = today.replace(day=1)
    if name == CHOSEN:
        return chosen(_day(wanted.get("from", "")), _day(wanted.get("to", "")), today)
    if name == "week":
        return Period(name, monday(today), today)
    if name == "month":
        return Period(name, month, today)
    if name == "last_month":
        return Period(name, (month - DAY).replace(day=1), month - DAY)
    return Period(USUAL, monday(today) - (WEEKS - 1) * 7 * DAY, today)


def chosen(one: date | None, other: date | None, today: date) -> Period:
    """Between two days, whichever comes first; what is missing is eight weeks away, or today."""
    last = min(other or today, today)
    first = min(one or last - (WEEKS * 7 - 1) * DAY, today)
    first, last = min(first, last), max(first, last)
    cut = (last - first).days >= LONGEST
    return Period(CHOSEN, last - (LONGEST - 1) * DAY if cut else first, last, cut)


def _day(text: str) -> date | None:
    """A day written 2026-11-27, of this century."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found is not None and 2000 <= found.year < 2100 else None
