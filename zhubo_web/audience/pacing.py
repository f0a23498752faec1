"""The pace of a recorded room: when each comment is due again, and how many came in a minute.

Pure: a player sleeps between the frames. Anything with a moment `at` can be paced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol, TypeVar


class Timed(Protocol):
    """Something that happened at an aware moment."""

    @property
    def at(self) -> datetime:
        """When."""


T = TypeVar("T", bound=Timed)


def frames(
    lines: Iterable[T], *, speed: float, frame_ms: int = 200, origin: datetime | None = None
) -> Iterator[tuple[int, list[T]]]:
    """(due_ms, lines) in playing time since `origin` (default: the first line), in order.

    Recordings tell whole seconds: the lines of a second are spread evenly over it, in order. A
    line that is late in the file goes with the one before it; one before `origin` is due at 0.
    """
    if not (speed > 0 and frame_ms > 0):
        raise ValueError("speed and frame_ms must be above zero")
    due = _due(lines, speed, frame_ms, origin)
    for frame, together in groupby(due, key=lambda pair: pair[0]):
        yield frame, [line for _frame, line in together]


def _due(
    lines: Iterable[T], speed: float, frame_ms: int, origin: datetime | None
) -> Iterator[tuple[int, T]]:
    latest = 0
    for at, together in groupby(lines, key=lambda line: line.at):
        origin = origin or at
        second = list(together)
        for place, line in enumerate(second):
            passed = (at - origin) / timedelta(milliseconds=1) + 1000 * place / len(second)
            latest = max(latest, int(passed / speed) // frame_ms * frame_ms)
            yield latest, line


def per_minute(lines: Iterable[Timed], *, start: datetime) -> dict[int, int]:
    """How many came in each minute since `start`, from the first to the last, none left out.

    A recording watched throughout: a minute without a comment is 0, not missing. Minutes before
    `start` are negative.
    """
    counts = Counter((line.at - start) // timedelta(minutes=1) for line in lines)
    if not counts:
        return {}
    return {minute: counts[minute] for minute in range(min(counts), max(counts) + 1)}
