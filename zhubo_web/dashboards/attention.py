"""An assistant's row of the team page, and what of it asks for somebody's attention. Pure.

Rows are ordered by how much asks for attention, never by score; no place in an order is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from zhubo_web.core.marking import N_

#: From so many on something is said: broadcasts, scores, notes, things that were due.
FEWEST = 3
ON_TIME, NORMAL = 90, 75


@dataclass
class Member:
    """One assistant over a period; minutes of broadcasts, scores by day, counts of what was noted, due
    and still open."""

    id: int
    name: str
    broadcasts: int = 0
    minutes: int = 0
    watched: int = 0
    scores: list[tuple[date, Decimal]] = field(default_factory=list)
    good: int = 0
    bad: int = 0
    due: int = 0
    kept: int = 0
    open: int = 0
    late: int = 0

    @property
    def seen(self) -> int | None:
        """Watched, of the minutes on air, in whole per cent; None without a broadcast."""
        return None if not self.minutes else round(Decimal(self.watched * 100) / self.minutes)

    @property
    def on_time(self) -> int | None:
        """Kept, of what was due, in whole per cent; None where nothing was."""
        return None if not self.due else round(Decimal(self.kept * 100) / self.due)

    @property
    def mean(self) -> Decimal | None:
        """The mean of the published scores to a tenth; None where there is none."""
        if not self.scores:
            return None
        whole = sum((score for _day, score in self.scores), Decimal(0))
        return (whole / len(self.scores)).quantize(Decimal("0.1"))

    def needs(self) -> list[tuple[str, int]]:
        """(sentence, its number) of what asks for attention, the most pressing first."""
        told = []
        if self.late:
            told.append((N_("跟进事项逾期 %(num)s 件"), self.late))
        if self.due >= FEWEST and self.on_time is not None and self.on_time < ON_TIME:
            told.append((N_("按时 %(num)s%%"), self.on_time))
        if len(self.scores) >= FEWEST and self.mean is not None and self.mean < NORMAL:
            told.append((N_("单场评分平均低于 %(num)s"), NORMAL))
        if self.bad >= FEWEST and self.bad > self.good:
            told.append((N_("要改的比表扬多 %(num)s 条"), self.bad - self.good))
        if self.broadcasts >= FEWEST and not self.watched:
            told.append((N_("%(num)s 场都没人跟播"), self.broadcasts))
        return told


def ordered(members: Iterable[Member]) -> list[Member]:
    """Those with the most that asks for attention first, then by name."""
    return sorted(members, key=lambda one: (-len(one.needs()), -one.late, one.name, one.id))
