"""One-time codes: invitations and resets are used once, within a day, by whom they were made for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.accounts.test_signing import sign_in, token_of
from tests.cast import PASSWORD, Cast, Member
from zhubo_web.accounts import codes
from zhubo_web.accounts.models import OneTimeCode, Person
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

SENTENCE = "quiet river over stones"
ClientOf = Callable[[Member], FlaskClient]


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def made_code(app: Flask, person_id: int, purpose: str = "invitation") -> str:
    with app.app_context(), writing():
        return db.session.get_one(Person, person_id).issue_code(purpose, None)


@pytest.fixture
def newcomer(app: Flask, cast: Cast) -> int:
    with app.app_context(), writing():
        person = Person.invite(name="新来的", username="xin", by=None)
        person.grant("assistant", None, room_id=cast.care)
        db.session.flush()
        return person.id


def join(client: FlaskClient, code: str, password: str = SENTENCE, **form: str) -> TestResponse:
    typed = {"code": code, "password": password, "again": password, "kind": "own", **form}
    return client.post("/join/password", data=typed)


def test_an_empty_install_has_no_account(app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_code_has_at_least_128_bits_and_is_stored_as_a_digest(app: Flask, newcomer: int) -> None:
    code = made_code(app, newcomer)
    assert len(codes.plain(code)) * 5 >= 128
    with app.app_context():
        assert codes.plain(code) not in db.session.scalars(select(OneTimeCode.digest)).all()


def test_with_a_code_one_sets_a_password_and_is_in(
    app: Flask, anonymous: FlaskClient, newcomer: int
) -> None:
    code = made_code(app, newcomer)
    page = anonymous.post("/join", data={"code": code.lower().replace("-", " ")})
    assert page.status_code == 200
    assert "新来的" in page.text
    answer = join(anonymous, code)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "新来的" in anonymous.get("/me").text
    assert sign_in(app.test_client(), "xin", SENTENCE).status_code == 303


def test_looking_at_a_code_does_not_spend_it(
    app: Flask, anonymous: FlaskClient, newcomer: int
) -> None:
    code = made_code(app, newcomer)
    for _ in range(3):
        assert anonymous.post("/join", data={"code": code}).status_code == 200


def test_a_code_works_once(app: Flask, anonymous: FlaskClient, newcomer: int) -> None:
    code = made_code(app, newcomer)
    join(anonymous, code)
    again = join(app.test_client(), code, "another calm sentence")
    assert again.status_code == 422
    assert "代码已用过" in again.text


def test_a_code_runs_out_after_a_day(app: Flask, anonymous: FlaskClient, newcomer: int) -> None:
    code = made_code(app, newcomer)
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1)):
        assert anonymous.post("/join", data={"code": code}).status_code == 422
        assert join(anonymous, code).status_code == 422


def test_a_newer_code_ends_the_older(app: Flask, anonymous: FlaskClient, newcomer: int) -> None:
    older = made_code(app, newcomer)
    made_code(app, newcomer)
    assert join(anonymous, older).status_code == 422


def test_a_suspended_person_cannot_come_in_by_a_code(
    app: Flask, anonymous: FlaskClient, newcomer: int, cast: Cast
) -> None:
    code = made_code(app, newcomer)
    with app.app_context(), writing():
        db.session.get_one(Person, newcomer).suspend(by=db.session.get_one(Person, cast.qian.id))
    assert join(anonymous, code).status_code == 422


def test_a_wrong_code_says_what_to_do(app: Flask, anonymous: FlaskClient) -> None:
    answer = anonymous.post("/join", data={"code": "0123-4567"})
    assert answer.status_code == 422
    assert "请核对后再输" in answer.text
    assert "0123-4567" in answer.text


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "密码至少 12 位"),
        ("douyin123456", "douyin123456", "换一句"),
        ("password1234", "password1234", "换一句"),
        (SENTENCE, "something else here", "两次输入的密码不一样"),
        ("", "", "请填写新密码"),
    ],
)
def test_a_poor_password_is_refused_and_the_code_still_good(
    app: Flask, anonymous: FlaskClient, newcomer: int, password: str, again: str, sentence: str
) -> None:
    code = made_code(app, newcomer)
    answer = join(anonymous, code, password, again=again)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert token_of(anonymous) is None
    assert join(anonymous, code).status_code == 303


@pytest.mark.parametrize(
    "password", ["静水流深，慢慢地走过去吧", "x" + "长句子 with 🙂 signs " * 4]
)
def test_any_characters_and_long_passwords_work_untruncated(
    app: Flask, anonymous: FlaskClient, newcomer: int, password: str
) -> None:
    assert join(anonymous, made_code(app, newcomer), password).status_code == 303
    assert sign_in(app.test_client(), "xin", password[:-1]).status_code == 422
    assert sign_in(app.test_client(), "xin", password).status_code == 303


def test_a_reset_ends_every_other_sign_in(
    app: Flask, anonymous: FlaskClient, cast: Cast, client_of: ClientOf
) -> None:
    before = client_of(cast.chen)
    assert join(anonymous, made_code(app, cast.chen.id, "reset")).status_code == 303
    assert before.get("/me").status_code == 302
    assert anonymous.get("/me").status_code == 200
    assert sign_in(app.test_client(), "chen", PASSWORD).status_code == 422


def test_a_screens_code_is_no_way_in_for_a_person(
    app: Flask, anonymous: FlaskClient, cast: Cast
) -> None:
    from zhubo_web.accounts.models import Screen
    from zhubo_web.broadcasts.models import Room

    with app.app_context(), writing():
        screen = Screen.add("平板", db.session.get_one(Room, cast.care), None)
        code = screen.issue_code(None)
    assert join(anonymous, code).status_code == 422
    assert anonymous.post("/join", data={"code": code}).status_code == 422


def test_the_code_never_stands_in_a_query(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    owner = client_of(cast.qian)
    typed = {"name": "小周", "username": "zhou", "roles": "assistant", "scope": "shop"}
    page = owner.post("/people", data=typed, follow_redirects=True)
    with owner.session_transaction() as session:
        ((code, _made_at),) = session["made_codes"].values()
    assert f"/join#{code}" in page.text
    assert f"?{code}" not in page.text
    assert f"code={code}" not in page.text
