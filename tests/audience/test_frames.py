"""Frames of comments to screens: what is fresh, how many were left out, nothing when nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, broadcast
from zhubo_web.audience import live
from zhubo_web.audience.models import Done, Heard, figures, take
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, writing

Frames = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        return broadcast(cast, minutes_ago=30).id


@pytest.fixture
def frames(app: Flask, on_air: int, monkeypatch: pytest.MonkeyPatch) -> Frames:
    """Send frames once; those that went out."""
    sent: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(live, "_told", {})
    monkeypatch.setattr(live, "_listened", lambda: [on_air])
    monkeypatch.setattr(
        live.socketio, "emit", lambda name, frame, to: sent.append((to, frame))
    )  # fmt: skip

    def once() -> list[dict[str, Any]]:
        sent.clear()
        with app.app_context():
            begin_reading()
            live.send_frames()
            db.session.rollback()
        return [frame for _to, frame in sent]

    return once


def hear(app: Flask, broadcast_id: int, *numbers: int, counts: Any = ()) -> None:
    with app.app_context(), writing():
        at = db.session.get_one(Broadcast, broadcast_id).stream_ms()
        told = [Heard(f"c{n}", at, "观众#abc123", f"第{n}条") for n in numbers]
        take(broadcast_id, [*told, *([Done(f"d{counts}", at, counts)] if counts else [])])


def test_where_nothing_was_heard_there_is_no_frame(frames: Frames) -> None:
    assert frames() == []


def test_a_frame_carries_what_is_fresh_and_the_next_only_what_came_since(
    app: Flask, on_air: int, frames: Frames
) -> None:
    hear(app, on_air, 1, 2)
    (first,) = frames()
    assert first["total"] == 2 and [one["text"] for one in first["samples"]] == ["第1条", "第2条"]
    assert frames() == []
    hear(app, on_air, 3, 4)
    (second,) = frames()
    assert [one["text"] for one in second["fresh"]] == ["第3条", "第4条"]
    assert (second["total"], second["per_minute"], second["left_out"]) == (4, 2, 0) or (
        second["per_minute"] == 4
    )
    assert {"viewer", "text", "own", "at", "id"} == set(second["fresh"][0])


def test_of_a_rush_the_newest_fifty_are_told_and_how_many_were_left_out(
    app: Flask, on_air: int, frames: Frames
) -> None:
    hear(app, on_air, 0)
    frames()
    hear(app, on_air, *range(1, 164))
    (frame,) = frames()
    assert len(frame["fresh"]) == 50 and frame["left_out"] == 113
    assert frame["fresh"][-1]["text"] == "第163条" and frame["total"] == 164
    assert [one["text"] for one in frame["samples"]][-1] == "第163条"


def test_counts_are_told_and_what_was_never_heard_is_not(
    app: Flask, on_air: int, frames: Frames
) -> None:
    hear(app, on_air, 1, counts=(("likes", 9),))
    hear(app, on_air, counts=(("viewers", 40),))
    (frame,) = frames()
    assert frame["counts"] == {"likes": 9, "viewers": 40}
    hear(app, on_air, counts=(("viewers", 41),))
    (frame,) = frames()
    assert frame["counts"] == {"likes": 9, "viewers": 41} and frame["fresh"] == []


def test_the_figure_of_the_minute_falls_when_nothing_comes(
    app: Flask, on_air: int, frames: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(app, on_air, 1)
    (frame,) = frames()
    assert frame["per_minute"] == 1
    with app.app_context(), writing():
        on = db.session.get_one(Broadcast, on_air)
        assert on.started_at is not None
        on.started_at -= live.clock.from_epoch_ms(61_000) - live.clock.from_epoch_ms(0)
    monkeypatch.setattr(live, "RECOUNT_SECONDS", 0.0)
    (frame,) = frames()
    assert frame["per_minute"] == 0 and frame["total"] == 1
    assert frames() == []


def test_a_screen_that_joins_gets_the_newest_few(app: Flask, on_air: int) -> None:
    hear(app, on_air, *range(20))
    with app.app_context():
        begin_reading()
        told = figures(db.session.get_one(Broadcast, on_air))
        assert told is not None and told["total"] == 20
        assert [one["text"] for one in told["samples"]] == [f"第{n}条" for n in range(15, 20)]


def test_frames_read_no_more_when_there_is_more(app: Flask, on_air: int, frames: Frames) -> None:
    """A screen joins a room of 5,000 comments: what a frame reads are the fresh ones."""
    for first in range(0, 5000, 1000):
        hear(app, on_air, *range(first, first + 1000))
    frames()
    hear(app, on_air, 9001)
    with app.app_context():
        begin_reading()
        plan = db.session.execute(
            db.text("EXPLAIN QUERY PLAN SELECT id FROM comment WHERE broadcast_id = 1 AND id > 9"
                    " ORDER BY id DESC LIMIT 50")
        ).all() if db.engine.dialect.name == "sqlite" else []  # fmt: skip
    assert not any("SCAN" in str(row) or "TEMP" in str(row) for row in plan)
    (frame,) = frames()
    assert [one["text"] for one in frame["fresh"]] == ["第9001条"]
