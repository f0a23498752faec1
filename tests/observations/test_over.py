"""A broadcast that has ended: its live pages say so and keep nothing stale, a late note reaches no screen.

And one that has not begun: they say when it does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, broadcast
from tests.observations.conftest import Studio, fresh_key, tap
from tests.observations.test_after import Enter, Evening, evening
from zhubo_web.core import clock
from zhubo_web.core.i18n import time_of_day
from zhubo_web.extensions import db, writing
from zhubo_web.observations.attention import PRAISE_AFTER_THE_END
from zhubo_web.observations.models import NoteDelivery, Observation

__all__ = ["evening"]


def _state(client: Any, evening: Evening, part: str) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/broadcasts/{evening.id}/state?as={part}").get_json()
    return told


def test_what_viewers_say_now_is_told_no_more(evening: Evening, client_of: Enter) -> None:
    ma = client_of(evening.cast.ma)
    assert _state(ma, evening, "console")["ended_at"] is None
    evening.over()
    after = _state(ma, evening, "console")
    assert (after["comments"], after["questions"], after["coming"]) == (None, [], None)
    assert after["late_until"] - after["ended_at"] == 24 * 3_600_000


def test_the_overlay_learns_when_the_room_is_on_air_next(
    evening: Evening, client_of: Enter
) -> None:
    chen = client_of(evening.cast.chen)
    evening.over()
    assert _state(chen, evening, "overlay")["coming"] is None
    with evening.app.app_context(), writing():
        following = broadcast(evening.cast, live=False)
        following.planned_start = clock.shanghai(clock.today() + timedelta(days=2), 19, 30)
    told = _state(chen, evening, "overlay")["coming"]
    assert told.endswith(" 19:30") and "周" in told


def test_before_the_start_the_pages_say_when_it_begins(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        coming = broadcast(cast, live=False)
        coming.planned_start = clock.shanghai(clock.today() + timedelta(days=2), 19, 30)
        page = f"/broadcasts/{coming.id}"
    ma = client_of(cast.ma)
    text = ma.get(f"{page}/console").text
    assert " 19:30 开播，开播后才能记。" in text and 'id="before">' in text
    told = ma.get(f"{page}/state?as=overlay").get_json()
    assert told["begins"].endswith(" 19:30") and told["coming"] is None
    assert ma.get(f"{page}/overlay").status_code == 200


def test_the_console_opens_without_live_keys_and_with_the_ways_on(
    evening: Evening, client_of: Enter
) -> None:
    ma, page = client_of(evening.cast.ma), f"/broadcasts/{evening.id}/console"
    assert "data-over" not in ma.get(page).text
    evening.over()
    text = ma.get(page).text
    assert "data-over" in text
    for way in ("after", "records", "timeline"):
        assert f'href="/broadcasts/{evening.id}/{way}"' in text
    assert 'id="over" aria-labelledby="over-title">' in text, "not hidden, also without a script"


def test_the_overlay_opens_with_its_end(evening: Evening, client_of: Enter) -> None:
    evening.over()
    for who, way in (("chen", "写下播小结"), ("ma", "小结和评分")):
        text = client_of(getattr(evening.cast, who)).get(f"/broadcasts/{evening.id}/overlay").text
        assert "data-over" in text and 'id="ended" role="status">' in text
        assert way in text


def _ended_a_minute_ago(studio: Studio) -> None:
    on = studio.broadcast
    on.end(studio.person("ma"))
    on.ended_at = clock.now() - timedelta(minutes=1)


@pytest.mark.parametrize("kind", ["praise", "remind", "issue"])
def test_a_note_made_after_the_end_is_kept_and_reaches_no_screen(studio: Studio, kind: str) -> None:
    _ended_a_minute_ago(studio)
    studio.commit()
    taken = studio.send(tap(kind=kind, dimension="language", text="收尾收得好"))
    assert not taken.refused
    (note,) = db.session.scalars(select(Observation)).all()
    assert (note.text, note.dimension, note.late) == ("收尾收得好", "language", False)
    assert note.delivery is None


def test_what_was_said_before_the_end_and_came_after_it_may_still_be_read(studio: Studio) -> None:
    before = clock.epoch_ms() - 60_000
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    studio.send(tap(kind="praise", tag="L01", at=before))
    (delivery,) = db.session.scalars(select(NoteDelivery)).all()
    ended_at = studio.broadcast.ended_at
    assert ended_at is not None
    assert (delivery.state, delivery.expires_at) == ("queued", ended_at + PRAISE_AFTER_THE_END)


@pytest.mark.parametrize("tag", ["L11", "I11"])
def test_what_was_to_be_done_before_the_end_and_came_after_it_is_stale(
    studio: Studio, tag: str
) -> None:
    before = clock.epoch_ms() - 1000
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    studio.send(
        tap(kind="remind", tag=tag, at=before), tap(kind="issue", text="先停一下", at=before)
    )
    assert set(db.session.scalars(select(NoteDelivery.state))) == {"expired"}


def test_a_change_of_a_late_note_makes_no_cue_of_it(studio: Studio) -> None:
    _ended_a_minute_ago(studio)
    studio.commit()
    made = tap(kind="praise")
    change = {"op": fresh_key(), "key": made["key"], "do": "change", "tag": "L01"}
    taken = studio.send(made, {**change, "at": clock.epoch_ms()})
    assert not taken.refused
    (note,) = db.session.scalars(select(Observation)).all()
    assert note.text and note.delivery is None


def test_a_late_note_may_tell_of_somebody_who_was_replaced(studio: Studio) -> None:
    entry = next(one for one in studio.broadcast.roster if one.part == "assistant")
    entry.left_at = clock.now() - timedelta(minutes=1)
    studio.commit()
    named = {"assistant": entry.person_id, "kind": "praise", "text": "收尾收得好"}
    assert studio.send(tap(**named)).refused, "while it is on they are not there"
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    assert not studio.send(tap(**named)).refused


def test_what_comes_next_is_told_to_whom_it_concerns_and_for_a_day(
    evening: Evening, client_of: Enter
) -> None:
    chen, ma = client_of(evening.cast.chen), client_of(evening.cast.ma)
    evening.over()
    with evening.app.app_context(), writing():
        missed, following = (broadcast(evening.cast, live=False) for _ in range(2))
        missed.planned_start = clock.now() - timedelta(days=3)
        missed.planned_end = missed.planned_start + timedelta(hours=2)
        following.planned_start = clock.now() + timedelta(days=2)
        following.planned_end = following.planned_start + timedelta(hours=2)
        following.roster.clear()
        when = time_of_day(following.planned_start)
    assert _state(chen, evening, "overlay")["coming"] is None, "chen is not on the next one"
    assert _state(ma, evening, "overlay")["coming"].endswith(when)
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        later = client_of(evening.cast.ma)
        assert _state(later, evening, "overlay")["coming"] is None


def test_a_broadcast_that_was_cancelled_says_so_on_the_console(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        made = broadcast(cast, live=False)
        made.state = "cancelled"
        page = f"/broadcasts/{made.id}/console"
    text = client_of(cast.ma).get(page).text
    assert "<span>这一场取消了</span>" in text and 'id="over-ways" hidden' in text


def test_praise_that_was_on_its_way_when_the_end_came_is_still_read(studio: Studio) -> None:
    """Its moment is when it arrives less its age: the way and the queue come on top."""
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    made = tap(kind="praise")
    studio.send(made)
    change = {"op": fresh_key(), "key": made["key"], "do": "change", "tag": "L01"}
    studio.send({**change, "at": clock.epoch_ms()})
    assert list(db.session.scalars(select(NoteDelivery.state))) == ["queued"]
