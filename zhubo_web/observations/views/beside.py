"""What two observers noted of the same broadcast, minute by minute beside each other. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zhubo_web.audience.models import MINUTE_MS
from zhubo_web.observations.views.entries import Entry


@dataclass
class Minute:
    """One minute in which either noted something: ``sides`` are the first's entries, the second's."""

    at_ms: int
    sides: tuple[list[Entry], list[Entry]] = field(default_factory=lambda: ([], []))


def minutes(entries: Iterable[Entry], first_id: int, second_id: int) -> list[Minute]:
    """The minutes of what these two noted, in order."""
    found: dict[int, Minute] = {}
    place = {first_id: 0, second_id: 1}
    for one in entries:
        if one.observer is None or one.observer.id not in place:
            continue
        minute = one.at_ms // MINUTE_MS
        there = found.setdefault(minute, Minute(minute * MINUTE_MS))
        there.sides[place[one.observer.id]].append(one)
    return [found[minute] for minute in sorted(found)]
