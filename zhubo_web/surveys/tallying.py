"""What feedback comes to for one assistant in one month. Pure.

Only what was attributed counts, each once: a duplicate counts with the one it repeats. Scores that
viewers give are shown from 5 answers on and may be counted from 30 on; nothing here is a score of
the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

SHOWN_FROM = 5
COUNTED_FROM = 30


@dataclass(frozen=True)
class Item:
    """One piece of feedback: ``group`` is the id it is counted under (its own, or the one it
    repeats), ``people`` how many viewers stand behind it, ``score`` 1 to 5 where they gave one."""

    group: int
    source: str
    sort: str
    people: int = 1
    score: int | None = None
    attributed: bool = True


@dataclass(frozen=True)
class Scores:
    """Answers with a score: how many, and their mean."""

    answers: int = 0
    total: int = 0

    @property
    def shown(self) -> bool:
        """Whether there are enough to be read."""
        return self.answers >= SHOWN_FROM

    @property
    def counted(self) -> bool:
        """Whether there are enough to count for anything."""
        return self.answers >= COUNTED_FROM

    @property
    def mean(self) -> Decimal | None:
        """To one decimal; None below what may be shown, which is not zero."""
        if not self.shown:
            return None
        exact = Decimal(self.total) / Decimal(self.answers)
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Tally:
    """``kinds``: (source, sort) → how many; ``people``: how many viewers stand behind each."""

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    scores: Scores = field(default_factory=Scores)

    def of(self, sort: str) -> int:
        """How many of a sort, from all sources."""
        return sum(count for (_source, one), count in self.kinds.items() if one == sort)

    def complaints(self) -> int:
        """What viewers, customer service and the platform complained of; not the host's 有问题."""
        return self.of("complaint") - self.kinds["host_rating", "complaint"]


def tally(items: Iterable[Item]) -> Tally:
    """Count what was attributed, each group once; of a group the first is counted."""
    first: dict[int, Item] = {}
    for one in items:
        if one.attributed:
            first.setdefault(one.group, one)
    kinds, people = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    answers = total = 0
    for one in first.values():
        kinds[one.source, one.sort] += 1
        people[one.source, one.sort] += one.people
        if one.score is not None:
            answers += one.people
            total += one.people * one.score
    return Tally(kinds, people, Scores(answers, total))
