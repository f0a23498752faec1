"""In which month feedback counts, where it is not that in which it happened.

Months belong to a feature above, which says here how to ask it. A month whose facts were taken down does
not move any more: what is put on somebody after that counts in the month in which it was put on them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from zhubo_web.surveys.models.feedback import Feedback

#: Feedback → id → the first day of the month it counts in, of what counts later than it happened.
CountedLater = Callable[[Sequence[Feedback]], dict[int, date]]
_sources: list[CountedLater] = []


def take_counting_from(source: CountedLater) -> None:
    """Have this function asked, too."""
    _sources.append(source)


def counted_later(feedback: Sequence[Feedback]) -> dict[int, date]:
    """The ids of those that count in a later month than that of their happening, with its first day."""
    return {number: first for source in _sources for number, first in source(feedback).items()}
