"""How far a person's roles reach, as conditions of a query: rooms, and broadcasts one may oversee.

A role for the whole shop asks nothing of rooms: `room_id IN (every room)` would say the same and have
the database read the whole table before it looks at what else is asked. Who is on a broadcast is asked
by its row, as whoever watches has a part in thousands.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select, true

from zhubo_web.broadcasts.models.broadcast import Broadcast
from zhubo_web.broadcasts.models.room import covered_by, for_whole_shop
from zhubo_web.broadcasts.models.staffing import RosterEntry


def in_rooms(room_id: Any, person: Any, wanted: Collection[str]) -> Any:
    """Whether the room (its id, never null) is one where the person holds one of these roles."""
    if for_whole_shop(person, wanted):
        return true()
    return room_id.in_(covered_by(person, wanted))


def overseen(broadcast_id: Any, person: Any, wanted: Collection[str]) -> Any:
    """Whether the broadcast is of such a room, and not one where the person assists."""
    return _of_rooms(broadcast_id, person, wanted) & ~has_part(broadcast_id, person, "assistant")


def watched(broadcast_id: Any, person: Any, wanted: Collection[str]) -> Any:
    """Whether the broadcast is of such a room, and the person watches it from outside."""
    return _of_rooms(broadcast_id, person, wanted) & outside(broadcast_id, person)


def outside(broadcast_id: Any, person: Any) -> Any:
    """Who assists is no watcher, nor who is on air as host before the end, whatever roles they have."""
    assists = RosterEntry.part == "assistant"
    is_on_air = (RosterEntry.part == "host") & Broadcast.ended_at.is_(None)
    on = (Broadcast.id == RosterEntry.broadcast_id) & (assists | is_on_air)
    return ~exists().where(
        RosterEntry.broadcast_id == broadcast_id, RosterEntry.person_id == person.id, on
    )


def has_part(broadcast_id: Any, person: Any, part: str) -> Any:
    """Whether the person is on the broadcast's roster as this."""
    return exists().where(
        RosterEntry.broadcast_id == broadcast_id,
        RosterEntry.person_id == person.id,
        RosterEntry.part == part,
    )


def _of_rooms(broadcast_id: Any, person: Any, wanted: Collection[str]) -> Any:
    if for_whole_shop(person, wanted):
        return true()
    rooms = covered_by(person, wanted)
    return broadcast_id.in_(select(Broadcast.id).where(Broadcast.room_id.in_(rooms)))
