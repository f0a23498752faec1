"""Which form a figure takes where only counts are known: 次数口径 instead of 人数口径. Pure.

A source that lists how often something was done and not by how many people (the compass list has
评论次数 and no 评论人数) gives a rate of times, not of people. The dictionary names that count form
(``definitions.INSTEAD``). It is a figure of its own, with its own definition, name and level, so the two
never meet in one comparison: a person's month, or a curve, has one form from its first broadcast to its last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from zhubo_web.metrics.baseline import FEW
from zhubo_web.metrics.definitions import INSTEAD
from zhubo_web.metrics.pooling import Against

#: A figure → the forms that it may take, the one to be preferred first.
Forms = Callable[[str], Sequence[str]]


def forms(metric: str) -> tuple[str, ...]:
    """A figure, and what may stand for it where only counts are known."""
    return (metric, INSTEAD[metric]) if metric in INSTEAD else (metric,)


def alone(metric: str) -> tuple[str, ...]:
    """The figure itself and nothing for it: how months were frozen before there were count forms."""
    return (metric,)


def widest(counts: Mapping[str, int], among: Sequence[str]) -> str | None:
    """The first form that is known of at least half as many broadcasts as any other; None of nothing."""
    most = max((counts.get(one, 0) for one in among), default=0)
    return next((one for one in among if most and counts.get(one, 0) * 2 >= most), None)


def chosen(known: Mapping[str, Against], among: Sequence[str]) -> str | None:
    """The form of one person's figure: of those that say something, else of all that are there."""
    there = {one: known[one] for one in among if one in known}
    telling = {one: found for one, found in there.items() if found.word != FEW}
    counts = {one: len(found.broadcasts) for one, found in (telling or there).items()}
    return widest(counts, among)
