"""班次: one's own week and the team's, with few statements whatever stands in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.attendance.conftest import shift
from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import Leave
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

Browsers = Callable[[Member], FlaskClient]
MONDAY = clock.shanghai(clock.today() + timedelta(days=7 - clock.today().weekday()))


def at(cast: Cast, day: int, hour: int, *assistants: str, minutes: int = 120) -> Broadcast:
    """A broadcast of next week."""
    made = shift(cast, 24, *assistants)
    made.planned_start = MONDAY + timedelta(days=day, hours=hour)
    made.planned_end = made.planned_start + timedelta(minutes=minutes)
    db.session.flush()
    return made


@pytest.fixture
def week() -> str:
    """How the address names next week."""
    return f"week={clock.local(MONDAY).date()}"


def test_ones_own_week_says_when_to_come_in_and_with_whom(
    app: Flask, cast: Cast, client_of: Browsers, week: str
) -> None:
    with app.app_context(), writing():
        number = at(cast, 2, 19).id
        at(cast, 3, 19, "li")
    page = client_of(cast.chen).get(f"/shifts?{week}").text
    assert "18:20 到岗" in page and "和 何主播" in page
    assert f"/broadcasts/{number}/leaves/new" in page and f"/broadcasts/{number}/plans" in page
    assert page.count('class="card shift') == 1 and page.count("休息") == 6


def test_a_shift_one_is_on_leave_from_stays_in_the_week(
    app: Flask, cast: Cast, client_of: Browsers, week: str
) -> None:
    with app.app_context(), writing():
        made = at(cast, 2, 19)
        number = Leave.ask(made, db.session.get_one(Person, cast.chen.id)).id
    chen = client_of(cast.chen)
    assert "请假：等答复" in chen.get(f"/shifts?{week}").text
    with app.app_context(), writing():
        db.session.get_one(Leave, number).approve(db.session.get_one(Person, cast.ma.id))
    page = chen.get(f"/shifts?{week}").text
    assert "请假：已批准" in page and "shift--off" in page


def test_only_who_works_shifts_or_reads_them_may_look(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    for name in ("hong", "guo", "dai", "sun"):
        assert client_of(getattr(cast, name)).get("/shifts").status_code == 403
    for name in ("chen", "he", "lin", "dai"):
        assert client_of(getattr(cast, name)).get("/shifts/team").status_code == 403
    for name in ("ma", "hong", "guo", "qian"):
        assert client_of(getattr(cast, name)).get("/shifts/team").status_code == 200


def test_the_menu_has_it_for_who_works_shifts(app: Flask, cast: Cast, client_of: Browsers) -> None:
    assert 'href="/shifts"' in client_of(cast.chen).get("/").text
    assert 'href="/shifts"' not in client_of(cast.hong).get("/").text


def test_the_teams_week_shows_gaps_leave_and_strains(
    app: Flask, cast: Cast, client_of: Browsers, week: str
) -> None:
    with app.app_context(), writing():
        at(cast, 0, 22, minutes=180)
        at(cast, 1, 9)
        gone = at(cast, 3, 19)
        Leave.ask(gone, db.session.get_one(Person, cast.chen.id)).approve(
            db.session.get_one(Person, cast.ma.id)
        )
        Leave.ask(at(cast, 4, 19), db.session.get_one(Person, cast.chen.id))
    page = client_of(cast.ma).get(f"/shifts/team?{week}").text
    assert "还没有助播" in page and "陈小满 请假了" in page and "陈小满 等答复" in page
    assert "两班之间只休息 7.3 小时" in page
    assert "这一周有 4 场要处理" in page


@pytest.mark.parametrize(
    ("end", "said"),
    [("leave", "李一帆 已经离职，来不了"), ("suspend", "李一帆 的账号停用了，来不了")],
)
def test_a_shift_of_who_is_stopped_or_gone_asks_for_somebody_else(
    app: Flask, cast: Cast, client_of: Browsers, week: str, end: str, said: str
) -> None:
    with app.app_context(), writing():
        form = f"/broadcasts/{at(cast, 0, 20, 'li').id}/roster"
        getattr(db.session.get_one(Person, cast.li.id), end)(
            db.session.get_one(Person, cast.qian.id)
        )
    lead = client_of(cast.ma)
    page = lead.get(f"/shifts/team?{week}").text
    assert said in page
    assert "这一周有 1 场要处理" in page
    assert form in page
    assert form not in client_of(cast.hong).get(f"/shifts/team?{week}").text
    hosts = {"host": [cast.he.id], "assistant_1": cast.chen.id}
    assert lead.post(form, data=hosts).status_code == 303
    assert said not in lead.get(f"/shifts/team?{week}").text


def test_a_week_in_order_says_so(app: Flask, cast: Cast, client_of: Browsers, week: str) -> None:
    with app.app_context(), writing():
        at(cast, 2, 19)
    assert "这一周没有缺口" in client_of(cast.ma).get(f"/shifts/team?{week}").text
    assert "还没有助播" not in client_of(cast.wu).get(f"/shifts/team?{week}").text


@pytest.mark.parametrize(("name", "page"), [("chen", "shifts"), ("ma", "shifts/team")])
def test_a_full_week_takes_few_statements(
    app: Flask, cast: Cast, client_of: Browsers, week: str, name: str, page: str
) -> None:
    with app.app_context(), writing():
        chen = db.session.get_one(Person, cast.chen.id)
        for day in range(7):
            for hour in (9, 14, 20):
                made = at(cast, day, hour, "chen", "li")
                if hour == 9:
                    Leave.ask(made, chen)
    browser = client_of(getattr(cast, name))
    browser.get(f"/{page}?{week}")
    with counted(app) as heard:
        assert browser.get(f"/{page}?{week}").status_code == 200
    assert len(heard) <= MOST_STATEMENTS, "\n".join(heard)


def test_the_week_begins_on_monday_also_late_on_sunday(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        at(cast, 6, 23, minutes=90)
    with time_machine.travel(MONDAY + timedelta(days=6, hours=23, minutes=30), tick=False):
        assert "23:00–00:30" in client_of(cast.chen).get("/shifts").text
