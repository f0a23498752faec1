"""Frames from what this process just wrote: the same as the replay would tell, and nothing left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import fresh_key, tap
from tests.observations.test_live import _join, _socket
from zhubo_web.audit.live import Follower
from zhubo_web.audit.models import Heard, committed
from zhubo_web.broadcasts import live as rooms
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import socketio, writing
from zhubo_web.observations import exporting, live
from zhubo_web.observations.models.fresh import FRESH, MOST, Fresh

Browser = Callable[[Member], FlaskClient]
Send = Callable[..., None]


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    """A live broadcast's id."""
    with app.app_context(), writing():
        return broadcast(cast).id


@pytest.fixture
def follower(app: Flask, on_air: int) -> Iterator[Follower]:
    """Hears what the writer tells, and looks when it is told to."""
    made = Follower(app)
    made.look()
    committed.connect(made.hear)
    _clear(on_air)
    yield made
    committed.disconnect(made.hear)
    _clear(on_air)


def _clear(number: int) -> None:
    """No screen of any test is in the broadcast's rooms, and nothing is kept of it."""
    for room in (rooms.everyone(number), rooms.consoles(number), rooms.overlays(number)):
        socketio.server.manager.close_room(room, "/")
    FRESH.leave(number)
    live._heads.pop(number, None)
    live._seats.clear()


@pytest.fixture
def send(cast: Cast, client_of: Browser, on_air: int) -> Send:
    """A batch of a console."""
    client = client_of(cast.ma)

    def post(*operations: dict[str, Any]) -> None:
        body = {"sent_at": clock.epoch_ms(), "taps": list(operations)}
        answer = client.post(f"/broadcasts/{on_air}/taps", json=body)
        assert answer.status_code == 200 and not answer.json["refused"]

    return post


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """After which numbers frames were read."""
    read: list[int] = []
    replay = exporting.replay

    def counted(broadcast_id: int, after: int) -> dict[str, Any]:
        read.append(after)
        return replay(broadcast_id, after)

    monkeypatch.setattr(exporting, "replay", counted)
    return read


def _frames(socket: Any) -> list[dict[str, Any]]:
    return [one["args"][0] for one in socket.get_received() if one["name"] == "notes"]


def test_a_note_is_told_as_it_would_be_read(app: Flask, on_air: int, send: Send) -> None:
    FRESH.watch(on_air)
    old = clock.epoch_ms() - 600_000
    send(
        tap(), tap(tag="L11"), tap(tag="L11", text="慢一点"), tap(kind="issue", dimension="product"),
        tap(kind="issue", urgent="link"), tap(kind="issue", urgent="link", at=old),
        tap(text="看镜头", at=old), tap(object="host", text="喝水"), tap(object="device"), tap(tag=""),
    )  # fmt: skip
    with app.app_context():
        begin_reading()
        assert FRESH.after(on_air, 0, []) == exporting.replay(on_air, 0)["notes"]


def test_frames_come_from_memory_and_follow_each_other(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower, send: Send,
    replays: list[int],
) -> None:  # fmt: skip
    console, overlay = _socket(app, client_of(cast.lin)), _socket(app, client_of(cast.chen))
    assert _join(console, on_air)["ok"] and _join(overlay, on_air, "overlay")["ok"]
    follower.look()
    replays.clear()
    for count in (1, 3):
        send(*(tap(kind="issue", urgent="link") for _ in range(count)))
        follower.look()
    for socket in (console, overlay):
        frames = _frames(socket)
        assert [(one["after"], one["head"]) for one in frames] == [(0, 1), (1, 4)]
        assert [note["v"] for one in frames for note in one["notes"]] == [1, 2, 3, 4]
    assert not replays


def test_what_was_done_to_a_note_in_the_same_batch_is_told_too(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower, send: Send
) -> None:
    console = _socket(app, client_of(cast.lin))
    _join(console, on_air)
    key = fresh_key()
    send(tap(key=key), tap(do="retract", key=key), tap())
    follower.look()
    frames = _frames(console)
    last = {note["key"]: note["state"] for one in frames for note in one["notes"]}
    assert last[key] == "withdrawn" and len(last) == 2
    assert frames[-1]["head"] == live._heads[on_air] == max(frame["head"] for frame in frames)


def test_a_process_without_screens_in_a_room_reads_none_of_its_notes(
    app: Flask, cast: Cast, client_of: Browser, on_air: int, follower: Follower, send: Send,
    replays: list[int],
) -> None:  # fmt: skip
    console = _socket(app, client_of(cast.lin))
    _join(console, on_air)
    console.disconnect()
    follower.look()
    replays.clear()
    send(tap())
    follower.look()
    assert not replays and on_air not in live._heads
    send(tap())
    assert not FRESH.after(on_air, 1, [])
    again = _socket(app, client_of(cast.lin))
    assert _join(again, on_air)["head"] == 2
    send(tap())
    follower.look()
    assert [(one["after"], one["head"]) for one in _frames(again)] == [(2, 3)]


def _kept(*numbers: int, events: tuple[int, ...] = ()) -> Fresh:
    """What is kept of broadcast 7."""
    fresh = Fresh()
    fresh.watch(7)
    heard = [Heard(one, "observation.submitted", 1, 7, {}) for one in events]
    fresh.keep([(7, {"v": number}) for number in numbers], heard)
    return fresh


@pytest.mark.parametrize(
    ("numbers", "after", "found"),
    [((5, 6), 4, [5, 6]), ((5, 6), 5, [6]), ((5, 6), 6, []), ((5, 6), 3, []), ((5, 7), 4, [])],
)
def test_only_what_follows_without_a_gap_is_taken_from_memory(
    numbers: tuple[int, ...], after: int, found: list[int]
) -> None:
    assert [note["v"] for note in _kept(*numbers).after(7, after, [])] == found


def test_an_event_of_something_else_has_all_read() -> None:
    assert _kept(5, events=(50, 51)).after(7, 4, {50, 51})
    assert not _kept(5, events=(50, 51)).after(7, 4, {50, 52})


def test_what_is_kept_is_told_once_and_of_watched_broadcasts_only() -> None:
    fresh = _kept(1)
    fresh.keep([(8, {"v": 1})], [])
    assert fresh.after(7, 0, []) and not fresh.after(7, 0, []) and not fresh.after(8, 0, [])


def test_more_than_a_page_is_read_page_by_page() -> None:
    assert not _kept(*range(1, MOST + 2)).after(7, 0, [])


def test_what_is_written_while_the_first_screen_joins_reaches_it(
    app: Flask,
    cast: Cast,
    client_of: Browser,
    on_air: int,
    follower: Follower,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = exporting.state

    def meanwhile(*asked: Any, **how: Any) -> dict[str, Any]:
        send(tap(tag="I11"))
        follower.look()
        return state(*asked, **how)

    monkeypatch.setattr(exporting, "state", meanwhile)
    socket = _socket(app, client_of(cast.lin))
    told = _join(socket, on_air)["notes"]
    for heard in socket.get_received():
        told += heard["args"][0]["notes"] if heard["name"] == "notes" else []
    assert [note["seq"] for note in told] == [1]
