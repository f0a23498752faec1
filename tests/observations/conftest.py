"""A broadcast that is live, its people, and consoles that tap."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast, broadcast, product
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Segment, advance
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.observations.models.intake import Taken, take_operations
from zhubo_web.observations.models.receipts import take_receipts


def fresh_key() -> str:
    """A key as a console makes it."""
    return str(uuid.uuid4())


def tap(**values: Any) -> dict[str, Any]:
    """A tap made now."""
    made = {"op": fresh_key(), "key": fresh_key(), "do": "tap", "at": clock.epoch_ms()}
    return {"kind": "remind", **made, **values}


def act(note: int, what: str, answer: str | None = None) -> dict[str, Any]:
    """A receipt of an overlay, made now."""
    return {"op": fresh_key(), "note": note, "act": what, "answer": answer, "at": clock.epoch_ms()}


class Studio:
    """A live broadcast with a product of 129 yuan on, and shortcuts to tap and to answer."""

    def __init__(self, cast: Cast, commit: Callable[[], None]) -> None:
        self.cast, self.commit = cast, commit
        made = broadcast(cast)
        self.id = made.id
        self._sell(made)
        commit()

    def _sell(self, made: Broadcast) -> None:
        sold = product(forbidden=[{"word": "根治", "instead": "坚持用"}])
        db.session.flush()
        ma = self.person("ma")
        row = {"title": "精华", "kind": "product", "planned_ms": 0, "product_id": sold.id}
        quiet = {"title": "报价", "kind": "product", "planned_ms": 3_000_000, "no_interrupt": True}
        for position, values in enumerate((row, quiet), 1):
            db.session.add(Segment(broadcast_id=made.id, position=position, **values))
        db.session.flush()
        advance(made, "next", ma)

    @property
    def broadcast(self) -> Broadcast:
        """The broadcast, loaded anew."""
        return db.session.get_one(Broadcast, self.id)

    def person(self, name: str) -> Person:
        """Somebody of the cast, loaded anew."""
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def send(self, *operations: dict[str, Any], by: str = "ma", sent: int | None = None) -> Taken:
        """A console's batch, committed."""
        when = clock.epoch_ms() if sent is None else sent
        taken = take_operations(self.broadcast, when, list(operations), self.person(by))
        self.commit()
        return taken

    def answer(self, *receipts: dict[str, Any], by: str = "chen") -> Taken:
        """An overlay's batch, committed."""
        now = clock.epoch_ms()
        taken = take_receipts(self.broadcast, now, list(receipts), self.person(by))
        self.commit()
        return taken


@pytest.fixture
def studio(cast: Cast, inside: Callable[[], None]) -> Studio:
    """A live broadcast that may be tapped at."""
    return Studio(cast, inside)
