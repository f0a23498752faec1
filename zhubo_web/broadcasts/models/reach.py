"""How far a person's roles reach, as conditions of a query: rooms, and broadcasts one may oversee.

A role for the whole shop asks nothing of rooms: `room_id IN (every room)` would say the same and have
the database read the whole table before it looks at what else is asked. Where somebody has a part is a
list of its own, read once: to ask it of each of thousands of rows takes four times as long.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select, true

from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.room import covered_by, for_whole_shop
from zhubo_web.broadcasts.models.staffing import RosterEntry

#: Conditions kept, as to put one together takes as long as to ask it: a column and a person each.
KEPT = 1_000


def in_rooms(room_id: Any, person: Any, wanted: Collection[str]) -> Any:
    """Whether the room (its id, never null) is one where the person holds one of these roles."""
    if for_whole_shop(person, wanted):
        return true()
    return room_id.in_(covered_by(person, wanted))


def overseen(broadcast_id: Any, person: Any, wanted: Collection[str]) -> Any:
    """Whether the broadcast (its id, never null) is of such a room, and not one where the person assists."""
    return _of_rooms(broadcast_id, person, wanted) & ~has_part(broadcast_id, person, "assistant")


def watched(broadcast_id: Any, person: Any, wanted: Collection[str]) -> Any:
    """Whether the broadcast (never null) is of such a room, and the person watches it from outside."""
    return _of_rooms(broadcast_id, person, wanted) & outside(broadcast_id, person)


def outside(broadcast_id: Any, person: Any) -> Any:
    """Who assists is no watcher, nor who is on air as host before the end, whatever roles they have.

    Of a broadcast that is known: a null is neither in a list nor outside it.
    """
    return _outside(broadcast_id, person.id)


@lru_cache(KEPT)
def _outside(broadcast_id: Any, person_id: int) -> Any:
    on_air = _with_part(person_id, "host").join(Broadcast).where(Broadcast.ended_at.is_(None))
    assisted = _with_part(person_id, "assistant")
    return broadcast_id.not_in(assisted) & broadcast_id.not_in(on_air)


def has_part(broadcast_id: Any, person: Any, part: str) -> Any:
    """Whether the person is on the broadcast's roster as this."""
    return broadcast_id.in_(_with_part(person.id, part))


def _with_part(person_id: int, part: str) -> Select[tuple[int]]:
    """The broadcasts with this person as this: read once a statement, from an index that has it all."""
    columns = RosterEntry.person_id == person_id, RosterEntry.part == part
    return select(RosterEntry.broadcast_id).where(*columns)


def _of_rooms(broadcast_id: Any, person: Any, wanted: Collection[str]) -> Any:
    if for_whole_shop(person, wanted):
        return true()
    rooms = covered_by(person, wanted)
    return broadcast_id.in_(select(Broadcast.id).where(Broadcast.room_id.in_(rooms)))
