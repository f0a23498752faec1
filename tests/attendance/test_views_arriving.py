"""Scanning the code of the studio's screen: by whom, how old, from where, and the lead's way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.attendance.conftest import shift
from tests.cast import Cast, Member
from zhubo_web.accounts.models import Screen, SignIn
from zhubo_web.attendance import tickets
from zhubo_web.attendance.models import CheckIn
from zhubo_web.attendance.views.codes import key
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

Browsers = Callable[[Member], FlaskClient]


@pytest.fixture
def number(app: Flask, cast: Cast) -> int:
    """A broadcast of tomorrow."""
    with app.app_context(), writing():
        return shift(cast, 24).id


@pytest.fixture
def at_the_door(app: Flask, number: int) -> Iterator[time_machine.Coordinates]:
    """The clock stands at the time to come in."""
    with app.app_context():
        moment = db.session.get_one(Broadcast, number).arrive_at()
    with time_machine.travel(moment, tick=False) as traveller:
        yield traveller


def code_of(app: Flask, cast: Cast, number: int, room: int = 0) -> str:
    with app.app_context():
        return tickets.code(key(), room or cast.care, number, clock.epoch_ms() // 1000)


def ticket_in(page: str) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def came_in(app: Flask) -> list[CheckIn]:
    with app.app_context():
        return list(db.session.scalars(select(CheckIn)))


def test_a_scan_and_a_tap_check_one_in(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: object
) -> None:
    chen, code = client_of(cast.chen), code_of(app, cast, number)
    page = chen.get(f"/arrive/{number}?code={code}")
    assert page.status_code == 200 and "我到了" in page.text
    assert not came_in(app)
    answer = chen.post(f"/arrive/{number}", data={"ticket": ticket_in(page.text)})
    assert answer.status_code == 303
    assert [one.person_id for one in came_in(app)] == [cast.chen.id]
    assert "签到了" in chen.get(f"/arrive/{number}").text


def test_what_counts_is_when_the_code_was_scanned(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: time_machine.Coordinates
) -> None:
    chen = client_of(cast.chen)
    at_the_door.shift(timedelta(minutes=5, seconds=30))
    page = chen.get(f"/arrive/{number}?code={code_of(app, cast, number)}").text
    at_the_door.shift(timedelta(minutes=2))
    chen.post(f"/arrive/{number}", data={"ticket": ticket_in(page)})
    assert [one.band for one in came_in(app)] == ["fine"]


@pytest.mark.parametrize(("seconds", "status"), [(29, 200), (61, 403), (3600, 403)])
def test_a_photographed_code_is_refused_after_a_minute(
    app: Flask,
    cast: Cast,
    number: int,
    client_of: Browsers,
    at_the_door: time_machine.Coordinates,
    seconds: int,
    status: int,
) -> None:
    chen, code = client_of(cast.chen), code_of(app, cast, number)
    at_the_door.shift(timedelta(seconds=seconds))
    answer = chen.get(f"/arrive/{number}?code={code}")
    assert answer.status_code == status
    if status == 403:
        assert "已经换了" in answer.text


def test_a_code_of_another_room_is_refused(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: object
) -> None:
    code = code_of(app, cast, number, cast.other)
    answer = client_of(cast.chen).get(f"/arrive/{number}?code={code}")
    assert answer.status_code == 403 and "不是这个直播间" in answer.text


def test_who_is_not_on_the_roster_is_refused_with_words(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: object
) -> None:
    answer = client_of(cast.li).get(f"/arrive/{number}?code={code_of(app, cast, number)}")
    assert answer.status_code == 403 and "没有你" in answer.text


def test_a_ticket_does_not_work_for_a_colleague_twice_or_late(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        made = shift(cast, 24, "chen", "li")
        number, moment = made.id, made.arrive_at()
    with time_machine.travel(moment, tick=False) as clock_:
        code = code_of(app, cast, number)
        chen, li = client_of(cast.chen), client_of(cast.li)
        ticket = ticket_in(chen.get(f"/arrive/{number}?code={code}").text)
        assert li.post(f"/arrive/{number}", data={"ticket": ticket}).status_code == 403
        assert chen.post(f"/arrive/{number}", data={"ticket": ticket}).status_code == 303
        assert chen.post(f"/arrive/{number}", data={"ticket": ticket}).status_code == 303
        assert len(came_in(app)) == 1
        own = ticket_in(li.get(f"/arrive/{number}?code={code}").text)
        clock_.shift(timedelta(minutes=4))
        late = li.post(f"/arrive/{number}", data={"ticket": own})
        assert late.status_code == 403 and "再扫一次" in late.text


def test_who_is_not_signed_in_signs_in_and_comes_back(
    app: Flask, cast: Cast, number: int, at_the_door: object
) -> None:
    code = code_of(app, cast, number)
    answer = app.test_client().get(f"/arrive/{number}?code={code}")
    assert answer.status_code == 302
    assert unquote(answer.headers["Location"]).endswith(f"next=/arrive/{number}?code={code}")


def screen_of(app: Flask, room: int) -> FlaskClient:
    with app.app_context(), writing():
        screen = Screen(name="平板", room_id=room)
        db.session.add(screen)
        db.session.flush()
        _row, token = SignIn.open(screen, "screen", device="", address="")
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"] = token
    return client


def test_the_tablet_and_the_lead_show_the_code_and_nobody_who_would_scan_it(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: object
) -> None:
    for path in ("arrival", "arrival.svg"):
        address = f"/broadcasts/{number}/{path}"
        assert screen_of(app, cast.care).get(address).status_code == 200
        assert client_of(cast.ma).get(address).status_code == 200
        assert screen_of(app, cast.other).get(address).status_code == 404
        assert client_of(cast.chen).get(address).status_code == 403
        assert client_of(cast.lin).get(address).status_code == 403
    drawn = client_of(cast.ma).get(f"/broadcasts/{number}/arrival.svg")
    assert drawn.mimetype == "image/svg+xml" and b"xmlns" in drawn.data
    assert drawn.headers["Cache-Control"] == "no-store"


def test_the_bound_tablet_shows_the_code_from_four_hours_before(
    app: Flask, cast: Cast, number: int
) -> None:
    with app.app_context():
        arrive: datetime = db.session.get_one(Broadcast, number).arrive_at()
    tablet = screen_of(app, cast.care)
    for before, shown in ((timedelta(hours=5), False), (timedelta(hours=3), True)):
        with time_machine.travel(arrive - before, tick=False):
            assert (f"/broadcasts/{number}/arrival.svg" in tablet.get("/screen").text) is shown


def test_the_lead_checks_somebody_in_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: object
) -> None:
    ma, address = client_of(cast.ma), f"/broadcasts/{number}/arrivals"
    typed = {"person": cast.chen.id, "arrived_at": "", "reason": ""}
    refused = ma.post(address, data=typed)
    assert refused.status_code == 422 and "没有扫码" in refused.text
    assert ma.post(address, data={**typed, "reason": "手机没电"}).status_code == 303
    assert "马运营 代签" in ma.get(f"/broadcasts/{number}/arrival").text
    assert "手机没电" in client_of(cast.chen).get(f"/arrive/{number}").text
    assert client_of(cast.chen).post(address, data=typed).status_code == 403


def test_a_little_late_is_one_tap_from_home(
    app: Flask, cast: Cast, number: int, client_of: Browsers, at_the_door: time_machine.Coordinates
) -> None:
    chen = client_of(cast.chen)
    at_the_door.shift(timedelta(minutes=9, seconds=30))
    page = chen.get(f"/arrive/{number}?code={code_of(app, cast, number)}").text
    chen.post(f"/arrive/{number}", data={"ticket": ticket_in(page)})
    home = chen.get("/").text
    assert "到岗晚了一会儿" in home and f"/arrive/{number}" in home
    assert "情况属实" in chen.get(f"/arrive/{number}").text
    assert chen.post(f"/arrive/{number}/acceptance").status_code == 303
    assert "到岗晚了" not in chen.get("/").text
