"""Frames of questions: to the screens of their broadcast, when they change, not too often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.audience.conftest import Room
from tests.cast import Cast, broadcast
from zhubo_web.audience import live
from zhubo_web.audience.models import Question, waiting_in
from zhubo_web.audit.live import Follower
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.live import everyone
from zhubo_web.core.database import begin_reading
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, socketio, writing


class Screens:
    """Records what is sent to a broadcast's screens, and tells the time."""

    def __init__(self, app: Flask, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.app, self.now, self.sent = app, 100.0, []  # type: ignore[var-annotated]
        with app.app_context(), writing():
            self.room = Room(cast, db.session.flush)
        self.listened = [self.room.id]
        self.meanwhile: Callable[[], object] | None = None
        self.follower = Follower(app)
        live._asked.clear()
        live._sent.clear()
        patch.setattr(live, "_listened", lambda: self.listened)
        patch.setattr(live.clock, "monotonic", lambda: self.now)
        patch.setattr(socketio, "emit", self._emit)

    def _emit(self, name: str, message: Any, to: str) -> None:
        if name == "questions":
            self.sent.append((to, [(one["text"], one["asks"]) for one in message["questions"]]))
            meanwhile, self.meanwhile = self.meanwhile, None
            if meanwhile:
                meanwhile()

    def happen(self, name: str, question_id: int) -> None:
        """Something is recorded of a question; the follower hears it."""
        with self.app.app_context(), writing():
            asked = db.session.get_one(Question, question_id)
            record(name, asked, SYSTEM, broadcast_id=self.room.id)
        self.follower.look()

    def ask(self, text: str) -> int:
        """A supervisor relays it; the follower sees the event."""
        with self.app.app_context(), writing():
            by, on = self.room.person("ma"), self.room.broadcast
            values: dict[str, Any] = {"count": 1, "at_ms": 590_000, "product_id": None}
            asked = Question.relay(on, text=text, by=by, **values).id
        self.follower.look()
        return asked

    def frame(self, later: float = 0.0) -> list[Any]:
        """What the next frame sends."""
        self.now += later
        with self.app.app_context():
            begin_reading()
            live.send_questions()
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def screens(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Screens:
    return Screens(app, cast, monkeypatch)


def test_a_question_reaches_the_screens_of_its_broadcast_once(screens: Screens) -> None:
    screens.ask("能机洗吗")
    to = everyone(screens.room.id)
    assert screens.frame() == [(to, [("能机洗吗", 1)])]
    assert screens.frame(later=60) == []


def test_while_they_grow_frames_come_at_most_twice_a_second_and_the_last_is_right(
    screens: Screens,
) -> None:
    screens.ask("能机洗吗")
    assert len(screens.frame()) == 1
    screens.ask("能机洗吗")
    assert screens.frame(later=0.25) == []
    screens.ask("能机洗吗")
    assert [told for _to, told in screens.frame(later=0.25)] == [[("能机洗吗", 3)]]


def test_what_was_answered_leaves_the_screens(screens: Screens) -> None:
    asked = screens.ask("能机洗吗")
    screens.frame()
    with screens.app.app_context(), writing():
        db.session.get_one(Question, asked).answer(screens.room.person("chen"), "overlay")
    screens.follower.look()
    assert [told for _to, told in screens.frame(later=1)] == [[]]


def test_nothing_is_read_for_a_broadcast_without_screens(screens: Screens) -> None:
    screens.listened = []
    screens.ask("能机洗吗")
    assert screens.frame() == [] and not live._asked


def test_an_ask_that_changes_nothing_of_what_is_shown_is_told_in_a_while(
    screens: Screens,
) -> None:
    """Not at once, but it is: a screen that joined in between may have been told otherwise."""
    number = screens.ask("能机洗吗")
    shown = screens.frame()
    screens.happen("question.grown", number)
    assert screens.frame(later=0.5) == []
    assert screens.frame(later=4.6) == shown
    assert screens.frame(later=60) == []


def test_what_changes_while_frames_are_sent_is_told_by_the_next(screens: Screens) -> None:
    """Sending gives others their turn, and the follower may hear of more."""
    screens.ask("能机洗吗")
    screens.meanwhile = lambda: screens.ask("能机洗吗")
    assert [told for _to, told in screens.frame()] == [[("能机洗吗", 1)]]
    assert [told for _to, told in screens.frame(later=0.5)] == [[("能机洗吗", 2)]]


def test_many_rooms_are_told_as_one_is(app: Flask, cast: Cast) -> None:
    """What waits, by one statement for all, in the order and in the words of the question itself."""
    with app.app_context(), writing():
        room, other = Room(cast, db.session.flush), broadcast(cast, room=cast.other)
        room.ask("有黑色吗", count=2)
        room.ask("能机洗吗", count=9)
        room.ask("起球吗", count=4).answer(room.person("chen"), "overlay")
        for number in range(7):
            values: dict[str, Any] = {"rule": "goods", "source": "comments", "asks": 9}
            values |= {"askers": number // 2, "first_ms": 1000, "last_ms": 500_000}
            Question.begin(other, "hear", SYSTEM, text=f"{number}号有吗", **values)
        on = [room.broadcast, other]
        told = {one.id: [asked.told() for asked in Question.open_in(one)] for one in on}
        assert waiting_in(on) == told
        assert [len(told[one.id]) for one in on] == [2, 5]
        assert waiting_in([]) == {}
