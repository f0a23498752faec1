"""POST /feed takes whatever is thrown at it: what is wrong is refused by itself, with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.audience.test_receiving import on_air, says, send, stored, summed, token
from tests.cast import Cast
from zhubo_web.audience.importing import BatchRefused, read_batch
from zhubo_web.audience.models import FeedTally
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db

__all__ = ["on_air", "send", "token"]

HUGE = int("9" * 400)


def post(app: Flask, token: str, body: bytes | str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return app.test_client().post("/feed", data=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe{}", b"null", b"3", b'"text"', b"{}", b'{"events": {}}',
        b"[" * 50_000, b'[{"id":' + b"9" * 5000 + b"}]", b"\x00", b'{"events": "' + b"x" * 99 + b'"}',
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_whole(
    app: Flask, on_air: int, token: str, body: bytes
) -> None:
    answer = post(app, token, body)
    assert answer.status_code == 400 and answer.json["error"]
    assert stored(app) == []


def test_ten_thousand_events_are_refused(app: Flask, on_air: int, token: str, send: Any) -> None:
    answer = send(*(says(str(n)) for n in range(10_000)))
    assert answer.status_code == 400 and "500" in answer.json["error"]
    assert stored(app) == []


@pytest.mark.parametrize("length", [1024 * 1024 + 1, 40 * 1024 * 1024])
def test_more_than_a_megabyte_is_refused(app: Flask, on_air: int, token: str, length: int) -> None:
    assert post(app, token, b" " * length).status_code == 413


BAD: tuple[Any, ...] = (
    None, 3, "x", [], {},
    {"id": "1"}, {"kind": "comment"}, {"id": "1", "kind": "Comment"}, {"id": "1", "kind": ["like"]},
    {"id": "", "kind": "like"}, {"id": "x" * 101, "kind": "like"}, {"id": True, "kind": "like"},
    {"id": 1.5, "kind": "like"}, {"id": HUGE, "kind": "like"}, {"id": ["1"], "kind": "like"},
    {"id": "1", "kind": "like", "count": HUGE}, {"id": "1", "kind": "like", "count": -1},
    {"id": "1", "kind": "like", "count": 1.5}, {"id": "1", "kind": "like", "count": "9"},
    {"id": "1", "kind": "gift", "count": True}, {"id": "1", "kind": "gift", "count": None},
    {"id": "1", "kind": "room"}, {"id": "1", "kind": "room", "viewers": "many"},
    {"id": "1", "kind": "room", "viewers": HUGE}, {"id": "1", "kind": "room", "total": -1},
    {"id": "1", "kind": "room", "viewers": float("nan")},
    {"id": "1", "kind": "room", "total": "9" * 10000},
    {"id": "1", "kind": "comment", "text": "早"}, {"id": "1", "kind": "comment", "user": "1"},
    {"id": "1", "kind": "comment", "user": {"id": 1}, "text": "早"},
    says(text=""), says(text="\u0007\u0008 "), says(text=["早"]), says(text="x" * 1001),
    says(at="now"), says(at=1.5), says(at=True), says(at=[1]), says(at={}),
)  # fmt: skip


def test_each_bad_event_is_refused_with_a_sentence_and_keeps_nobody_out(
    app: Flask, on_air: int, send: Any
) -> None:
    answer = send(*BAD, says("good"))
    assert answer.status_code == 200 and answer.json["taken"] == ["good"]
    assert [one["index"] for one in answer.json["refused"]] == list(range(len(BAD)))
    assert all(one["error"] for one in answer.json["refused"])
    assert len(stored(app)) == 1 and summed(app, "likes") == 0


def test_why_events_were_refused_is_counted_without_what_they_held(
    app: Flask, on_air: int, send: Any
) -> None:
    send(says("13812345678", text="x" * 1001), says("木棉", text="x" * 1001))
    with app.app_context():
        begin_reading()
        rows = [row for row in db.session.query(FeedTally) if row.outcome == "refused"]
        assert [(row.count, "1000" in row.what) for row in rows] == [(2, True)]
        assert not any("138" in row.what or "木棉" in row.what for row in rows)


@pytest.mark.parametrize("moment", [0, -1, 1, HUGE, -HUGE, 10**15, "9" * 15])
def test_a_moment_that_cannot_be_is_the_moment_of_arrival(
    app: Flask, on_air: int, send: Any, moment: Any
) -> None:
    assert send(says(at=moment)).json["taken"] == ["1"]
    assert stored(app)[0].at_ms // 60_000 == 30


@pytest.mark.parametrize("sent", [HUGE, -1, 0, "x", None, True, 1.5, [], 10**13])
def test_an_odd_clock_of_the_batch_does_no_harm(
    app: Flask, on_air: int, send: Any, sent: Any
) -> None:
    answer = send(says("1"), says("2", at=HUGE), sent=sent)
    assert answer.status_code == 200 and "1" in answer.json["taken"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("+1", "+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("两\n行\tx\x1b[31m", "两 行 x [31m"),
        ("\u202e倒过来\u202c", "倒过来"),
        ("半\ud800个", "半"),
        ("零\u0000下", "零"),
        ("家人👨‍👩‍👧", "家人👨‍👩‍👧"),
    ],
)
def test_odd_texts_are_kept_as_text(
    app: Flask, on_air: int, token: str, text: str, kept: str
) -> None:
    body = json.dumps([says(text=text, user="\ud800x")])
    assert post(app, token, body).json["taken"] == ["1"]
    assert stored(app)[0].text.startswith(kept)


def test_what_a_viewer_writes_is_text_on_the_page(
    app: Flask, cast: Cast, on_air: int, send: Any, client_of: Any
) -> None:
    send(says(text="<img src=x onerror=alert(1)>"))
    page = client_of(cast.ma).get(f"/broadcasts/{on_air}/comments").text
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_form_data_is_not_json(app: Flask, on_air: int, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = app.test_client().post("/feed", data={"a": "b"}, headers=headers)
    assert answer.status_code == 400 and "application/json" in answer.json["error"]


def test_another_sites_page_cannot_send(app: Flask, on_air: int, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://evil.example"}
    assert app.test_client().post("/feed", json=[says()], headers=headers).status_code == 403


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["comment", "like", "room", "1"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["id", "kind", "at", "user", "text", "count", "viewers", "total"]) | st.text(),
        inner, max_size=8,
    ),
    max_leaves=20,
)  # fmt: skip


@given(ANYTHING)
def test_reading_never_fails_otherwise(body: Any) -> None:
    try:
        batch = read_batch(body)
    except BatchRefused:
        return
    events = body["events"] if isinstance(body, dict) else body
    assert len(batch.events) + len(batch.refused) == len(events)
