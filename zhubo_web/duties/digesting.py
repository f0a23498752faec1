"""When a person may be disturbed, and with what: the rules of pushes, without a clock of their own.

A digest comes in the morning and before the person's shift; nothing comes in the quiet hours or on a
day off, but for what may come at once; and three a day are the most. What is urgent by itself (calls
for help, the platform's action against a broadcast, a price that changes under one) is never held
back, but it counts. Moments are aware; days and hours are Shanghai's. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from zhubo_web.core import clock

#: How long after its hour a morning's digest still comes, if the worker was busy or down.
GRACE = timedelta(minutes=30)


@dataclass(frozen=True)
class Numbers:
    """The shop's choices: minutes after midnight, minutes, and a count."""

    daily_at: int = 10 * 60 + 30
    before_shift: int = 30
    quiet_from: int = 23 * 60
    quiet_until: int = 9 * 60 + 30
    most: int = 3


@dataclass(frozen=True)
class Pushed:
    """One push that was made today: daily, shift or at_once, and when."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Day:
    """A person's day: the starts of their shifts, whether it is a working day, what came so far."""

    shifts: Sequence[datetime] = ()
    works: bool = True
    pushed: Sequence[Pushed] = ()

    def on(self, now: datetime) -> bool:
        """Whether the person works today: by the calendar, or because they are on a roster."""
        today = clock.local(now).date()
        return self.works or any(clock.local(start).date() == today for start in self.shifts)


@dataclass(frozen=True)
class Waiting:
    """What has not reached the person yet: new notices by urgency, and open duties of the day."""

    digest: int = 0
    soon: int = 0
    now: int = 0
    duties: int = 0

    @property
    def fresh(self) -> int:
        """All that is new."""
        return self.digest + self.soon + self.now


def is_quiet(now: datetime, numbers: Numbers) -> bool:
    """Whether the hour is one of the quiet ones; they may go over midnight."""
    at = clock.local(now).time()
    first, last = _of_day(numbers.quiet_from), _of_day(numbers.quiet_until)
    if first <= last:
        return first <= at < last
    return at >= first or at < last


def _of_day(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def of_day(minutes: int) -> str:
    """Minutes after midnight as 10:30."""
    return f"{_of_day(minutes):%H:%M}"


def push_due(now: datetime, day: Day, waiting: Waiting, numbers: Numbers) -> str | None:
    """The kind of push to make now, or None."""
    if waiting.now:
        return "at_once"
    if len(day.pushed) >= numbers.most:
        return None
    if waiting.soon:
        return "at_once"
    if is_quiet(now, numbers) or not day.on(now):
        return None
    if _morning(now, day, numbers) and (waiting.fresh or waiting.duties):
        return "daily"
    if waiting.fresh and _before_a_shift(now, day, numbers):
        return "shift"
    return None


def _morning(now: datetime, day: Day, numbers: Numbers) -> bool:
    begins = clock.shanghai(clock.local(now).date()) + timedelta(minutes=numbers.daily_at)
    came = any(one.kind == "daily" for one in day.pushed)
    return begins <= now < begins + GRACE and not came


def _before_a_shift(now: datetime, day: Day, numbers: Numbers) -> bool:
    """Half an hour before a start, once for each."""
    ahead = timedelta(minutes=numbers.before_shift)
    for start in day.shifts:
        if start - ahead <= now < start:
            return not any(p.kind == "shift" and p.at >= start - ahead for p in day.pushed)
    return False
