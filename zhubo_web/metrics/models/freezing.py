"""Which broadcasts' figures were already taken down for something that must not move with them.

Months belong to a feature above, which says here how to ask it. A correction is recorded all the same: it
shows on the figures' own page and counts in what is reckoned later, but not in what is frozen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_

from zhubo_web.broadcasts.models import Broadcast


@dataclass(frozen=True)
class Frozen:
    """A stretch of time: the figures of what began in it were taken down ``at`` that moment (UTC)."""

    since: datetime
    until: datetime
    at: datetime


FrozenSpans = Callable[[], Sequence[Frozen]]
_sources: list[FrozenSpans] = []


def take_freezing_from(source: FrozenSpans) -> None:
    """Have this function asked, too."""
    _sources.append(source)


def frozen_spans() -> list[Frozen]:
    """Every stretch whose figures were taken down; one statement a source."""
    return [one for source in _sources for one in source()]


def began_in(spans: Sequence[Frozen]) -> ColumnElement[bool]:
    """Whether a broadcast began in one of these, for a statement."""
    start = Broadcast.started_at
    return or_(false(), *(and_(start >= one.since, start < one.until) for one in spans))


def frozen_when(start: datetime | None, spans: Sequence[Frozen]) -> datetime | None:
    """When the figures of what began then were taken down; None while they count as they stand."""
    told = [one.at for one in spans if start is not None and one.since <= start < one.until]
    return min(told, default=None)


def frozen_at(broadcast: Broadcast) -> datetime | None:
    """The same of one broadcast."""
    return frozen_when(broadcast.started_at, frozen_spans())
