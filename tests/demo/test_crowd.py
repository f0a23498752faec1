"""The demonstration's room: it asks in several wordings, its own account answers, its curves move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import func, select

from tests.cast import Cast, broadcast
from zhubo_web.audience.lines import Deed, Line
from zhubo_web.audience.models import Comment, MinuteCount
from zhubo_web.core.clock import SHANGHAI
from zhubo_web.demo.crowd import ANSWERED, ASKED, OWN, crowd, fill
from zhubo_web.extensions import db

START = datetime(2026, 11, 26, 19, 30, tzinfo=SHANGHAI)


def _first(minutes: int) -> list[Line | Deed]:
    until = START + timedelta(minutes=minutes)
    return list(takewhile(lambda one: one.at < until, crowd(7, START)))


def test_what_the_room_does_comes_in_order_and_the_same_each_time() -> None:
    first = _first(10)
    assert [one.at for one in first] == sorted(one.at for one in first)
    assert first == _first(10)


def test_the_first_minute_has_a_question_a_figure_of_the_room_and_likes() -> None:
    first = _first(1)
    asked = {wording for every in ASKED for wording in every}
    assert any(isinstance(one, Line) and one.text[:4] in {a[:4] for a in asked} for one in first)
    counted = {name for one in first if isinstance(one, Deed) for name, _count in one.counts}
    assert {"likes", "viewers"} <= counted


def test_the_shops_own_account_answers_only_what_it_knows() -> None:
    answers = [one for one in _first(60) if isinstance(one, Line) and one.viewer == OWN]
    assert answers and {one.text for one in answers} <= set(ANSWERED.values())


def test_a_room_is_filled_from_its_start_until_now(cast: Cast, inside: Callable[[], None]) -> None:
    live = broadcast(cast, minutes_ago=5).id
    inside()
    fill(live, 7)
    minutes = list(db.session.scalars(select(MinuteCount).order_by(MinuteCount.minute)))
    assert [one.minute for one in minutes] == list(range(minutes[0].minute, minutes[-1].minute + 1))
    assert minutes[-1].minute in (4, 5) and all(one.viewers for one in minutes[:4])
    told = db.session.scalar(select(func.count()).select_from(Comment))
    assert told == sum(one.comments for one in minutes) > 50
