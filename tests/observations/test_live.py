"""Sockets: who may connect and join, what is told to whom, and who is cut off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import tap
from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.accounts.models.sign_in import LIFETIMES
from zhubo_web.audit.live import Follower
from zhubo_web.broadcasts import live as rooms
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, socketio, writing
from zhubo_web.observations import live
from zhubo_web.observations.models.intake import take_operations

OWN = {"Origin": "http://localhost"}
Browser = Callable[[Member], FlaskClient]


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    """A live broadcast's id."""
    with app.app_context(), writing():
        return broadcast(cast).id


@pytest.fixture
def follower(app: Flask) -> Iterator[Follower]:
    """Follows the event table when it is told to look."""
    made = Follower(app)
    for number in list(live._heads):
        live._forget(number)
    yield made
    for number in list(live._heads):
        live._forget(number)


def _token(client: FlaskClient) -> str:
    """The token that a page of this browser carries."""
    with client.application.test_request_context():
        from flask import session
        from flask_wtf.csrf import generate_csrf

        raw = generate_csrf()
        kept = session["csrf_token"]
    with client.session_transaction() as own:
        own["csrf_token"] = kept
    return raw


def _socket(
    app: Flask,
    client: FlaskClient,
    headers: dict[str, str] | None = None,
    token: str | None = None,
) -> SocketIOTestClient:
    auth = {"csrf": _token(client) if token is None else token}
    return socketio.test_client(
        app, flask_test_client=client, headers=OWN if headers is None else headers, auth=auth
    )


def _join(socket: SocketIOTestClient, number: int, part: str = "console") -> dict[str, Any]:
    asked = {"broadcast": number, "as": part, "after": 0}
    answer: dict[str, Any] = socket.emit("join", asked, callback=True)
    return answer


def _tap(app: Flask, number: int, who: Member, **values: Any) -> None:
    with app.app_context(), writing():
        on = db.session.get_one(Broadcast, number)
        person = db.session.get_one(Person, who.id)
        take_operations(on, clock.epoch_ms(), [tap(**values)], person)


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"}]
)  # fmt: skip
def test_a_foreign_or_missing_origin_is_refused(
    app: Flask, cast: Cast, client_of: Browser, headers: dict[str, str]
) -> None:
    assert not _socket(app, client_of(cast.ma), headers).is_connected()


def test_nobody_connects_without_a_sign_in(app: Flask, anonymous: FlaskClient) -> None:
    assert not _socket(app, anonymous).is_connected()


def test_a_sign_in_without_the_pages_token_is_refused(
    app: Flask, cast: Cast, client_of: Browser
) -> None:
    assert not _socket(app, client_of(cast.ma), token="stolen").is_connected()


def test_a_sixth_socket_of_a_person_closes_their_oldest(
    app: Flask, cast: Cast, client_of: Browser
) -> None:
    client = client_of(cast.ma)
    opened = [_socket(app, client) for _ in range(6)]
    another = _socket(app, client_of(cast.lin))
    assert [one.is_connected() for one in opened] == [False, *[True] * 5]
    assert another.is_connected()


def test_an_observer_joins_the_console(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    answer = _join(_socket(app, client_of(cast.ma)), on_air)
    assert answer["ok"] and answer["state"]["state"] == "live"


@pytest.mark.parametrize("who", ["chen", "he", "guo", "qian", "sun", "dai", "wu"])
def test_others_do_not_join_the_console(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, who: str
) -> None:
    answer = _join(_socket(app, client_of(getattr(cast, who))), on_air)
    assert not answer["ok"] and answer["error"]


@pytest.mark.parametrize("who", ["sun", "dai", "wu", "li"])
def test_people_of_elsewhere_do_not_join_the_overlay(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, who: str
) -> None:
    assert not _join(_socket(app, client_of(getattr(cast, who))), on_air, "overlay")["ok"]


def test_a_tap_reaches_the_overlay_as_a_frame_with_its_words(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower
) -> None:
    overlay = _socket(app, client_of(cast.chen))
    assert _join(overlay, on_air, "overlay")["ok"]
    follower.look()
    overlay.get_received()
    _tap(app, on_air, cast.ma, tag="L11")
    follower.look()
    frames = [one["args"][0] for one in overlay.get_received() if one["name"] == "notes"]
    assert [note["text"] for frame in frames for note in frame["notes"]] == ["慢一点说"]


def test_evidence_reaches_the_overlay_as_a_number_and_nothing_else(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower
) -> None:
    overlay = _socket(app, client_of(cast.chen))
    _join(overlay, on_air, "overlay")
    _tap(app, on_air, cast.ma, kind="issue", dimension="product")
    follower.look()
    (frame,) = [one["args"][0] for one in overlay.get_received() if one["name"] == "notes"]
    assert set(frame["notes"][0]) == {"id", "v", "seq", "delivery"}


def test_a_cue_tells_the_overlay_what_is_drawn_and_not_how_it_is_judged(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    overlay = client_of(cast.chen)
    _tap(app, on_air, cast.ma, tag="L11", text="慢一点")
    (cue,) = overlay.get(f"/broadcasts/{on_air}/notes").get_json()["notes"]
    assert cue["text"] == "慢一点" and not {"kind", "dimension", "tag", "by", "key"} & set(cue)


def test_words_that_were_taken_back_do_not_reach_the_overlay(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    key = str(uuid.uuid4())
    _tap(app, on_air, cast.ma, text="慢一点", key=key)
    _tap(app, on_air, cast.ma, do="retract", key=key)
    (cue,) = client_of(cast.chen).get(f"/broadcasts/{on_air}/notes").get_json()["notes"]
    assert cue["delivery"]["state"] == "retracted" and cue["text"] is None


def test_who_goes_on_air_no_longer_hears_the_console(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower
) -> None:
    console, other = (_socket(app, client_of(one)) for one in (cast.lin, cast.ma))
    assert _join(console, on_air)["ok"] and _join(other, on_air)["ok"]
    follower.look()
    with app.app_context(), writing():
        lin, ma = (db.session.get_one(Person, one.id) for one in (cast.lin, cast.ma))
        db.session.get_one(Broadcast, on_air).put_on(lin, "host", ma)
    follower.look()
    assert not console.is_connected() and other.is_connected()


def test_who_was_taken_off_the_roster_no_longer_hears_the_overlay(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower
) -> None:
    overlay = _socket(app, client_of(cast.chen))
    assert _join(overlay, on_air, "overlay")["ok"]
    follower.look()
    with app.app_context(), writing():
        li, ma = (db.session.get_one(Person, one.id) for one in (cast.li, cast.ma))
        db.session.get_one(Broadcast, on_air).restaff({"assistant": [li]}, ma)
    follower.look()
    assert not overlay.is_connected()


@pytest.mark.parametrize(
    "asked",
    [{"as": []}, {"as": {}}, {"after": 10**30}, {"after": -(2**63)}, {"broadcast": 10**30}, {"after": "1"}],
)  # fmt: skip
def test_an_odd_wish_to_join_is_answered(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, asked: dict[str, Any]
) -> None:
    wanted = {"broadcast": on_air, "as": "console", "after": 0, **asked}
    answer = _socket(app, client_of(cast.ma)).emit("join", wanted, callback=True)
    assert answer["ok"] is False and answer["error"]


def test_frames_follow_each_other_without_gap_or_repeat(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower
) -> None:
    console = _socket(app, client_of(cast.lin))
    head = _join(console, on_air)["head"]
    for _ in range(5):
        _tap(app, on_air, cast.ma, urgent="link", kind="issue")
        follower.look()
    frames = [one["args"][0] for one in console.get_received() if one["name"] == "notes"]
    for frame in frames:
        assert frame["after"] == head and frame["head"] > head
        head = frame["head"]
    assert len({note["key"] for frame in frames for note in frame["notes"]}) == 5


def test_who_lost_the_right_is_refused_at_the_next_event(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    console = _socket(app, client_of(cast.lin))
    assert _join(console, on_air)["ok"]
    with app.app_context(), writing():
        lin, qian = (db.session.get_one(Person, one.id) for one in (cast.lin, cast.qian))
        lin.grants[0].end(qian)
    assert not _join(console, on_air)["ok"]


def _hearing(number: int) -> list[Any]:
    room = rooms.consoles(number)
    return list(socketio.server.manager.get_participants("/", room))


def test_the_next_beat_after_the_end_of_a_sign_in_is_goodbye(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    console = _socket(app, client_of(cast.lin))
    _join(console, on_air)
    assert console.emit("beat", {}, callback=True) == {"ok": True}
    inside = len(_hearing(on_air))
    with time_machine.travel(clock.now() + LIFETIMES["own"] + timedelta(seconds=5)):
        console.emit("beat", {})
    assert not console.is_connected() and len(_hearing(on_air)) == inside - 1
    assert "goodbye" in [one["name"] for one in console.queue]


@pytest.mark.parametrize("how", ["suspended", "revoked"])
def test_sockets_die_with_the_sign_in(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower, how: str
) -> None:
    console = _socket(app, client_of(cast.lin))
    _join(console, on_air)
    follower.look()
    with app.app_context(), writing():
        lin, qian = (db.session.get_one(Person, one.id) for one in (cast.lin, cast.qian))
        if how == "suspended":
            lin.suspend(qian)
        else:
            for sign_in in lin.sign_ins:
                sign_in.revoke(qian)
    follower.look()
    assert not console.is_connected()


def test_a_bound_tablet_sees_its_own_room_and_no_other(app: Flask, cast: Cast, on_air: int) -> None:
    with app.app_context(), writing():
        screen = Screen(name="平板", room_id=cast.care)
        elsewhere = Screen(name="别处", room_id=cast.other)
        db.session.add_all([screen, elsewhere])
        db.session.flush()
        tokens = [
            SignIn.open(one, "screen", device="", address="")[1] for one in (screen, elsewhere)
        ]
    joined = []
    for token in tokens:
        client = app.test_client()
        with client.session_transaction() as session:
            session["sid"] = token
        joined.append(_join(_socket(app, client), on_air, "overlay")["ok"])
    assert joined == [True, False]


def test_watching_is_logged_and_ends_with_the_socket(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    console = _socket(app, client_of(cast.lin))
    _join(console, on_air)
    again = client_of(cast.chen).get(f"/broadcasts/{on_air}/state").get_json()
    assert [one["role"] for one in again["observers"]] == ["senior_host"]
    console.disconnect()
    after = client_of(cast.chen).get(f"/broadcasts/{on_air}/state").get_json()
    assert after["observers"] == []


def test_every_socket_event_is_guarded() -> None:
    handlers = socketio.server.handlers["/"]
    bare = {"connect", "disconnect"}
    assert {"join", "beat"} <= set(handlers)
    for name, handler in handlers.items():
        inner = handler.__closure__[0].cell_contents if handler.__closure__ else handler
        assert name in bare or "guarded" in repr(inner) or "guarded" in repr(handler.__closure__)
