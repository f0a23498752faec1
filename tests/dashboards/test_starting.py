"""The first hour: an empty shop is walked to its first broadcast, in any order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.cast import Cast, Member
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.products.models import Product

ClientOf = Callable[[Member], FlaskClient]
PEOPLE = {
    "people-0-name": "马运营",
    "people-0-role": "operations_lead",
    "people-1-name": "陈小满",
    "people-1-role": "assistant",
    "people-2-name": "何主播",
    "people-2-role": "host",
    "people-3-name": "",
    "people-3-role": "senior_host",
}


@pytest.fixture
def owner(app: Flask, client_of: ClientOf) -> FlaskClient:
    """The owner of an empty shop."""
    with app.app_context(), writing():
        PolicyVersion.plant()
        person = Person.invite(name="钱老板", username="qian", by=None)
        person.status = "active"
        db.session.flush()
        person.grant("owner", None)
        member = Member(person.id, person.name, person.username, "owner")
    return client_of(member)


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def person_ids(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {one.name: one.id for one in db.session.scalars(select(Person))}


def first_broadcast(app: Flask, **more: object) -> dict[str, object]:
    """What is typed for it, once people, room and product are there."""
    people = person_ids(app)
    with app.app_context():
        room, product = db.session.scalar(select(Room.id)), db.session.scalar(select(Product.id))
    return {
        "broadcast-room": room,
        "broadcast-title": "秋冬专场",
        "broadcast-when": "now",
        "broadcast-hours": "3",
        "broadcast-host": people["何主播"],
        "broadcast-assistant": people["陈小满"],
        "broadcast-observer": people["马运营"],
        "broadcast-product": product or 0,
        **more,
    }


def set_up(owner: FlaskClient) -> None:
    """People, a room, a product."""
    owner.post("/start/people", data=PEOPLE)
    owner.post("/start/room", data={"room-name": "护肤直播间"})
    product = {"product-name": "修护精华", "product-price": "129", "product-points": "换季修护"}
    owner.post("/start/product", data=product)


def test_an_empty_shop_gets_to_its_first_broadcast(app: Flask, owner: FlaskClient) -> None:
    set_up(owner)
    answer = owner.post("/start/broadcast", data=first_broadcast(app))
    assert answer.status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Broadcast)).one()
        assert made.state == "live"
        assert [p.name for p in made.people("assistant")] == ["陈小满"]
        assert [s.kind for s in Segment.of(made)] == ["opening", "product", "closing"]
    page = owner.get("/start").text
    assert page.count("做好了") == 4
    assert "看提示屏" in page


def test_people_get_their_codes_on_one_page(app: Flask, owner: FlaskClient) -> None:
    page = owner.post("/start/people", data=PEOPLE, follow_redirects=True).text
    assert page.count("data:image/svg+xml") == 3
    assert set(person_ids(app)) == {"钱老板", "马运营", "陈小满", "何主播"}


def test_of_several_people_all_are_invited_or_none(app: Flask, owner: FlaskClient) -> None:
    twice = {**PEOPLE, "people-2-name": "马运营"}
    answer = owner.post("/start/people", data=twice)
    assert answer.status_code == 422
    assert "已经有人用了" in answer.text
    assert answer.text.count('value="马运营"') == 2
    assert "待加入" not in answer.text
    assert set(person_ids(app)) == {"钱老板"}


def test_the_steps_work_in_any_order(app: Flask, owner: FlaskClient) -> None:
    owner.post("/start/room", data={"room-name": "护肤直播间"})
    page = owner.get("/start")
    assert page.status_code == 200
    assert count(app, Room) == 1
    assert 'id="step-people" open' in page.text


def test_a_later_broadcast_is_planned_and_not_started(app: Flask, owner: FlaskClient) -> None:
    set_up(owner)
    later = first_broadcast(
        app, **{"broadcast-when": "later", "broadcast-start": "2099-01-05T19:30"}
    )
    assert owner.post("/start/broadcast", data=later).status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Broadcast)).one()
        assert made.state == "scheduled"
        assert f"{clock.local(made.planned_start):%H:%M}" == "19:30"


@pytest.mark.parametrize(
    ("where", "typed", "sentence", "kept"),
    [
        ("room", {"room-name": ""}, "请填写名字", ""),
        (
            "product",
            {"product-name": "修护精华", "product-price": "一百二"},
            "价格只写数字",
            "一百二",
        ),
        ("product", {"product-name": "修护精华", "product-price": "-3"}, "价格在 0 到", "修护精华"),
        ("product", {"product-name": "面霜", "product-price": "1E+30"}, "价格在 0 到", "1E+30"),
        ("product", {"product-name": "面霜", "product-price": "10000000"}, "价格在 0 到", "面霜"),
        (
            "broadcast",
            {"broadcast-title": "夜场", "broadcast-when": "later"},
            "请填写开播时间",
            "夜场",
        ),
    ],
)
def test_a_refused_step_stands_open_with_what_was_typed(
    app: Flask,
    owner: FlaskClient,
    where: str,
    typed: dict[str, object],
    sentence: str,
    kept: str,
) -> None:
    set_up(owner)
    given = first_broadcast(app) if where == "broadcast" else {}
    answer = owner.post(f"/start/{where}", data={**given, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert kept in answer.text
    assert f'id="step-{where}" open' in answer.text


def test_it_says_what_the_appointments_would_block(app: Flask, owner: FlaskClient) -> None:
    page = owner.get("/start").text
    assert "排场次、播前检查和接求助没有人做" in page
    assert "正式复核没有人受理" in page
    owner.post("/start/people", data=PEOPLE)
    assert "排场次、播前检查和接求助没有人做" not in owner.get("/start").text


@pytest.mark.parametrize("who", ["lin", "hong", "guo", "he", "chen", "dai", "sun"])
def test_the_guide_is_for_owner_and_operations(
    app: Flask, cast: Cast, client_of: ClientOf, who: str
) -> None:
    client = client_of(getattr(cast, who))
    assert client.get("/start").status_code == 403
    assert client.post("/start/room", data={"room-name": "x"}).status_code == 403


def test_a_lead_of_one_room_sets_up_only_that_room(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    lead = client_of(cast.ma)
    assert lead.get("/start").status_code == 200
    assert lead.post("/start/people", data=PEOPLE).status_code == 303
    with app.app_context():
        invited = db.session.scalars(select(Person).where(Person.username == "何主播")).one()
        assert [grant.room_id for grant in invited.grants] == [cast.care]
    assert "别家直播间" not in lead.get("/start").text
