"""A live broadcast with a product on, whose card answers two questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast, broadcast, product
from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import Question
from zhubo_web.broadcasts.models import Broadcast, Segment, advance
from zhubo_web.extensions import db

KNOWN = [
    {"q": "能机洗吗", "a": "可以，装洗衣袋，水温不过 30 度"},
    {"q": "起球吗", "a": "不起球，摩擦 3000 次没问题"},
]


class Room:
    """A live broadcast and shortcuts to ask in it."""

    def __init__(self, cast: Cast, commit: Callable[[], None]) -> None:
        self.cast, self.commit = cast, commit
        made = broadcast(cast)
        self.id = made.id
        sold, other = product("羊毛衫", questions=KNOWN), product("围巾", questions=[])
        db.session.flush()
        self.product, self.other = sold.id, other.id
        for position, one in enumerate((sold, other), 1):
            values: dict[str, Any] = {"title": one.name, "kind": "product", "product_id": one.id}
            values["planned_ms"] = (position - 1) * 600_000
            db.session.add(Segment(broadcast_id=made.id, position=position, **values))
        db.session.flush()
        advance(made, "next", self.person("ma")).started_ms = 0
        commit()

    @property
    def broadcast(self) -> Broadcast:
        """The broadcast, loaded anew."""
        return db.session.get_one(Broadcast, self.id)

    def person(self, name: str) -> Person:
        """Somebody of the cast, loaded anew."""
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def ask(self, text: str = "能机洗吗", count: int = 3, at_ms: int = 500_000) -> Question:
        """The lead relays a question."""
        by = self.person("ma")
        values: dict[str, Any] = {"text": text, "count": count, "at_ms": at_ms, "by": by}
        asked = Question.relay(self.broadcast, product_id=None, **values)
        self.commit()
        return asked


@pytest.fixture
def room(cast: Cast, inside: Callable[[], None]) -> Room:
    """A live broadcast that may be asked in."""
    return Room(cast, inside)
