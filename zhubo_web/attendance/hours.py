"""Hours of work: when one comes in, shifts that overlap, too little rest, too long a day. Pure.

Moments are aware; days are Shanghai's. A shift begins when one comes in and ends with the broadcast.
What is found is a warning for whoever decides, never a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.policies.parameters import Numbers

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Shift:
    """One broadcast from coming in (``arrive``) to its end. ``key`` is the broadcast's id."""

    key: int
    title: str
    room: str
    arrive: datetime
    start: datetime
    end: datetime

    @property
    def day(self) -> date:
        """The day in Shanghai it counts for: the one it begins on, also beyond midnight."""
        return clock.local(self.start).date()


def overlapping(shift: Shift, others: Iterable[Shift]) -> list[Shift]:
    """Those of the others that are on air at the same time."""
    return [
        one
        for one in others
        if one.key != shift.key and one.start < shift.end and shift.start < one.end
    ]


@dataclass(frozen=True)
class Night:
    """What lies between the last shift of a day and the first of the next day that is worked."""

    before: Shift
    after: Shift
    rest: timedelta


def nights(shifts: Iterable[Shift]) -> list[Night]:
    """The rest between days, from the end of the last shift to coming in for the first, in their order;
    shifts that overlap across midnight have none between them."""
    days: dict[date, list[Shift]] = {}
    for one in sorted(shifts, key=lambda shift: (shift.start, shift.end, shift.key)):
        days.setdefault(one.day, []).append(one)
    found = []
    for early, late in pairwise(days.values()):
        before, after = max(early, key=lambda one: one.end), min(late, key=lambda one: one.arrive)
        if after.arrive >= before.end:
            found.append(Night(before, after, after.arrive - before.end))
    return found


def on_air(day: date, shifts: Iterable[Shift]) -> timedelta:
    """How long the broadcasts of a day last in all."""
    return sum((one.end - one.start for one in shifts if one.day == day), timedelta())


def strains(shift: Shift, others: Iterable[Shift], numbers: Numbers) -> list[Reason]:
    """What stands against a person's working this shift beside the others."""
    beside = [one for one in others if one.key != shift.key]
    found = [
        Reason(N_("同一时间在%(room)s还有一场"), {"room": one.room})
        for one in overlapping(shift, beside)
    ]
    least = numbers.span("schedule_rest_hours")
    own = (one for one in nights([shift, *beside]) if shift in (one.before, one.after))
    rests = [one.rest for one in own]
    if rests and min(rests) < least:
        values = {"hours": f"{min(rests) / HOUR:.1f}", "least": f"{least / HOUR:g}"}
        found.append(Reason(N_("两班之间只休息 %(hours)s 小时，不到 %(least)s 小时"), values))
    most, sum_of_day = numbers.span("schedule_day_hours"), on_air(shift.day, [shift, *beside])
    if sum_of_day > most:
        values = {"hours": f"{sum_of_day / HOUR:.1f}", "most": f"{most / HOUR:g}"}
        found.append(Reason(N_("当天直播合计 %(hours)s 小时，超过 %(most)s 小时"), values))
    return found
