"""One thing that 林资深 gave 陈小满 to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db


class Given:
    """Shortcuts to give and to look at inboxes."""

    def __init__(self, cast: Cast, commit: Callable[[], None]) -> None:
        self.cast, self.commit = cast, commit

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def give(self, by: str = "lin", owner: str = "chen", **values: Any) -> ActionItem:
        given: dict[str, Any] = {
            "title": "练三遍尺码回答",
            "due_at": clock.now() + timedelta(days=2),
            "room_id": self.cast.care,
            **values,
        }
        made = ActionItem.open(owner=self.person(owner), by=self.person(by), **given)
        self.commit()
        return made

    def waits(self, who: str) -> list[Duty]:
        return Duty.open_of(self.person(who))


@pytest.fixture
def given(cast: Cast, inside: Callable[[], None]) -> Given:
    return Given(cast, inside)
