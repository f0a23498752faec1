"""A broadcast that is over, its host and two assistants, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Cast, broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import AudienceFeedback
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.surveys.models import Feedback, Rating


class Said:
    """何主播 hosted, 陈小满 and 李一帆 assisted; shortcuts to say something of them."""

    def __init__(self, cast: Cast, commit: Callable[[], None]) -> None:
        self.cast, self.commit = cast, commit
        made = broadcast(cast)
        made.put_on(self.person("li"), "assistant", None)
        self.id = made.id
        commit()

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    @property
    def on(self) -> Broadcast:
        return db.session.get_one(Broadcast, self.id)

    @property
    def room(self) -> Room:
        return self.on.room

    def end(self) -> None:
        self.on.end(self.person("ma"))
        self.commit()

    def relay(self, text: str, sort: str = "complaint", count: int = 1) -> AudienceFeedback:
        said: dict[str, Any] = {"sort": sort, "text": text, "count": count, "product_id": None}
        made = AudienceFeedback.relay(
            self.on, self.person("ma"), key=str(uuid4()), role="ops", moment=clock.now(), **said
        )
        self.commit()
        return made

    def enter(self, text: str = "三次没回尺码", by: str = "ma", **values: Any) -> Feedback:
        given: dict[str, Any] = {
            "room": self.room,
            "source": "complaint",
            "sort": "complaint",
            "happened_at": clock.now() - timedelta(minutes=5),
            **values,
        }
        made = Feedback.enter(self.person(by), text=text, **given)
        self.commit()
        return made

    def rating(self, host: str = "he") -> Rating:
        return Rating(self.on, self.person(host))

    def thank(self, who: str = "chen") -> Feedback:
        made = self.rating().thank(self.person(who))
        self.commit()
        return made

    def waits(self, who: str) -> list[Duty]:
        """The inbox entries of feedback that somebody has."""
        kinds = ("feedback_queue", "host_rating")
        return [one for one in Duty.open_of(self.person(who)) if one.subject_type in kinds]


@pytest.fixture
def said(cast: Cast, inside: Callable[[], None]) -> Said:
    return Said(cast, inside)
