"""A part of stream time, where a moment lies in it, and round numbers for the axes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

SECOND, MINUTE = 1_000, 60_000
#: Distances of the marks under the line that people count in.
STEPS = (
    *(n * SECOND for n in (5, 10, 15, 30)),
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720)),
)
SHORTEST = 30 * SECOND


@dataclass(frozen=True)
class Span:
    """What is drawn, in milliseconds of stream time; never empty."""

    first: int
    last: int

    @classmethod
    def within(cls, whole: Span, first: int | None, last: int | None) -> Span:
        """The wanted part of the whole, at least half a minute; the whole where none is wanted."""
        start = max(whole.first, min(first or 0, whole.last - SHORTEST))
        end = whole.last if last is None else min(whole.last, last)
        return cls(start, max(end, start + SHORTEST))

    @property
    def length(self) -> int:
        return self.last - self.first

    def holds(self, ms: int) -> bool:
        """Whether a moment lies in it."""
        return self.first <= ms <= self.last

    def meets(self, first: int, last: int) -> bool:
        """Whether something that lasted was on in it."""
        return first <= self.last and last >= self.first

    def share(self, ms: int) -> float:
        """Where a moment lies, from 0 to 1; what lies outside is put at the edge."""
        return min(1.0, max(0.0, (ms - self.first) / self.length))

    def ticks(self, most: int = 8) -> list[int]:
        """Round moments, at most so many."""
        step = next(
            (one for one in STEPS if self.length / one < most), -(-self.length // most) or 1
        )
        begin = -(-self.first // step) * step
        return list(range(begin, self.last + 1, step))


def _round_steps() -> list[int]:
    return [factor * 10**power for power in range(12) for factor in (1, 2, 5)]


def levels(peak: int, least: int = 4, most: int = 4) -> list[int]:
    """Whole round numbers from 0 up to the peak or beyond; a small peak is not drawn as a big one."""
    wanted = max(peak, least, 1)
    step = next((one for one in _round_steps() if one * most >= wanted), wanted)
    steps = next(n for n in count(1) if n * step >= wanted)
    return [n * step for n in range(steps + 1)]
