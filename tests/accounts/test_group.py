"""The supervision group: three classes, who may appoint, what an empty class blocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.extensions import db

ClientOf = Callable[[Member], FlaskClient]


def seats(app: Flask) -> list[tuple[int, str, bool]]:
    with app.app_context():
        return [(s.person_id, s.member_class, s.substitute) for s in GroupSeat.current()]


def appoint(client: FlaskClient, person: int, member_class: str, **more: str) -> int:
    typed = {"person": person, "member_class": member_class, **more}
    return client.post("/group/seats", data=typed).status_code


def test_a_member_and_a_substitute_are_appointed_and_released(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    administration = client_of(cast.guo)
    assert appoint(administration, cast.hong.id, "hr") == 303
    assert appoint(administration, cast.lin.id, "host", substitute="y") == 303
    assert seats(app) == [(cast.lin.id, "host", True), (cast.hong.id, "hr", False)]
    with app.app_context():
        number = GroupSeat.current()[0].id
        db.session.rollback()
    assert administration.post(f"/group/seats/{number}/end").status_code == 303
    assert seats(app) == [(cast.hong.id, "hr", False)]


def test_a_seat_needs_the_role_of_its_class(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    assert appoint(client_of(cast.guo), cast.hong.id, "operations") == 422
    assert appoint(client_of(cast.guo), cast.chen.id, "hr") == 422
    assert seats(app) == []


def test_nobody_sits_twice_in_a_class(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    administration = client_of(cast.guo)
    appoint(administration, cast.hong.id, "hr")
    assert appoint(administration, cast.hong.id, "hr", substitute="y") == 422
    assert len(seats(app)) == 1


def test_of_two_who_appoint_at_once_one_is_told(
    app: Flask, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    administration = client_of(cast.guo)
    assert appoint(administration, cast.hong.id, "hr") == 303
    with monkeypatch.context() as blind:
        blind.setattr(GroupSeat, "current", classmethod(lambda _cls: []))
        assert appoint(administration, cast.hong.id, "hr") == 409
    assert len(seats(app)) == 1


def test_a_seat_that_ended_can_be_given_again(
    cast: Cast, client_of: ClientOf, inside: Callable[[], None]
) -> None:
    hong, guo = (db.session.get_one(Person, one.id) for one in (cast.hong, cast.guo))
    for _time in range(2):
        GroupSeat.appoint(hong, "hr", guo, substitute=False).end(guo)
    GroupSeat.appoint(hong, "hr", guo, substitute=True)
    inside()
    assert len(GroupSeat.current()) == 1


@pytest.mark.parametrize("who", ["ma", "lin", "hong", "chen", "dai"])
def test_others_look_but_do_not_appoint(
    app: Flask, cast: Cast, client_of: ClientOf, who: str
) -> None:
    client = client_of(getattr(cast, who))
    page = client.get("/group")
    assert page.status_code == 200
    assert "由行政主管部门或商户负责人任命" in page.text
    assert appoint(client, cast.hong.id, "hr") == 403
    assert seats(app) == []


def test_an_empty_class_says_what_it_blocks(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.qian).get("/group").text
    assert page.count("还没有人") >= 3
    assert "月评会签、申请复核和违规核实缺人力类" in page
