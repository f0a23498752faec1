"""What the live path keeps for seconds lets nobody in for longer, also if no event is heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import tap
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.live import Follower
from zhubo_web.core import clock
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, writing


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A process that keeps things; the seconds that have passed."""
    passed = [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0 + passed[0])
    monkeypatch.setattr(KEPT, "_looked", 1000.0)
    KEPT.forget()
    yield passed
    KEPT.forget()


@pytest.fixture
def taps(app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]) -> Callable[[], int]:
    """Tap once as the room's lead; the status."""
    with app.app_context(), writing():
        number = broadcast(cast).id
    browser = client_of(cast.ma)

    def send() -> int:
        body = {"sent_at": clock.epoch_ms(), "taps": [tap()]}
        return browser.post(f"/broadcasts/{number}/taps", json=body).status_code

    return send


def _suspend(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        db.session.get_one(Person, cast.ma.id).suspend(db.session.get_one(Person, cast.qian.id))


def test_a_suspended_observer_is_out_once_the_event_is_heard(
    app: Flask, cast: Cast, seconds: list[float], taps: Callable[[], int]
) -> None:
    follower = Follower(app)
    follower.look()
    assert taps() == 200
    _suspend(app, cast)
    follower.look()
    assert taps() == 401


def test_a_suspended_observer_is_out_after_three_seconds_if_nothing_is_heard(
    app: Flask, cast: Cast, seconds: list[float], taps: Callable[[], int]
) -> None:
    assert taps() == 200
    _suspend(app, cast)
    seconds[0] = 3.1
    assert taps() == 401


def test_what_is_kept_stays_as_long_as_the_follower_looks(
    app: Flask, cast: Cast, seconds: list[float], taps: Callable[[], int]
) -> None:
    follower = Follower(app)
    follower.look()
    assert taps() == 200
    for passed in (2.0, 4.0, 6.0):
        seconds[0] = passed
        follower.look()
    kept = dict(KEPT._things)
    assert kept
    assert taps() == 200
    assert {key: KEPT._things[key] for key in kept} == kept


def test_what_is_kept_of_a_right_is_no_older_than_who_has_it(
    app: Flask,
    cast: Cast,
    seconds: list[float],
    taps: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read just before the end of three seconds, the scene does not begin another three."""
    with app.app_context(), writing():
        db.session.get_one(Person, cast.ma.id).grant(roles.OPERATIONS, None, room_id=cast.other)
    assert taps() == 200
    with app.app_context(), writing():
        ma, qian = (db.session.get_one(Person, m.id) for m in (cast.ma, cast.qian))
        own = next(one for one in ma.grants if one.room_id == cast.care)
        own.end(qian)
    seconds[0] = 2.9
    for key in [key for key in KEPT._things if isinstance(key, tuple) and key[0] == "scene"]:
        del KEPT._things[key]
    assert taps() == 200
    seconds[0] = 3.1
    assert taps() in (403, 404)
