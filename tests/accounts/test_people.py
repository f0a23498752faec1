"""People: invited with roles, found, given and taken roles, suspended, reset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import RoomGroup
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

ClientOf = Callable[[Member], FlaskClient]
NEW = {"name": "小周", "username": "Zhou", "roles": ["assistant", "host"], "scope": "shop"}


def grants_of(app: Flask, username: str) -> set[tuple[str, int | None]]:
    with app.app_context():
        query = select(Grant).join(Person, Grant.person_id == Person.id)
        rows = db.session.scalars(query.where(Person.username == username))
        return {(one.role, one.room_id) for one in rows if one.in_force}


def test_an_invitation_makes_a_person_with_roles_and_a_code(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    page = client_of(cast.qian).post("/people", data=NEW, follow_redirects=True)
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.text
    assert grants_of(app, "zhou") == {("assistant", None), ("host", None)}


def test_the_code_can_be_looked_at_again_in_this_browser_only(
    cast: Cast, client_of: ClientOf
) -> None:
    owner = client_of(cast.qian)
    address = owner.post("/people", data=NEW).location
    assert "one-time-code" in owner.get(address).text
    assert "one-time-code" not in client_of(cast.guo).get(address).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请填写名字"),
        ({"username": "MA"}, "已经有人用了"),
        ({"username": "two words"}, "不含空格"),
        ({"roles": []}, "至少选一个角色"),
        ({"scope": "room-999"}, ""),
        ({"roles": ["emperor"]}, ""),
    ],
)
def test_a_refused_invitation_says_why_and_keeps_what_was_typed(
    app: Flask, cast: Cast, client_of: ClientOf, change: dict[str, object], sentence: str
) -> None:
    page = client_of(cast.qian).post("/people", data={**NEW, "name": "小周周", **change})
    assert page.status_code == 422
    assert sentence in page.text
    assert change.get("name") == "" or "小周周" in page.text
    assert grants_of(app, "zhou") == set()


def test_a_lead_of_one_room_invites_for_that_room_only(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    lead = client_of(cast.ma)
    form = lead.get("/people/new").text
    assert f'value="room-{cast.care}"' in form
    assert f'value="room-{cast.other}"' not in form
    assert 'value="hr"' not in form
    assert lead.post("/people", data=NEW).status_code == 422
    given = {**NEW, "scope": f"room-{cast.care}", "roles": ["assistant"]}
    assert lead.post("/people", data=given).status_code == 303
    assert grants_of(app, "zhou") == {("assistant", cast.care)}


def test_people_are_found_by_name_and_role_twenty_a_page(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context(), writing():
        for number in range(25):
            person = Person.invite(name=f"新人{number:02}", username=f"n{number}", by=None)
            db.session.flush()
            person.grant("assistant", None)
    owner = client_of(cast.qian)
    assert owner.get("/people?q=新人").text.count("list__item") == 20
    assert owner.get("/people?q=新人&page=1").text.count("list__item") == 5
    assert "page=1" in owner.get("/people?q=新人").text
    found = owner.get("/people?role=hr").text
    assert "洪人力" in found
    assert "陈小满" not in found
    assert "没有找到这样的人" in owner.get("/people?q=nobody").text


def test_who_keeps_no_accounts_sees_only_their_own_page(cast: Cast, client_of: ClientOf) -> None:
    assistant = client_of(cast.chen)
    assert assistant.get("/people").status_code == 403
    assert assistant.get(f"/people/{cast.chen.id}").status_code == 200
    assert assistant.get(f"/people/{cast.li.id}").status_code == 404
    assert assistant.post("/people", data=NEW).status_code == 403


def test_a_role_is_given_and_taken_back(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    owner, page = client_of(cast.qian), f"/people/{cast.chen.id}"
    assert owner.post(f"{page}/grants", data={"role": "hr", "scope": "shop"}).status_code == 303
    assert ("hr", None) in grants_of(app, "chen")
    with app.app_context():
        number = db.session.scalar(
            select(Grant.id).where(Grant.role == "hr", Grant.person_id == cast.chen.id)
        )
    assert owner.post(f"{page}/grants/{number}/end").status_code == 303
    assert ("hr", None) not in grants_of(app, "chen")


def test_the_same_role_twice_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf) -> None:
    given = {"role": "assistant", "scope": f"room-{cast.care}"}
    answer = client_of(cast.qian).post(f"/people/{cast.chen.id}/grants", data=given)
    assert answer.status_code == 422
    assert "已经有这个角色" in answer.text


@pytest.mark.parametrize("where", ["shop", "room", "group"])
def test_of_two_who_give_a_role_at_once_one_is_told(
    app: Flask, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with app.app_context(), writing():
        group = RoomGroup.add("夜场组", None)
        db.session.flush()
        scope = {"shop": "shop", "room": f"room-{cast.care}", "group": f"group-{group.id}"}[where]
    owner, page = client_of(cast.qian), f"/people/{cast.chen.id}/grants"
    given = {"role": "host", "scope": scope}
    assert owner.post(page, data=given).status_code == 303
    monkeypatch.setattr(Person, "_has", lambda _self, _wanted: False)
    assert owner.post(page, data=given).status_code == 409


def test_a_role_that_ended_can_be_given_again(
    app: Flask, cast: Cast, inside: Callable[[], None]
) -> None:
    chen, qian = (db.session.get_one(Person, one.id) for one in (cast.chen, cast.qian))
    for _time in range(3):
        given = chen.grant("host", qian)
        given.end(qian)
    chen.grant("host", qian)
    inside()
    assert [one.role for one in chen.grants_in_force].count("host") == 1


@pytest.mark.parametrize("giver", ["ma", "guo", "sun"])
@pytest.mark.parametrize("role", ["hr", "administration", "owner"])
def test_roles_that_decide_about_people_come_from_the_owner(
    app: Flask, cast: Cast, client_of: ClientOf, giver: str, role: str
) -> None:
    client = client_of(getattr(cast, giver))
    answer = client.post(f"/people/{cast.chen.id}/grants", data={"role": role, "scope": "shop"})
    assert answer.status_code == 422
    assert grants_of(app, "chen") == {("assistant", cast.care)}


@pytest.mark.parametrize("who", ["ma", "guo", "qian", "sun"])
def test_nobody_gives_themselves_a_role_by_hand(
    app: Flask, cast: Cast, client_of: ClientOf, who: str
) -> None:
    member = getattr(cast, who)
    before = grants_of(app, who)
    given = {"role": "host", "scope": f"room-{cast.care}" if who == "ma" else "shop"}
    answer = client_of(member).post(f"/people/{member.id}/grants", data=given)
    assert answer.status_code == 403
    assert grants_of(app, who) == before


def test_a_lead_cannot_take_roles_of_another_room(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context():
        number = db.session.scalar(select(Grant.id).where(Grant.person_id == cast.wu.id))
    answer = client_of(cast.ma).post(f"/people/{cast.wu.id}/grants/{number}/end")
    assert answer.status_code == 403
    assert grants_of(app, "wu")


def test_a_grant_is_ended_on_its_own_persons_page_only(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context():
        number = db.session.scalar(select(Grant.id).where(Grant.person_id == cast.wu.id))
    owner = client_of(cast.qian)
    assert owner.post(f"/people/{cast.chen.id}/grants/{number}/end").status_code == 404


def test_suspension_signs_out_and_restoration_lets_in(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    owner, assistant = client_of(cast.qian), client_of(cast.chen)
    owner.post(f"/people/{cast.chen.id}/suspension")
    assert assistant.get("/me").status_code == 302
    owner.post(f"/people/{cast.chen.id}/restoration")
    assert assistant.get("/me").status_code == 302
    assert client_of(cast.chen).get("/me").status_code == 200
    with app.app_context():
        names = set(db.session.scalars(select(AuditEvent.name)))
    assert {"person.suspended", "sign_in.revoked", "person.restored"} <= names


@pytest.mark.parametrize(("who", "target"), [("ma", "qian"), ("ma", "hong"), ("qian", "qian")])
def test_some_accounts_are_not_for_everybody_to_suspend(
    cast: Cast, client_of: ClientOf, who: str, target: str
) -> None:
    asker, other = getattr(cast, who), getattr(cast, target)
    assert client_of(asker).post(f"/people/{other.id}/suspension").status_code == 403


def test_only_the_owner_issues_a_reset(cast: Cast, client_of: ClientOf) -> None:
    page = f"/people/{cast.chen.id}/code"
    assert client_of(cast.ma).post(page).status_code == 403
    assert client_of(cast.guo).post(page).status_code == 403
    answer = client_of(cast.qian).post(page, follow_redirects=True)
    assert "重置代码" in answer.text


def test_everybodys_devices_can_be_signed_out_by_those_who_keep_accounts(
    cast: Cast, client_of: ClientOf
) -> None:
    device = client_of(cast.chen)
    assert client_of(cast.lin).post(f"/people/{cast.chen.id}/sign-ins/end").status_code == 403
    assert client_of(cast.guo).post(f"/people/{cast.chen.id}/sign-ins/end").status_code == 303
    assert device.get("/me").status_code == 302


def test_a_name_is_corrected(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.ma).post(f"/people/{cast.chen.id}/name", data={"name": "陈晓满"})
    assert answer.status_code == 303
    assert "陈晓满" in client_of(cast.qian).get("/people").text


def test_fields_that_are_not_on_the_form_change_nothing(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    forged = {"name": "陈", "status": "left", "role": "owner", "is_demo": "1", "username": "x"}
    client_of(cast.ma).post(f"/people/{cast.chen.id}/name", data=forged)
    with app.app_context():
        person = db.session.get_one(Person, cast.chen.id)
        assert (person.status, person.username, person.is_demo) == ("active", "chen", False)
    assert grants_of(app, "chen") == {("assistant", cast.care)}


@pytest.mark.parametrize(
    ("who", "answer"), [("qian", 303), ("hong", 303), ("ma", 403), ("guo", 403)]
)
def test_hr_and_the_owner_write_employee_numbers(
    app: Flask, cast: Cast, client_of: ClientOf, who: str, answer: int
) -> None:
    page = client_of(getattr(cast, who)).post(
        f"/people/{cast.chen.id}/number", data={"number": " 0042 "}
    )
    assert page.status_code == answer
    with app.app_context():
        kept = db.session.get_one(Person, cast.chen.id).employee_number
        assert kept == ("0042" if answer == 303 else None)


def test_an_employee_number_is_one_persons_and_may_be_taken_out(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    hr = client_of(cast.hong)
    hr.post(f"/people/{cast.chen.id}/number", data={"number": "0042"})
    refused = hr.post(f"/people/{cast.li.id}/number", data={"number": "0042"})
    assert refused.status_code == 422
    assert "工号“0042”已经是 陈小满 的" in refused.text
    for member in (cast.chen, cast.li):
        assert hr.post(f"/people/{member.id}/number", data={"number": ""}).status_code == 303
    assert hr.post(f"/people/{cast.li.id}/number", data={"number": "0042"}).status_code == 303


def test_hr_and_administration_write_probations_and_nobody_their_own(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    page, day = f"/people/{cast.chen.id}/probation", clock.today() + timedelta(days=60)
    sent = {"probation_until": day.isoformat()}
    for stranger in (cast.ma, cast.lin, cast.chen, cast.sun):
        assert client_of(stranger).post(page, data=sent).status_code == 403
    for keeper in (cast.hong, cast.guo):
        assert client_of(keeper).post(page, data=sent).status_code == 303
    own = f"/people/{cast.hong.id}/probation"
    assert client_of(cast.hong).post(own, data=sent).status_code == 403
    shown = f"试用期到 {day.isoformat()}"
    assert shown in client_of(cast.chen).get(f"/people/{cast.chen.id}").text
    assert shown in client_of(cast.lin).get(f"/people/{cast.chen.id}").text
    assert shown not in client_of(cast.sun).get(f"/people/{cast.chen.id}").text
    far = {"probation_until": (clock.today() + timedelta(days=400)).isoformat()}
    refused = client_of(cast.guo).post(page, data=far)
    assert refused.status_code == 422 and "最长六个月" in refused.text
    assert far["probation_until"] in refused.text, "what was typed stays"
    with app.app_context():
        assert db.session.get_one(Person, cast.chen.id).probation_until == day
    assert client_of(cast.guo).post(page, data={"probation_until": ""}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Person, cast.chen.id).probation_until is None
