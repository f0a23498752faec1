"""When people's shifts begin. Rosters belong to a feature above, which says here how to ask it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

#: (ids of people, first moment, last moment) → the starts of each one's shifts between them.
ShiftsOf = Callable[[Collection[int], datetime, datetime], Mapping[int, list[datetime]]]
_sources: list[ShiftsOf] = []


def take_shifts_from(source: ShiftsOf) -> None:
    """Have this function asked for shifts, too."""
    _sources.append(source)


def shifts_of(
    people: Collection[int], since: datetime, until: datetime
) -> dict[int, list[datetime]]:
    """The starts of each person's shifts between two moments, in order."""
    found: dict[int, list[datetime]] = {person: [] for person in people}
    for source in _sources if people else ():
        for person, starts in source(people, since, until).items():
            found[person] = sorted([*found[person], *starts])
    return found
