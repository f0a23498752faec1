"""Frames of questions: to the screens of their broadcast, when they change, not too often."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.audience.conftest import Room
from tests.cast import Cast
from zhubo_web.audience import live
from zhubo_web.audience.models import Question
from zhubo_web.audit.live import Follower
from zhubo_web.broadcasts.live import everyone
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, socketio, writing


class Screens:
    """Records what is sent to a broadcast's screens, and tells the time."""

    def __init__(self, app: Flask, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.app, self.now, self.sent = app, 100.0, []  # type: ignore[var-annotated]
        with app.app_context(), writing():
            self.room = Room(cast, db.session.flush)
        self.listened = [self.room.id]
        self.follower = Follower(app)
        live._asked.clear()
        live._sent.clear()
        patch.setattr(live, "_listened", lambda: self.listened)
        patch.setattr(live.clock, "monotonic", lambda: self.now)
        patch.setattr(socketio, "emit", self._emit)

    def _emit(self, name: str, message: Any, to: str) -> None:
        if name == "questions":
            self.sent.append((to, [(one["text"], one["asks"]) for one in message["questions"]]))

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
