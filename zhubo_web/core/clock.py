"""The only reader of the wall clock.

Stored times are UTC and aware; people read Asia/Shanghai. Tests travel with time-machine; nothing
else in the product asks for the time. Durations that must not jump use ``monotonic``. The demonstration
tells of a month that is over as if it happened: while it does, ``standing_at`` sets the clock back.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


#: How far the clock is set back; only while the demonstration builds its past.
_set_back = [timedelta(0)]


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) - _set_back[0]


def epoch_ms() -> int:
    """The present moment in milliseconds since 1970, as browsers count."""
    return time.time_ns() // 1_000_000 - _set_back[0] // timedelta(milliseconds=1)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Set the clock to a past moment, from which it goes on. For the demonstration alone: nothing is
    served meanwhile."""
    before = _set_back[0]
    _set_back[0] = datetime.now(UTC) - moment
    try:
        yield
    finally:
        _set_back[0] = before


def monotonic() -> float:
    """Seconds that only go forward, for measuring how long something took."""
    return time.monotonic()


def to_epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return round(moment.timestamp() * 1000)


def from_epoch_ms(value: int) -> datetime:
    """The aware UTC moment of milliseconds since 1970."""
    return datetime.fromtimestamp(value / 1000, UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """The date in Shanghai."""
    return local(now()).date()


def shanghai(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment given by a clock in Shanghai, as UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class Calendar:
    """Days off that are no weekend, and weekend days that are worked (调休)."""

    holidays: Collection[date] = field(default_factory=frozenset)
    worked: Collection[date] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        """Whether the day is a Chinese working day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.holidays)

    def add(self, moment: datetime, days: int) -> datetime:
        """The same time of day after so many working days."""
        day = local(moment).date()
        left = days
        shifted = moment
        while left > 0:
            shifted += timedelta(days=1)
            day += timedelta(days=1)
            left -= self.works(day)
        return shifted
