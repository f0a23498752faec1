"""Fixtures and seeds of the tests of attendance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db


@pytest.fixture
def who(cast: Cast, inside: Callable[[], None]) -> Callable[[str], Any]:
    """A person of the cast by short name, in a context that may write."""
    return lambda name: db.session.get_one(Person, getattr(cast, name).id)


def shift(cast: Cast, hours_ahead: float = 48, *assistants: str, title: str = "晚场") -> Broadcast:
    """A planned broadcast of two hours with these assistants (``chen`` unless named)."""
    start = clock.now() + timedelta(hours=hours_ahead)
    room = db.session.get_one(Room, cast.care)
    made = Broadcast.schedule(room, title, start, start + timedelta(hours=2), None)
    made.put_on(db.session.get_one(Person, cast.he.id), "host", None)
    for name in assistants or ("chen",):
        made.put_on(db.session.get_one(Person, getattr(cast, name).id), "assistant", None)
    db.session.flush()
    return made
