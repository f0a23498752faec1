"""The days of a month's evaluation: when which step is due. Pure.

Times of day are ends of days in Shanghai: what is due on the third is due before the fourth begins.
In 标准 clock days count, for shops broadcast on Sundays too; in 严谨 working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhubo_web.core import clock

DAY = timedelta(days=1)


def first_of(day: date) -> date:
    """The first day of the month of a day."""
    return day.replace(day=1)


def following(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def preceding(first: date) -> date:
    """The first day of the month before."""
    return (first - DAY).replace(day=1)


def bounds(first: date) -> tuple[datetime, datetime]:
    """The month as moments: from its beginning to the beginning of the next."""
    return clock.shanghai(first), clock.shanghai(following(first))


def to_open(today: date) -> date:
    """The month that can be opened today: this one on its last day, else the one before."""
    first = first_of(today)
    return first if today == following(first) - DAY else preceding(first)


def read(text: str) -> date | None:
    """The first day of a month written 2026-11; None if it is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def written(first: date) -> str:
    """2026-11."""
    return f"{first.year:04}-{first.month:02}"


@dataclass(frozen=True)
class Deadlines:
    """The moments of one month, in UTC; ``self_from`` is when its last day begins."""

    self_from: datetime
    freeze_at: datetime
    self_by: datetime
    rate_by: datetime
    sign_by: datetime
    publish_by: datetime
    package_by: datetime


def counted_from(first: date, today: date) -> datetime:
    """The moment from which days count: the end of the month, or the day on which it is opened
    later, so that who begins late has as long."""
    return clock.shanghai(max(following(first), today))


def deadlines(first: date, days: Mapping[str, int], today: date) -> Deadlines:
    """标准: ``days`` after the last day, by step (freeze, self, rate, sign, package)."""
    over = counted_from(first, today)

    def end(step: str) -> datetime:
        return over + days[step] * DAY

    sign = end("sign")
    return Deadlines(
        clock.shanghai(following(first)) - DAY,
        end("freeze"),
        end("self"),
        end("rate"),
        sign,
        sign,
        end("package"),
    )


def strict_deadlines(
    first: date,
    days: Mapping[str, int],
    workdays: Mapping[str, int],
    calendar: clock.Calendar,
    today: date,
) -> Deadlines:
    """严谨: working days after the last day; figures freeze, and HR waits, by clock days."""
    over = counted_from(first, today)

    def end(step: str) -> datetime:
        return calendar.add(over - DAY, workdays[step]) + DAY

    return Deadlines(
        clock.shanghai(following(first)) - DAY,
        over + days["freeze"] * DAY,
        end("self"),
        end("rate"),
        end("sign"),
        end("publish"),
        max(end("publish"), over + days["package"] * DAY),
    )
