"""How far a grant reaches: the whole shop, a group of rooms, or one room.

Rooms are the broadcasts' own; the grants' foreign keys name their tables, and here only their
names and groups are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, event, select, table
from sqlalchemy.orm import Session

from zhubo_web.extensions import db

ROOM = table("room", column("id"), column("name"), column("group_id"), column("active"))
GROUP = table("room_group", column("id"), column("name"))
_KEPT = "scopes"


@dataclass(frozen=True)
class Scope:
    """A room (``id`` and perhaps ``group_id``), a group (``group_id`` alone), or neither: the shop."""

    id: int | None = None
    group_id: int | None = None
    name: str = ""

    @property
    def key(self) -> str:
        """How forms name it: shop, group-3 or room-7."""
        if self.id is not None:
            return f"room-{self.id}"
        return f"group-{self.group_id}" if self.group_id is not None else "shop"

    @property
    def columns(self) -> dict[str, int | None]:
        """What a grant stores."""
        return {"room_id": self.id, "group_id": None if self.id is not None else self.group_id}


WHOLE_SHOP = Scope()


def everything() -> list[Scope]:
    """The shop, its groups, its rooms in use, by name: read once a transaction, anew after changes."""
    session = db.session()
    transaction, kept = session.info.get(_KEPT, (None, []))
    if transaction is None or transaction is not session.get_transaction():
        groups = db.session.execute(select(GROUP).order_by(GROUP.c.name))
        rooms = db.session.execute(select(ROOM).where(ROOM.c.active).order_by(ROOM.c.name))
        kept = [WHOLE_SHOP, *(Scope(None, row.id, row.name) for row in groups)]
        kept += [Scope(row.id, row.group_id, row.name) for row in rooms]
        session.info[_KEPT] = session.get_transaction(), kept
    return list(kept)


def rooms() -> list[Scope]:
    """Every room in use, by name."""
    return [one for one in everything() if one.id is not None]


@event.listens_for(Session, "after_flush")
def _forget(session: Session, _context: Any) -> None:
    session.info.pop(_KEPT, None)


def of_columns(room_id: int | None, group_id: int | None) -> Scope:
    """The scope that a grant's two columns name."""
    if room_id is None and group_id is None:
        return WHOLE_SHOP
    wanted = Scope(room_id, group_id).key
    return next((one for one in everything() if one.key == wanted), Scope(room_id, group_id))


def covered(person: Any, roles: Iterable[str]) -> list[Scope]:
    """The rooms in which the person holds one of these roles."""
    return [room for room in rooms() if person.holds(*roles, room=room)]


def reached(person: Any, roles: Iterable[str]) -> list[Scope]:
    """Where the person holds one of these roles, the widest first."""
    return [one for one in everything() if person.holds(*roles, room=one)]
