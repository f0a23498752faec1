"""POST /feed: who may send, what is taken once, what is refused, and when it happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast, broadcast
from tests.counting import counted
from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import SENTENCE, Comment, Feed, FeedTally, MinuteCount, SourceMark
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, writing

Send = Callable[..., Any]


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        return broadcast(cast, minutes_ago=30).id


@pytest.fixture
def token(app: Flask, cast: Cast) -> str:
    return switch_on(app, cast, cast.care)


@pytest.fixture
def send(app: Flask, token: str) -> Send:
    def post(*events: Any, bearer: str = token, **more: Any) -> Any:
        body = {"events": list(events), **more} if more else list(events)
        return app.test_client().post(
            "/feed", data=json.dumps(body), headers={"Authorization": f"Bearer {bearer}"},
            content_type="application/json",
        )  # fmt: skip

    return post


def switch_on(app: Flask, cast: Cast, room_id: int) -> str:
    with app.app_context(), writing():
        room, owner = db.session.get_one(Room, room_id), db.session.get_one(Person, cast.qian.id)
        return Feed.switch_on(room, owner, sentence=SENTENCE, ticked=True)[1]


def says(number: Any = "1", text: Any = "多少钱", **more: Any) -> dict[str, Any]:
    return {"id": number, "kind": "comment", "user": "10001", "text": text, **more}


def stored(app: Flask) -> list[Comment]:
    with app.app_context():
        begin_reading()
        found = list(db.session.scalars(select(Comment).order_by(Comment.id)))
        db.session.expunge_all()
        return found


def summed(app: Flask, name: str) -> int:
    with app.app_context():
        begin_reading()
        return db.session.scalar(select(func.sum(getattr(MinuteCount, name)))) or 0


def ms(**ago: float) -> int:
    return clock.to_epoch_ms(clock.now() - timedelta(**ago))


# ── who may send ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic abc", "Bearer \xe9", "bearer x y"]
)
def test_without_the_right_token_nothing_is_taken(app: Flask, on_air: int, header: str) -> None:
    answer = app.test_client().post("/feed", json=[says()], headers={"Authorization": header})
    assert answer.status_code == 401 and "令牌" in answer.json["error"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored(app) == []


def test_a_token_in_the_address_is_no_token(app: Flask, on_air: int, token: str) -> None:
    assert app.test_client().post(f"/feed?token={token}", json=[says()]).status_code == 401


def test_a_token_brings_events_to_its_own_room_only(
    app: Flask, cast: Cast, on_air: int, send: Send
) -> None:
    foreign = switch_on(app, cast, cast.other)
    answer = send(says(), bearer=foreign)
    assert answer.json["broadcast"] is None and "没有在播" in answer.json["message"]
    assert stored(app) == []


def test_a_renewed_token_takes_the_place_of_the_old_one(
    app: Flask, cast: Cast, on_air: int, token: str, send: Send
) -> None:
    with app.app_context(), writing():
        owner = db.session.get_one(Person, cast.qian.id)
        feed = Feed.of(cast.care)
        assert feed is not None
        fresh = feed.renew(owner)
    assert send(says(), bearer=token).status_code == 401
    assert send(says(), bearer=fresh).json["taken"] == ["1"]


def test_an_ended_feed_refuses_at_once(app: Flask, cast: Cast, on_air: int, send: Send) -> None:
    with app.app_context(), writing():
        feed = Feed.of(cast.care)
        assert feed is not None
        feed.switch_off(db.session.get_one(Person, cast.qian.id))
    assert send(says()).status_code == 401 and stored(app) == []


def test_the_token_is_not_stored(app: Flask, token: str) -> None:
    with app.app_context():
        begin_reading()
        kept = db.session.scalars(select(Feed)).one()
        assert token not in repr(vars(kept)) and kept.token_digest != token


def test_guessing_is_slowed_down_and_keeps_nobody_else_out(
    app: Flask, on_air: int, send: Send
) -> None:
    statuses = {send(says(), bearer=f"guess-{n}").status_code for n in range(70)}
    assert statuses == {401, 429}
    assert send(says()).status_code == 200


# ── what is taken ───────────────────────────────────────────────────────────────────────────────


def test_every_kind_is_taken_once_however_often_it_comes(
    app: Flask, on_air: int, send: Send
) -> None:
    batch = [
        says("1"),
        {"id": "1", "kind": "like", "count": 9},
        {"id": "1", "kind": "gift", "count": 3},
        *({"id": "1", "kind": kind} for kind in ("follow", "club", "share", "enter")),
        {"id": "1", "kind": "room", "viewers": 40, "total": "1.2万"},
    ]
    first, again = send(*batch).json, send(*batch).json
    assert len(first["taken"]) == 8 and first["known"] == [] and first["refused"] == []
    assert first["broadcast"] == on_air
    assert again["taken"] == [] and len(again["known"]) == 8
    told = {name: summed(app, name) for name in ("comments", "likes", "gifts", "follows")}
    assert told == {"comments": 1, "likes": 9, "gifts": 3, "follows": 1}
    assert [summed(app, name) for name in ("clubs", "shares", "entries")] == [1, 1, 1]
    assert (summed(app, "viewers"), summed(app, "visits")) == (40, 12000)


def test_one_id_twice_in_a_batch_counts_once(app: Flask, on_air: int, send: Send) -> None:
    answer = send(says("7"), says("7", "又来"), {"id": 5, "kind": "like", "count": 2},
                  {"id": "5", "kind": "like", "count": 2}).json  # fmt: skip
    assert (answer["taken"], answer["known"]) == (["7", "5"], ["7", "5"])
    assert (summed(app, "comments"), summed(app, "likes")) == (1, 2)


def test_ids_of_19_digits_are_told_apart_as_numbers_and_as_text(
    app: Flask, on_air: int, send: Send
) -> None:
    near = [7292026903731442726, 7292026903731442727, "7292026903731442728"]
    assert send(*(says(one) for one in near)).json["taken"] == [str(one) for one in near]
    assert send(says("7292026903731442727")).json["known"] == ["7292026903731442727"]


def test_a_minute_in_which_no_figure_was_heard_has_none(
    app: Flask, on_air: int, send: Send
) -> None:
    send(says())
    with app.app_context():
        begin_reading()
        assert db.session.scalars(select(MinuteCount.viewers)).one() is None


def test_the_last_figure_of_a_minute_stands(app: Flask, on_air: int, send: Send) -> None:
    at = ms(minutes=20, seconds=-10)
    send(*({"id": str(n), "kind": "room", "viewers": n, "at": at + n} for n in (30, 50, 40)))
    send({"id": "x", "kind": "room", "total": 900, "at": at + 100})
    assert (summed(app, "viewers"), summed(app, "visits")) == (50, 900)
    assert send({"id": "50", "kind": "room", "viewers": 7, "at": at}).json["known"] == ["50"]


def test_names_ids_and_telephone_numbers_never_reach_the_tables(
    app: Flask, on_air: int, send: Send
) -> None:
    send(says("1", "打我电话13812345678", user="3685175470864206", name="木棉花开"))
    (kept,) = stored(app)
    assert kept.viewer.startswith("观众#") and "〔手机号〕" in kept.text
    with app.app_context():
        begin_reading()
        rows = [
            str(tuple(row))
            for table in (Comment, SourceMark, FeedTally, MinuteCount)
            for row in db.session.execute(table.__table__.select())
        ]
    for secret in ("13812345678", "3685175470864206", "木棉花开"):
        assert not any(secret in row for row in rows)


def test_the_rooms_own_account_is_known_by_id_or_nickname(
    app: Flask, cast: Cast, on_air: int, send: Send
) -> None:
    with app.app_context(), writing():
        feed = Feed.of(cast.care)
        assert feed is not None
        feed.name_accounts(["88001", " 官方小助手 ", ""], db.session.get_one(Person, cast.qian.id))
    send(says("1", user=88001), says("2", user="9", name="官方小助手"), says("3", user="8800"))
    assert [one.own for one in stored(app)] == [True, True, False]


def test_batches_at_once_are_counted_exactly(app: Flask, on_air: int, send: Send) -> None:
    """Four senders, each with half of what the next one has too, in the other order."""

    def batch(first: int) -> list[Any]:
        events = [
            event
            for n in range(first, first + 100)
            for event in (says(f"c{n}"), {"id": f"l{n}", "kind": "like", "count": 2})
        ]
        return events if first % 100 else events[::-1]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda first: send(*batch(first)), (0, 50, 100, 150)))
    assert [one.status_code for one in answers] == [200] * 4
    assert sum(len(one.json["taken"]) for one in answers) == 500
    assert (summed(app, "comments"), summed(app, "likes")) == (250, 500)
    assert len(stored(app)) == 250


# ── when it happened ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def minute(app: Flask) -> Iterator[Callable[[], int]]:
    yield lambda: stored(app)[-1].at_ms // 60_000


def test_a_moment_within_the_broadcast_is_its_stream_time(
    on_air: int, send: Send, minute: Callable[[], int]
) -> None:
    send(says(at=ms(minutes=20, seconds=-5)))
    assert minute() == 10


def test_without_a_moment_it_is_now(on_air: int, send: Send, minute: Callable[[], int]) -> None:
    send(says())
    assert minute() == 30


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1), timedelta(days=20000)])
def test_a_clock_a_day_off_is_not_believed(
    on_air: int, send: Send, minute: Callable[[], int], off: timedelta
) -> None:
    send(says(at=abs(ms() + off // timedelta(milliseconds=1))))
    assert minute() == 30


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1)])
def test_with_the_tools_clock_only_the_age_counts(
    on_air: int, send: Send, minute: Callable[[], int], off: timedelta
) -> None:
    there = ms() + off // timedelta(milliseconds=1)
    send(says(at=there - 19 * 60_000 - 55_000), sent=there)
    assert minute() == 10


def test_what_happened_before_the_end_is_still_taken_some_minutes_after_it(
    app: Flask, on_air: int, send: Send, minute: Callable[[], int]
) -> None:
    end(app, on_air, minutes_ago=5)
    before, after = says("1", at=ms(minutes=6)), says("2", at=ms(minutes=4))
    answer = send(before, after, says("3")).json
    assert answer["broadcast"] == on_air and answer["taken"] == ["1"]
    assert {one["id"] for one in answer["refused"]} == {"2", "3"}
    assert "已经下播" in answer["refused"][0]["error"] and minute() == 24


def test_long_after_the_end_nothing_is_kept(app: Flask, on_air: int, send: Send) -> None:
    end(app, on_air, minutes_ago=11)
    answer = send(says(at=ms(minutes=20)))
    assert answer.status_code == 200
    assert answer.json["broadcast"] is None and answer.json["taken"] == []
    assert stored(app) == []


def test_what_the_broadcast_before_took_is_not_taken_by_the_next(
    app: Flask, cast: Cast, on_air: int, send: Send
) -> None:
    send(says("1"), {"id": "1", "kind": "like"})
    end(app, on_air, minutes_ago=2)
    with app.app_context(), writing():
        broadcast(cast, minutes_ago=1)
    answer = send(says("1"), {"id": "1", "kind": "like"}, says("2")).json
    assert (answer["known"], answer["taken"]) == (["1", "1"], ["2"])
    assert (summed(app, "comments"), summed(app, "likes")) == (2, 1)


def end(app: Flask, broadcast_id: int, minutes_ago: int) -> None:
    with app.app_context(), writing():
        over = db.session.get_one(Broadcast, broadcast_id)
        over.state, over.ended_at = "ended", clock.now() - timedelta(minutes=minutes_ago)


# ── what a process keeps of a room ──────────────────────────────────────────────────────────────


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process whose follower has looked just now, and hears of nothing that happens since."""
    monkeypatch.setattr(KEPT, "_looked", clock.monotonic())
    KEPT.forget()
    yield
    KEPT.forget()


def test_an_end_that_was_not_heard_of_is_known_all_the_same(
    app: Flask, on_air: int, send: Send, keeping: None
) -> None:
    assert send(says("1")).json["taken"] == ["1"]
    end(app, on_air, minutes_ago=5)
    answer = send(says("2", at=ms(minutes=6)), says("3", at=ms(minutes=4)), says("4")).json
    assert answer["taken"] == ["2"] and {one["id"] for one in answer["refused"]} == {"3", "4"}
    assert [one.at_ms // 60_000 for one in stored(app)] == [30, 24]


def test_the_next_broadcast_is_known_as_soon_as_it_is_on(
    app: Flask, cast: Cast, on_air: int, send: Send, keeping: None
) -> None:
    end(app, on_air, minutes_ago=11)
    assert send(says("1")).json["broadcast"] is None
    with app.app_context(), writing():
        number = broadcast(cast, minutes_ago=1).id
    assert send(says("1")).json["broadcast"] == number


def test_a_break_that_was_not_heard_of_stops_the_stream_time(
    app: Flask, cast: Cast, on_air: int, send: Send, keeping: None
) -> None:
    send(says("1"))
    with app.app_context(), writing():
        on, lead = db.session.get_one(Broadcast, on_air), db.session.get_one(Person, cast.ma.id)
        on.interrupt(lead, "network")
        on.interruptions[-1].began_at = clock.now() - timedelta(minutes=10)
    send(says("2"))
    assert [one.at_ms // 60_000 for one in stored(app)] == [30, 20]


def test_a_token_that_ended_unheard_lets_nobody_in(
    app: Flask, cast: Cast, on_air: int, send: Send, keeping: None
) -> None:
    assert send(says("1")).status_code == 200
    with app.app_context(), writing():
        feed = Feed.of(cast.care)
        assert feed is not None
        feed.switch_off(db.session.get_one(Person, cast.qian.id))
    assert send(says("2")).status_code == 401 and len(stored(app)) == 1


def test_of_a_kept_room_a_batch_asks_for_nothing_twice(
    app: Flask, on_air: int, send: Send, keeping: None
) -> None:
    send(says("1"))
    with counted(app) as asked:
        send(*(says(str(number)) for number in range(2, 52)))
    read = [one for one in asked if one.startswith("SELECT") and "pg_advisory" not in one]
    assert len(read) == 2 and len(stored(app)) == 51
