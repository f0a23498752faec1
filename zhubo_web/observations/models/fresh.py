"""Notes that this process has just committed, kept for its own next frame so that none is read back.

Only of broadcasts that somebody here watches. A frame takes them where they follow its number without
a gap and every event that asks for the frame is theirs; whatever else happened, the replay reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from zhubo_web.audit.models import Heard

Told = dict[str, Any]
#: More of one broadcast are read page by page.
MOST = 200


@dataclass
class Kept:
    """Notes of one broadcast in the order of their numbers, and the ids of their events."""

    notes: list[Told] = field(default_factory=list)
    events: set[int] = field(default_factory=set)


class Fresh:
    """What is kept of each watched broadcast."""

    def __init__(self) -> None:
        self._kept: dict[int, Kept] = {}

    def watch(self, broadcast_id: int) -> None:
        """Keep this broadcast's notes from now on."""
        self._kept.setdefault(broadcast_id, Kept())

    def leave(self, broadcast_id: int) -> None:
        """Nobody here watches any more."""
        self._kept.pop(broadcast_id, None)

    def keep(self, notes: Iterable[tuple[int, Told]], events: Iterable[Heard]) -> None:
        """Keep notes that are on the disk, each with its broadcast, and their events."""
        for broadcast_id, told in notes:
            if broadcast_id in self._kept:
                self._kept[broadcast_id].notes.append(told)
        for event in events:
            if event.broadcast_id in self._kept:
                self._kept[event.broadcast_id].events.add(event.id)

    def after(self, broadcast_id: int, number: int, events: Collection[int]) -> list[Told]:
        """What follows a number, once; nothing if these events or numbers tell of something else."""
        if broadcast_id not in self._kept:
            return []
        kept, self._kept[broadcast_id] = self._kept[broadcast_id], Kept()
        notes = [told for told in kept.notes if told["v"] > number]
        numbers = range(number + 1, number + 1 + len(notes))
        is_all = kept.events.issuperset(events) and [told["v"] for told in notes] == [*numbers]
        return notes if is_all and len(notes) <= MOST else []


FRESH = Fresh()
