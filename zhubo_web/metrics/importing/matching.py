"""Which broadcast a row is of: the same account or room, and about the same start. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from zhubo_web.core import clock
from zhubo_web.metrics.importing.moments import When

#: The platform's start and ours differ by so much at most.
APART = timedelta(minutes=20)
#: One that lies so close is meant, also when another lies within APART.
CLOSE = timedelta(minutes=3)
#: (start, broadcast's id) of one room, by start.
Starts = Sequence[tuple[datetime, int]]


def candidates(starts: Starts, when: When) -> list[int]:
    """The broadcasts a row may be of, the nearest first; without a time, those of that day."""
    moment = when.moment
    if moment is None:
        first = clock.shanghai(when.day)
        return [one for _at, one in _between(starts, first, first + timedelta(days=1))]
    near = _between(starts, moment - APART, moment + APART + timedelta(microseconds=1))
    near.sort(key=lambda one: (abs(one[0] - moment), one[1]))
    close = [one for one in near if abs(one[0] - moment) <= CLOSE]
    return [one for _at, one in (close if len(close) == 1 else near)]


def _between(starts: Starts, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    begin = bisect_left(starts, (first, 0))
    return list(starts[begin : bisect_left(starts, (last, 0))])
