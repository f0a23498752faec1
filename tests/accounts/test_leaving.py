"""离职: who may, what is told beforehand, what ends, what stays; and coming back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from zhubo_web.accounts.models import GroupSeat, Person, SignIn
from zhubo_web.audit.models import AuditEvent
from zhubo_web.extensions import db, writing

ClientOf = Callable[[Member], FlaskClient]


def status_of(app: Flask, member: Member) -> str:
    with app.app_context():
        return db.session.get_one(Person, member.id).status


@pytest.mark.parametrize(
    ("who", "whom", "answer", "status"),
    [
        ("qian", "chen", 303, "left"),
        ("hong", "chen", 303, "left"),
        ("qian", "hong", 303, "left"),
        ("hong", "guo", 403, "active"),
        ("hong", "qian", 403, "active"),
        ("qian", "qian", 403, "active"),
        ("ma", "chen", 403, "active"),
        ("guo", "chen", 403, "active"),
        ("sun", "chen", 403, "active"),
        ("chen", "li", 403, "active"),
    ],
)
def test_the_owner_and_hr_see_people_off(
    app: Flask, cast: Cast, client_of: ClientOf, who: str, whom: str, answer: int, status: str
) -> None:
    gone = getattr(cast, whom)
    page = client_of(getattr(cast, who)).post(f"/people/{gone.id}/leaving")
    assert page.status_code == answer
    assert status_of(app, gone) == status


def test_leaving_signs_out_takes_roles_and_seats_and_is_one_event(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context(), writing():
        lin = db.session.get_one(Person, cast.lin.id)
        GroupSeat.appoint(lin, "host", None, substitute=True)
    theirs = client_of(cast.lin)
    assert theirs.get("/me").status_code == 200
    client_of(cast.hong).post(f"/people/{cast.lin.id}/leaving")
    assert theirs.get("/me").status_code == 302
    with app.app_context():
        lin = db.session.get_one(Person, cast.lin.id)
        assert (lin.roles, lin.seats_held, lin.password_hash) == ([], [], None)
        assert all(
            one.revoked_at for one in db.session.scalars(select(SignIn)) if one.person is lin
        )
        events = db.session.scalars(
            select(AuditEvent).where(AuditEvent.name == "person.left")
        ).all()
        assert [(one.subject_id, one.data["roles_ended"]) for one in events] == [
            (cast.lin.id, ["senior_host"])
        ]


def test_the_page_names_what_comes_of_it_before(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.qian).get(f"/people/{cast.hong.id}/leaving").text
    assert "收回角色：人力资源" in page
    assert "月评会签、申请复核和违规核实没有人做" in page
    quiet = client_of(cast.qian).get(f"/people/{cast.chen.id}/leaving").text
    assert "走了以后没有人做的事" not in quiet  # 李一帆 is an assistant, too


def test_who_left_is_not_seen_off_twice_nor_stopped(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    owner = client_of(cast.qian)
    owner.post(f"/people/{cast.chen.id}/leaving")
    assert owner.post(f"/people/{cast.chen.id}/leaving").status_code == 409
    assert owner.post(f"/people/{cast.chen.id}/suspension").status_code == 409
    given = {"role": "assistant", "scope": "shop"}
    refused = owner.post(f"/people/{cast.chen.id}/grants", data=given)
    assert refused.status_code == 422
    assert "离职时都收回了" in refused.text
    assert status_of(app, cast.chen) == "left"


def test_who_comes_back_is_invited_anew_by_those_who_see_people_off(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    client_of(cast.qian).post(f"/people/{cast.chen.id}/leaving")
    assert client_of(cast.guo).post(f"/people/{cast.chen.id}/restoration").status_code == 403
    assert client_of(cast.hong).post(f"/people/{cast.chen.id}/restoration").status_code == 303
    assert status_of(app, cast.chen) == "invited"
    with app.app_context():
        assert db.session.get_one(Person, cast.chen.id).roles == []
