"""PostgreSQL locks rows: consoles, overlays and the radar never wait for each other in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event

from flask import Flask

from tests.cast import Cast, broadcast
from tests.observations.conftest import fresh_key
from zhubo_web.accounts.models import Person
from zhubo_web.audience.likeness import pieces
from zhubo_web.audience.models import Question, Radar, take
from zhubo_web.audience.models.hearing import Heard
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import hold, take_operations

SAID = ("多少钱一件", "能机洗吗", "起球吗")


def _at_once(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def test_a_console_that_settles_questions_and_the_radar_both_come_through(
    app: Flask, cast: Cast
) -> None:
    """The radar holds what was asked and adds to it while a batch settles two, the later one first."""
    with app.app_context(), writing():
        on, ma = broadcast(cast), db.session.get_one(Person, cast.ma.id)
        told = {"count": 1, "at_ms": 1, "product_id": None, "by": ma}
        asked = [Question.relay(on, text=text, **told).id for text in ("能机洗吗", "多少钱一件")]
        number, on_sqlite = on.id, db.engine.dialect.name == "sqlite"
        take(number, [Heard(str(at), at, f"观众#{at}", text) for at, text in enumerate(SAID)])
    begun, came_through = Event(), []

    def console() -> None:
        with app.app_context(), writing():
            on, ma = (
                db.session.get_one(*one) for one in ((Broadcast, number), (Person, cast.ma.id))
            )
            hold({number})
            db.session.get_one(Question, asked[1]).answer(ma, "console")
            db.session.flush()
            begun.set()
            Event().wait(0 if on_sqlite else 0.3)  # the radar is on its way to both
            act = {"op": fresh_key(), "key": fresh_key(), "do": "answer", "question": asked[0]}
            taken = take_operations(on, clock.epoch_ms(), [{**act, "at": clock.epoch_ms()}], ma)
            came_through.append(not taken.refused)

    def radar() -> None:
        with app.app_context():
            listening = Radar(pieces)
            found = listening.look(number)
            begun.wait(10)
            with writing():
                came_through.append(listening.keep(found))

    _at_once(console, radar)
    assert came_through == [True, True]


def test_a_feed_does_not_wait_for_notes(app: Flask, cast: Cast) -> None:
    """Its rows only refer to the broadcast, whose own row a group of notes holds."""
    with app.app_context(), writing():
        number, on_sqlite = broadcast(cast).id, db.engine.dialect.name == "sqlite"
    held, written = Event(), Event()
    seen: list[bool] = []

    def notes() -> None:
        with app.app_context(), writing():
            hold({number})
            held.set()
            seen.append(on_sqlite or written.wait(5))

    def feed() -> None:
        held.wait(10)
        with app.app_context(), writing():
            take(number, [Heard("1", 1000, "观众#1", "起球吗")])
        written.set()

    _at_once(notes, feed)
    assert seen == [True]
