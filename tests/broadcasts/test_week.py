"""Repeating broadcasts, and a week copied from the one before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.jobs import plan_series
from zhubo_web.broadcasts.models import Broadcast, Room, Segment, Series, copy_week
from zhubo_web.broadcasts.models.week import plan_week
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db, writing

#: A Sunday evening: the two weeks ahead lie across a week's and a month's end.
NOW = clock.shanghai(date(2026, 11, 22), 21)
MONDAY = date(2026, 11, 23)


def begin(cast: Cast, by: Any, days: list[int] | None = None) -> Series:
    """A rhythm on Mondays and Sundays at 19:30."""
    care = db.session.get_one(Room, cast.care)
    return Series.begin(care, "晚场", [6, 0] if days is None else days, (19, 30), 120, by)


def starts(series: Series) -> list[str]:
    """When its broadcasts are, in Shanghai."""
    return [f"{clock.local(one.planned_start):%m-%d %H:%M}" for one in series.made()]


def test_a_rhythm_plans_two_weeks_across_the_weeks_end(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    with time_machine.travel(NOW, tick=False):
        series = begin(cast, who("ma"))
        assert starts(series) == ["11-23 19:30", "11-29 19:30", "11-30 19:30", "12-06 19:30"]
        assert series.plan_ahead() == []


def test_what_was_moved_or_called_off_is_not_made_again(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    with time_machine.travel(NOW, tick=False):
        series = begin(cast, who("ma"))
        first, second = series.made()[:2]
        hour = timedelta(hours=1)
        first.replan("晚场", first.planned_start - hour, first.planned_end - hour, who("ma"))
        second.cancel(who("ma"), "停播")
        assert series.plan_ahead() == []


def test_the_next_take_over_people_who_are_still_there_and_the_run_sheet(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    with time_machine.travel(NOW, tick=False) as travel:
        series = begin(cast, who("ma"), [0])
        last = series.made()[-1]
        last.set_roster("assistant", [who("li"), who("chen")], who("ma"))
        Segment.replace(last, [{"title": "开场", "kind": "opening", "planned_ms": 0}], who("ma"))
        who("chen").grants[0].ended_at = clock.now()
        travel.shift(timedelta(days=7))
        (made,) = series.plan_ahead()
        assert [one.name for one in made.people("assistant")] == ["李一帆"]
        assert [one.title for one in Segment.of(made)] == ["开场"]
        assert made.state == "scheduled"
        assert made.unchecked


def test_a_taken_time_is_left_out(cast: Cast, who: Callable[[str], Any]) -> None:
    with time_machine.travel(NOW, tick=False):
        care = db.session.get_one(Room, cast.care)
        taken = clock.shanghai(MONDAY, 20)
        Broadcast.schedule(care, "品牌日", taken, taken + timedelta(hours=3), who("ma"))
        assert starts(begin(cast, who("ma")))[0] == "11-29 19:30"


def test_a_rhythm_is_begun_and_ended_by_who_leads_the_room(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    for name in ("wu", "lin", "chen"):
        with pytest.raises(Denied):
            begin(cast, who(name))
    for days in ([], [7]):
        with pytest.raises(Invalid):
            begin(cast, who("ma"), days)
    series = begin(cast, who("ma"))
    with pytest.raises(Denied):
        series.end(who("wu"))
    series.end(who("ma"))
    with pytest.raises(WrongState):
        series.end(who("ma"))
    assert series.plan_ahead() == []


def test_the_worker_plans_on_as_the_days_go_by(app: Flask, cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as travel, app.app_context():
        with writing():
            begin(cast, db.session.get_one(Person, cast.ma.id), list(range(7)))
        assert plan_series() == 0
        travel.shift(timedelta(days=5))
        assert plan_series() == 5
        assert plan_series() == 0
        with writing():
            series = db.session.scalars(select(Series)).one()
            series.end(db.session.get_one(Person, cast.ma.id))
        travel.shift(timedelta(days=5))
        assert plan_series() == 0


def last_week(cast: Cast, who: Callable[[str], Any]) -> Room:
    """Monday, Wednesday (called off) and Sunday of the week before."""
    care = db.session.get_one(Room, cast.care)
    for day in (16, 18, 22):
        start = clock.shanghai(date(2026, 11, day), 19, 30)
        made = Broadcast.schedule(care, f"{day} 日", start, start + timedelta(hours=2), None)
        made.put_on(who("chen"), "assistant", None)
        if day == 18:
            made.cancel(who("ma"), "停播")
    return care


def test_a_week_is_previewed_as_it_is_then_made(cast: Cast, who: Callable[[str], Any]) -> None:
    with time_machine.travel(NOW, tick=False):
        care = last_week(cast, who)
        preview = [(one.old.title, one.why_not) for one in plan_week(care, MONDAY)]
        assert preview == [("16 日", None), ("22 日", None)]
        made = copy_week(care, MONDAY, who("ma"))
        days = [f"{clock.local(one.planned_start):%m-%d %H:%M}" for one in made]
        assert days == ["11-23 19:30", "11-29 19:30"]
        assert [one.name for one in made[0].people("assistant")] == ["陈小满"]
        assert copy_week(care, MONDAY, who("ma")) == []
        assert all(one.why_not for one in plan_week(care, MONDAY))


def test_what_is_past_is_not_copied_and_only_the_lead_copies(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        care = last_week(cast, who)
        for name in ("wu", "guo", "lin"):
            with pytest.raises(Denied):
                copy_week(care, MONDAY, who(name))
        assert [one.title for one in copy_week(care, MONDAY, who("ma"))] == ["22 日"]
