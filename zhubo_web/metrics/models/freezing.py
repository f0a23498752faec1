"""Whether a broadcast's figures were already taken down for something that must not move with them.

Months belong to a feature above, which says here how to ask it. A correction is recorded all the same: it
shows on the figures' own page and counts in what is reckoned later, but not in what is frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from zhubo_web.broadcasts.models import Broadcast

#: A broadcast → when figures like its own were frozen, or None.
FrozenAt = Callable[[Broadcast], datetime | None]
_sources: list[FrozenAt] = []


def take_freezing_from(source: FrozenAt) -> None:
    """Have this function asked, too."""
    _sources.append(source)


def frozen_at(broadcast: Broadcast) -> datetime | None:
    """When the figures of this broadcast were frozen; None while they count as they stand."""
    told = [at for source in _sources if (at := source(broadcast)) is not None]
    return min(told, default=None)
