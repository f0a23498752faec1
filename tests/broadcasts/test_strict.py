"""严谨: nothing by the clock, two names in time, and what the pages and inboxes say of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.workflow import CHECK_ITEMS
from zhubo_web.core import clock
from zhubo_web.core.reasons import WrongState
from zhubo_web.duties.jobs import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing
from zhubo_web.policies.models import KindSetting

ALL = list(CHECK_ITEMS)


def strict(cast: Cast, minutes_ahead: int = 60) -> Broadcast:
    """A broadcast planned while the shop's setting is 严谨."""
    KindSetting.choose("broadcast", "strict", db.session.get_one(Person, cast.guo.id))
    return a_broadcast(cast, live=False, minutes_ago=-minutes_ahead)


def checked(app: Flask, cast: Cast) -> int:
    """A strict broadcast of the next hour under two names; its id."""
    with app.app_context(), writing():
        made = strict(cast)
        for name in ("ma", "lin"):
            made.sign_checklist(ALL, db.session.get_one(Person, getattr(cast, name).id))
        return made.id


def at(app: Flask, number: int, after: timedelta) -> str:
    """The state once the timers ran at that time from now."""
    with time_machine.travel(clock.now() + after, tick=False), app.app_context():
        run_timers()
        db.session.rollback()
        return db.session.get_one(Broadcast, number).state


def test_the_setting_is_that_of_the_day_it_was_planned(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    usual, made = a_broadcast(cast, live=False, minutes_ago=-300), strict(cast)
    assert (usual.setting, made.setting) == ("standard", "strict")
    KindSetting.choose("broadcast", "light", who("guo"))
    assert made.setting == "strict"


def test_there_is_no_same_as_last_time(cast: Cast, who: Callable[[str], Any]) -> None:
    with pytest.raises(WrongState, match="严谨"):
        strict(cast).confirm_same(who("ma"))


def test_two_names_in_time_or_only_the_lead_with_a_reason(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = strict(cast)
    made.sign_checklist(ALL, who("ma"))
    with time_machine.travel(made.check_by + timedelta(seconds=1), tick=False):
        with pytest.raises(WrongState, match="来不及"):
            made.sign_checklist(ALL, who("lin"))
        made.start_unchecked(who("ma"), "设备刚换好")
    event = db.session.scalars(select(AuditEvent).filter_by(name="broadcast.started")).one()
    assert event.data["flagged"] == cast.ma.id


@pytest.mark.parametrize(("minutes", "passes"), [(29, True), (31, False)])
def test_the_check_ends_half_an_hour_before(
    cast: Cast, who: Callable[[str], Any], minutes: int, passes: bool
) -> None:
    made = strict(cast)
    made.sign_checklist(ALL, who("ma"))
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        if passes:
            made.sign_checklist(ALL, who("lin"))
        else:
            with pytest.raises(WrongState):
                made.sign_checklist(ALL, who("lin"))
    assert (made.state == "checked") == passes


def test_the_clock_neither_starts_nor_ends_it_but_after_twelve_hours(
    app: Flask, cast: Cast
) -> None:
    number = checked(app, cast)
    assert at(app, number, timedelta(minutes=61)) == "checked"
    with time_machine.travel(clock.now() + timedelta(minutes=62)), app.app_context(), writing():
        made = db.session.get_one(Broadcast, number)
        made.start(db.session.get_one(Person, cast.chen.id))
    assert at(app, number, timedelta(hours=9)) == "live"
    assert at(app, number, timedelta(hours=14)) == "ended"


def test_starting_and_ending_by_hand_wait_for_the_lead(app: Flask, cast: Cast) -> None:
    number = checked(app, cast)
    with app.app_context(), writing():
        made, ma = db.session.get_one(Broadcast, number), db.session.get_one(Person, cast.ma.id)
        assert [(one.title, one.due_at) for one in Duty.open_of(ma)] == [
            ("到点了请手动开播：%(title)s", made.planned_start)
        ]
        made.start(ma)
        db.session.flush()
        assert [one.title for one in Duty.open_of(ma)] == ["播完了请手动下播：%(title)s"]
        assert not Duty.open_of(db.session.get_one(Person, cast.chen.id))


def test_its_page_and_home_say_that_the_clock_does_not_start_it(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    number = checked(app, cast)
    for member in (cast.ma, cast.chen):
        client = client_of(member)
        assert "到点不会自动开播" in client.get(f"/broadcasts/{number}").text
        assert "到点不自动开播" in client.get("/").text


def test_the_check_page_offers_only_the_full_check(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    with app.app_context(), writing():
        number = strict(cast).id
    text = client_of(cast.ma).get(f"/broadcasts/{number}/check").text
    assert f"/broadcasts/{number}/confirmation" not in text
    assert f"/broadcasts/{number}/signature" in text
    assert "data:image/svg+xml" in text
