"""今天: what waits, what is on, what comes; for each role what it may open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def live(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        return broadcast(cast).id


def test_everybody_gets_a_page_that_calls_them_by_name(cast: Cast, client_of: Enter) -> None:
    for member in cast.everybody():
        page = client_of(member).get("/")
        assert page.status_code == 200 and member.name in page.text, member.username


def test_two_rooms_that_are_live_stand_side_by_side(
    app: Flask, cast: Cast, client_of: Enter, live: int
) -> None:
    with app.app_context(), writing():
        second = broadcast(cast, room=cast.other).id
    page = client_of(cast.qian).get("/").text
    assert f'id="live-{live}"' in page and f'id="live-{second}"' in page


@pytest.mark.parametrize(
    ("name", "console", "overlay"),
    [("ma", True, True), ("lin", True, True), ("chen", False, True), ("guo", False, True)],
)
def test_the_way_into_a_live_broadcast_is_the_one_that_opens(
    cast: Cast, client_of: Enter, live: int, name: str, console: bool, overlay: bool
) -> None:
    client = client_of(getattr(cast, name))
    page = client.get("/").text
    for part, shown in (("console", console), ("overlay", overlay)):
        address = f"/broadcasts/{live}/{part}"
        assert (f'href="{address}"' in page) == shown
        assert (client.get(address).status_code == 200) == shown


def test_a_stranger_sees_no_broadcast_of_another_room(
    cast: Cast, client_of: Enter, live: int
) -> None:
    assert f"live-{live}" not in client_of(cast.wu).get("/").text


def test_what_is_due_today_is_counted_and_each_row_leads_to_its_page(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        planned = broadcast(cast, live=False, minutes_ago=-60).id
        broadcast(cast, live=False, minutes_ago=-60 * 24 * 6)
    ma = client_of(cast.ma)
    page = ma.get("/").text
    assert "今天有 1 件事" in page and "以后的事" in page
    assert f'href="/broadcasts/{planned}"' in page
    assert ma.get(f"/broadcasts/{planned}").status_code == 200


def test_with_nothing_to_do_the_page_says_so(cast: Cast, client_of: Enter) -> None:
    assert "没有等你的事" in client_of(cast.chen).get("/").text


def test_a_new_shop_is_led_to_the_guide(app: Flask) -> None:
    with app.app_context(), writing():
        owner = Person.invite(name="新老板", username="xin", by=None)
        owner.status = "active"
        db.session.flush()
        owner.grant(roles.OWNER, None)
        _row, token = SignIn.open(owner, "own", device="test", address="127.0.0.1")
    client = app.test_client()
    with client.session_transaction() as session:
        session["sid"] = token
    page = client.get("/").text
    assert "/start" in page and client.get("/start").status_code == 200


def test_the_guide_is_not_shown_once_there_is_a_room(cast: Cast, client_of: Enter) -> None:
    assert "/start" not in client_of(cast.qian).get("/").text
