"""Who has a part in what rests on a note, so that somebody else reviews it.

Evaluations and months belong to features above, which say here how to ask them. Answers are kept for the
transaction, as a page shows many notes of one broadcast, and asked for anew after any change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from zhubo_web.accounts import roles
from zhubo_web.extensions import db

_KEPT = "parts in what rests on notes"


@dataclass(frozen=True)
class Parts:
    """``raters``: who gave marks of this broadcast that rest on the note; ``close``: who is declared close
    to whom it is about; ``monthly``: who gave marks of the month in which it counts."""

    raters: set[int] = field(default_factory=set)
    close: set[int] = field(default_factory=set)
    monthly: set[int] = field(default_factory=set)


#: Broadcast and assistant (None: any of them) → who has a part.
PartsIn = Callable[[int, int | None], Parts]
_sources: list[PartsIn] = []


def take_parts_from(source: PartsIn) -> None:
    """Have this function asked, too."""
    _sources.append(source)


def parts_in(broadcast_id: int, assistant_id: int | None) -> Parts:
    """Who has a part in what is made of this assistant's notes in this broadcast."""

    def read() -> Parts:
        told = [source(broadcast_id, assistant_id) for source in _sources]
        return Parts(
            {who for one in told for who in one.raters},
            {who for one in told for who in one.close},
            {who for one in told for who in one.monthly},
        )

    found: Parts = _once(("parts", broadcast_id, assistant_id), read)
    return found


def group_of(room: Any) -> list[Any]:
    """The supervision group of a room."""
    found: list[Any] = _once(("group", room.id), lambda: room.people_holding(*roles.GROUP))
    return found


def _once(key: tuple[Any, ...], read: Callable[[], Any]) -> Any:
    session = db.session()
    transaction, kept = session.info.get(_KEPT, (None, {}))
    if transaction is None or transaction is not session.get_transaction() or key not in kept:
        value = read()
        same = transaction is not None and transaction is session.get_transaction()
        kept = {**(kept if same else {}), key: value}
        session.info[_KEPT] = session.get_transaction(), kept
    return kept[key]


@event.listens_for(Session, "after_flush")
def _forget(session: Session, _context: Any) -> None:
    session.info.pop(_KEPT, None)
