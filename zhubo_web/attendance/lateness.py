"""How late somebody came in, in whole minutes by the server's clock, and what follows. Pure.

Up to some minutes nothing follows; a little more is confirmed in one tap, or explained; beyond that it
is kept as a fact. None of it is a case, and it takes no points.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from zhubo_web.policies.parameters import Numbers

FINE, MINOR, LATE, GRAVE = "fine", "minor", "late", "grave"
#: How long before the time to come in somebody may check in.
EARLIEST = timedelta(hours=4)


def minutes_late(expected: datetime, arrived: datetime) -> int:
    """Whole minutes, begun ones not counted; never negative."""
    return max(timedelta(), arrived - expected) // timedelta(minutes=1)


def band(minutes: int, numbers: Numbers) -> str:
    """What follows from so many minutes."""
    if minutes <= numbers.whole("schedule_free_minutes"):
        return FINE
    if minutes <= numbers.whole("schedule_minor_minutes"):
        return MINOR
    return LATE if minutes <= numbers.whole("schedule_major_minutes") else GRAVE


def expected_at(arrive: datetime, put_on: datetime, numbers: Numbers) -> datetime:
    """When somebody is to be there: 到岗时间, or as long after being put on the roster late."""
    return max(arrive, put_on + numbers.span("schedule_arrive_minutes"))
