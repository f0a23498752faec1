"""Markers that lie on each other, taken together: one place to tap, with a count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhubo_web.observations.charting.scales import Span

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Bunch(Generic[Thing]):
    """Things close together, in order; drawn where the first of them lies."""

    share: float
    things: list[Thing]


def bunches(
    things: Iterable[Thing], at: Callable[[Thing], int], span: Span, gap: float
) -> list[Bunch[Thing]]:
    """Every thing in exactly one bunch, in the order of time; bunches lie at least a gap apart."""
    made: list[Bunch[Thing]] = []
    for thing in sorted(things, key=at):
        place = span.share(at(thing))
        if made and place - made[-1].share < gap:
            made[-1].things.append(thing)
        else:
            made.append(Bunch(place, [thing]))
    return made
