"""A stream that breaks off and does not come back: the owner can be told, and the clock ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT
from zhubo_web.duties.jobs import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing

#: On air from nine in the evening, so that an hour beyond its plan lies after midnight.
STARTS = clock.shanghai(date(2026, 10, 9), 21, 30)
MINUTE = timedelta(minutes=1)


def broken(app: Flask, cast: Cast, setting: str, minutes: int) -> int:
    """A broadcast of two hours that broke off so many minutes after its start; its id."""
    with time_machine.travel(STARTS, tick=False), app.app_context(), writing():
        made = a_broadcast(cast, minutes_ago=0)
        made.setting = setting
        number = made.id
    later = time_machine.travel(STARTS + minutes * MINUTE, tick=False)
    with later, app.app_context(), writing():
        ma = db.session.get_one(Person, cast.ma.id)
        db.session.get_one(Broadcast, number).interrupt(ma, "network")
    return number


def state_at(app: Flask, number: int, minutes: int) -> str:
    """The state once the clock has looked, so many minutes after the start."""
    with time_machine.travel(STARTS + minutes * MINUTE, tick=False), app.app_context():
        run_timers()
        db.session.rollback()
        return db.session.get_one(Broadcast, number).state


@pytest.mark.parametrize("setting", [LIGHT, STANDARD])
def test_what_does_not_come_back_is_ended_an_hour_beyond_its_plan(
    app: Flask, cast: Cast, setting: str
) -> None:
    number = broken(app, cast, setting, 100)
    assert state_at(app, number, 179) == "interrupted"
    assert state_at(app, number, 181) == "ended"
    with app.app_context():
        made = db.session.get_one(Broadcast, number)
        (pause,) = made.interruptions
        assert pause.began_at == STARTS + 100 * MINUTE and pause.ended_at is not None
        assert made.ended_at is not None and made.ended_at <= STARTS + 181 * MINUTE
        assert waiting(number) == []


def test_what_broke_off_just_now_is_given_half_an_hour(app: Flask, cast: Cast) -> None:
    number = broken(app, cast, STANDARD, 170)
    assert state_at(app, number, 181) == "interrupted"
    assert state_at(app, number, 199) == "interrupted"
    assert state_at(app, number, 201) == "ended"


def test_in_the_strict_setting_people_end_it(app: Flask, cast: Cast) -> None:
    number = broken(app, cast, STRICT, 100)
    assert state_at(app, number, 13 * 60) == "interrupted"
    with app.app_context():
        assert [duty.person_id for duty in waiting(number)] == [cast.ma.id]


def test_where_the_leads_leave_it_the_owner_is_the_one_to_hear(app: Flask, cast: Cast) -> None:
    number = broken(app, cast, STANDARD, 100)
    with app.app_context():
        (duty,) = waiting(number)
        assert (duty.person_id, duty.escalate_to) == (cast.ma.id, [cast.qian.id])


def waiting(number: int) -> list[Duty]:
    """Who is to bring it back or end it."""
    query = select(Duty).where(Duty.subject_type == "broadcast", Duty.subject_id == number)
    title = "直播中断，恢复或结束：%(title)s"
    return list(db.session.scalars(query.where(Duty.title == title, Duty.closed_at.is_(None))))
