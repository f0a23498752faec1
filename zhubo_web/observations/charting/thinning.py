"""Long series with fewer points: what stands out stays.

A curve keeps the lowest and the highest point of each stretch, bars the fullest minute of each
stretch. Nothing is averaged: every number that is drawn was counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

Point = tuple[int, int]


@dataclass(frozen=True)
class Column:
    """A stretch of minutes and the fullest of them."""

    minute: int
    minutes: int
    count: int
    fullest: int


def thin(points: Sequence[Point], most: int = 300) -> list[Point]:
    """At most so many of the points, in order: ends, and the extremes of each stretch."""
    if len(points) <= most:
        return list(points)
    stretches = max(1, (most - 2) // 2)
    inner = points[1:-1]
    size = -(-len(inner) // stretches)
    kept = [points[0]]
    for start in range(0, len(inner), size):
        stretch = inner[start : start + size]
        lowest = min(stretch, key=lambda point: point[1])
        highest = max(stretch, key=lambda point: point[1])
        kept += sorted({lowest, highest})
    return [*kept, points[-1]]


def columns(counts: Mapping[int, int], first: int, last: int, most: int = 150) -> list[Column]:
    """The minutes from first to last as at most so many bars; minutes without a count are 0."""
    size = max(1, -(-(last - first + 1) // most))
    minutes = range(first, last + 1)
    made = []
    for _at, group in groupby(minutes, key=lambda minute: (minute - first) // size):
        stretch = list(group)
        fullest = max(stretch, key=lambda minute: counts.get(minute, 0))
        made.append(Column(stretch[0], len(stretch), counts.get(fullest, 0), fullest))
    return made
