"""标准: 同上场 takes a second name, which the tap of coming in gives too; 省事 takes one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.broadcasts.seeds import Browsers, kept, planned, rows
from tests.cast import Cast, product
from tests.cast import broadcast as a_broadcast
from tests.pace import Effort
from zhubo_web.accounts.models import Person
from zhubo_web.attendance import tickets
from zhubo_web.attendance.models import CheckIn
from zhubo_web.attendance.views.codes import key, seconds
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.core.workflow import LIGHT, SYSTEM
from zhubo_web.duties.jobs import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing
from zhubo_web.policies.models import KindSetting

Who = Callable[[str], Any]
CHECK, SECOND = "开播前确认：%(title)s", "到了用手机核对一下：%(title)s"


def asked() -> dict[int, set[str]]:
    """What of the check waits for whom."""
    db.session.flush()
    found: dict[int, set[str]] = {}
    for duty in db.session.scalars(select(Duty).where(Duty.closed_at.is_(None))):
        found.setdefault(duty.person_id, set()).add(duty.title)
    return found


@pytest.mark.parametrize("first", ["ma", "chen"])
def test_in_either_order_two_names_are_enough_and_one_is_not(
    cast: Cast, who: Who, first: str
) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    verbs = [lambda: made.confirm_same(who("ma")), lambda: made.second_same(who("chen"))]
    for verb in verbs if first == "ma" else verbs[::-1]:
        assert made.unchecked and made.why_not("start_auto", SYSTEM) is not None
        verb()
    assert not made.unchecked and made.why_not("start_auto", SYSTEM) is None
    assert [one.username for one in made.signers()] == ["ma", "chen"]
    assert asked() == {}


def test_with_one_name_the_lead_still_has_it_and_those_on_air_are_asked(
    cast: Cast, who: Who
) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-300)
    made.confirm_same(who("ma"))
    assert asked() == {cast.ma.id: {CHECK}, cast.he.id: {SECOND}, cast.chen.id: {SECOND}}
    made.second_same(who("he"))
    assert asked() == {}


def test_the_second_is_somebody_else_who_is_there_or_may_check(cast: Cast, who: Who) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    made.confirm_same(who("ma"))
    with pytest.raises(WrongState, match="另一个人"):
        made.second_same(who("ma"))
    for name in ("li", "hong", "guo", "wu", "sun"):
        with pytest.raises(Denied):
            made.second_same(who(name))
    made.second_same(who("lin"))
    with pytest.raises(WrongState, match="已经有第二个人"):
        made.second_same(who("chen"))


def test_who_came_in_first_and_then_taps_it_is_one_name_not_two(cast: Cast, who: Who) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    made.put_on(who("lin"), "host", None)
    made.second_same(who("lin"))
    made.confirm_same(who("lin"))
    assert made.unchecked
    made.second_same(who("chen"))
    assert not made.unchecked


def test_in_the_light_setting_one_name_starts_it(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        KindSetting.choose("broadcast", LIGHT, None)
        made = a_broadcast(cast, live=False, minutes_ago=-60)
        made.confirm_same(db.session.get_one(Person, cast.ma.id))
        assert made.why_not_second(db.session.get_one(Person, cast.chen.id)) is not None
        number = made.id
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False), app.app_context():
        run_timers()
        db.session.rollback()
        assert db.session.get_one(Broadcast, number).state == "live"


def test_the_clock_waits_for_the_second_name(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        made = a_broadcast(cast, live=False, minutes_ago=-60)
        made.confirm_same(db.session.get_one(Person, cast.ma.id))
        number = made.id
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False), app.app_context():
        run_timers()
        db.session.rollback()
        made = db.session.get_one(Broadcast, number)
        assert made.state == "scheduled"
        with writing():
            made = db.session.get_one(Broadcast, number)
            made.second_same(db.session.get_one(Person, cast.chen.id))
        run_timers()
        db.session.rollback()
        assert db.session.get_one(Broadcast, number).state == "live"


def test_something_new_takes_both_names_back(cast: Cast, who: Who) -> None:
    made, cream = a_broadcast(cast, live=False, minutes_ago=-60), product()
    made.second_same(who("chen"))
    Segment.replace(made, rows(cream.id), who("ma"))
    assert made.same_second_at is None, "it was given before the product came"
    made.confirm_same(who("ma"))
    made.second_same(who("chen"))
    made.set_roster("assistant", [who("li")], who("ma"))
    assert made.unchecked and made.same_second_at is None and made.same_confirmed_at is None


def scanned(app: Flask, number: int, browser: Any) -> tuple[str, str]:
    """The page that a scan opens, and its ticket."""
    with app.test_request_context():
        room = db.session.get_one(Broadcast, number).room_id
        code = tickets.code(key(), room, number, seconds())
    page = browser.get(f"/arrive/{number}?code={code}").text
    return page, page.split('name="ticket" value="')[1].split('"')[0]


@pytest.mark.parametrize("second", [True, False])
def test_coming_in_and_the_second_name_are_one_tap_or_only_coming_in(
    app: Flask, cast: Cast, client_of: Browsers, second: bool
) -> None:
    number, browser = planned(app, cast), client_of(cast.chen)
    with time_machine.travel(clock.now() + timedelta(hours=4), tick=False):
        page, ticket = scanned(app, number, browser)
        assert "我到了，核对过了" in page and "新商品：修护精华" in page and "只签到" in page
        sent = {"ticket": ticket, **({"second": "yes"} if second else {})}
        assert browser.post(f"/arrive/{number}", data=sent).status_code == 303
    with app.app_context():
        made = db.session.get_one(Broadcast, number)
        assert CheckIn.of(made, db.session.get_one(Person, cast.chen.id)) is not None
        assert (made.same_second_by_id == cast.chen.id) == second


def test_who_comes_in_when_there_is_a_second_name_is_not_asked_for_it(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    number = planned(app, cast)
    assert client_of(cast.he).post(f"/broadcasts/{number}/second").status_code == 303
    with time_machine.travel(clock.now() + timedelta(hours=4), tick=False):
        page, ticket = scanned(app, number, client_of(cast.chen))
        assert "核对过了" not in page
        late = client_of(cast.chen).post(
            f"/arrive/{number}", data={"ticket": ticket, "second": "yes"}
        )
        assert late.status_code == 303, "they came in all the same"
    assert kept(app, number).same_second_by_id == cast.he.id


def test_where_nothing_is_new_both_names_take_under_twenty_seconds(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    """One tap of the lead on the broadcast's page, one of who comes in, each with the way there."""
    with app.app_context(), writing():
        last = a_broadcast(cast, live=False, minutes_ago=24 * 60)
        last.state = "closed"
        made = a_broadcast(cast, live=False, minutes_ago=-60)
        number = made.id
    ma, chen = client_of(cast.ma), client_of(cast.chen)
    assert f'action="/broadcasts/{number}/confirmation"' in ma.get(f"/broadcasts/{number}").text
    assert ma.post(f"/broadcasts/{number}/confirmation").status_code == 303
    page, ticket = scanned(app, number, chen)
    assert "没有新商品，也没有新的人。" in page
    came = chen.post(f"/arrive/{number}", data={"ticket": ticket, "second": "yes"})
    assert came.status_code == 303 and kept(app, number).confirmed
    assert (Effort(taps=2) + Effort(taps=1)).seconds < 20
