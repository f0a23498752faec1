"""A recording played into a broadcast that is interrupted or ends meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audience.jobs.playing import play
from zhubo_web.audience.lines import Line, Viewer
from zhubo_web.audience.models import Comment
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, writing

SPEED = 1000


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        return broadcast(cast, minutes_ago=30).id


@pytest.fixture(params=[False, True], ids=["read anew", "kept"])
def followed(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in a process that keeps nothing, and in one that follows the events."""
    if request.param:
        KEPT.hear([], clock.monotonic())
    yield
    KEPT.forget()


def lines(meanwhile: Callable[[], None]) -> Iterator[Line]:
    """Four comments; something happens when the first is stored and the second is not."""
    at = clock.now()
    for place, text in enumerate("一二三四"):
        if place == 3:  # pulled two ahead of what is being stored
            with writing():
                meanwhile()
        yield Line(place + 2, at + timedelta(seconds=place * 400), Viewer("1", "甲"), text)


def stored() -> list[tuple[str, int]]:
    begin_reading()
    db.session.rollback()
    query = select(Comment.text, Comment.at_ms).order_by(Comment.id)
    return [(text, at_ms) for text, at_ms in db.session.execute(query)]


@pytest.mark.usefixtures("followed")
def test_it_stops_when_the_broadcast_is_over(app: Flask, cast: Cast, on_air: int) -> None:
    def end() -> None:
        db.session.get_one(Broadcast, on_air).end(db.session.get_one(Person, cast.ma.id))

    with app.app_context():
        assert play(on_air, lines(end), SPEED) == 1
        assert [text for text, _at_ms in stored()] == ["一"]


@pytest.mark.usefixtures("followed")
def test_stream_time_stands_still_while_it_is_interrupted(
    app: Flask, cast: Cast, on_air: int
) -> None:
    began: list[int] = []

    def interrupt() -> None:
        live = db.session.get_one(Broadcast, on_air)
        live.interrupt(db.session.get_one(Person, cast.ma.id), "network")
        live.interruptions[-1].began_at = clock.now() - timedelta(minutes=5)
        db.session.flush()
        began.append(live.stream_ms())

    with app.app_context():
        assert play(on_air, lines(interrupt), SPEED) == 4
        first, *later = [at_ms for _text, at_ms in stored()]
    assert later == began * 3 and began[0] < first
