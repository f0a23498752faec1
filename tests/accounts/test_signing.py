"""Signing in and out: one sentence for every refusal, a new session each time, dead ones refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.cast import PASSWORD, Cast, Member
from zhubo_web.accounts import passwords
from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

WRONG = "登录名或密码不对"
ClientOf = Callable[[Member], FlaskClient]


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def sign_in(
    client: FlaskClient,
    username: str,
    password: str = PASSWORD,
    *,
    kind: str = "own",
    address: str = "10.0.0.1",
    **form: str,
) -> TestResponse:
    typed = {"username": username, "password": password, "kind": kind, **form}
    return client.post("/sign-in", data=typed, environ_base={"REMOTE_ADDR": address})


def token_of(client: FlaskClient) -> str | None:
    with client.session_transaction() as session:
        token: str | None = session.get("sid")
        return token


def failures(app: Flask) -> int:
    with app.app_context():
        query = select(func.count()).where(AuditEvent.name == "sign_in.failed")
        return db.session.scalar(query) or 0


def test_the_right_password_lets_in_and_leads_back(anonymous: FlaskClient, cast: Cast) -> None:
    answer = sign_in(anonymous, "MA ", next="/me?x=1")
    assert (answer.status_code, answer.location) == (303, "/me?x=1")
    assert "马运营" in anonymous.get("/me").text


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "\\evil.example", "/\\evil.example", "https:evil.example", "/a\tb", "evil"],
)
def test_the_way_back_never_leads_elsewhere(
    anonymous: FlaskClient, cast: Cast, target: str
) -> None:
    assert sign_in(anonymous, "ma", next=target).location == "/"


def test_every_refusal_is_the_same(app: Flask, anonymous: FlaskClient, cast: Cast) -> None:
    with app.app_context(), writing():
        db.session.get_one(Person, cast.li.id).suspend(by=db.session.get_one(Person, cast.qian.id))
    tries = [("nobody", PASSWORD), ("ma", "wrong words here"), ("li", PASSWORD)]
    answers = [sign_in(anonymous, name, typed) for name, typed in tries]
    assert {answer.status_code for answer in answers} == {422}
    pages = {re.sub(r'value="[^"]*"', "", answer.text.split("<main")[1]) for answer in answers}
    assert len(pages) == 1
    assert WRONG in pages.pop()


def test_an_unknown_name_costs_one_verification_too(
    anonymous: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords._nobodys_hash()
    counted: list[str] = []
    verify = passwords._hasher.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            counted.append(stored)
            return verify(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    sign_in(anonymous, "nobody")
    assert counted == [passwords._nobodys_hash()]


def test_what_was_typed_is_kept_but_not_the_password(anonymous: FlaskClient, cast: Cast) -> None:
    page = sign_in(anonymous, "nobody-here", "a secret sentence").text
    assert 'value="nobody-here"' in page
    assert "a secret sentence" not in page


def test_a_wrong_password_is_counted_and_told_to_its_owner(
    app: Flask, anonymous: FlaskClient, cast: Cast, client_of: ClientOf
) -> None:
    sign_in(anonymous, "ma", "wrong words here")
    sign_in(anonymous, "nobody", "wrong words here")
    assert failures(app) == 1
    assert "有 1 次密码输错" in client_of(cast.ma).get("/me").text


def test_a_hash_with_weaker_parameters_is_renewed(
    app: Flask, anonymous: FlaskClient, cast: Cast
) -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
    with app.app_context(), writing():
        db.session.get_one(Person, cast.ma.id).password_hash = weak.hash(PASSWORD)
    assert sign_in(anonymous, "ma").status_code == 303
    with app.app_context():
        stored = db.session.get_one(Person, cast.ma.id).password_hash or ""
    assert stored.startswith("$argon2id$")
    assert not passwords.outdated(stored)


# ── sessions ────────────────────────────────────────────────────────────────────────────────────


def test_signing_in_changes_the_session_and_the_old_one_is_dead(
    anonymous: FlaskClient, app: Flask, cast: Cast
) -> None:
    sign_in(anonymous, "ma")
    before = token_of(anonymous)
    sign_in(anonymous, "ma")
    assert token_of(anonymous) != before
    stale = app.test_client()
    with stale.session_transaction() as session:
        session["sid"] = before
    assert stale.get("/me", headers={"Accept": "application/json"}).status_code == 401


def test_a_planted_session_is_thrown_away(anonymous: FlaskClient, cast: Cast) -> None:
    with anonymous.session_transaction() as session:
        session["planted"], session["csrf_token"] = "evil", "known to the attacker"
    sign_in(anonymous, "ma")
    with anonymous.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known to the attacker"


def test_the_token_is_stored_as_a_digest_only(
    anonymous: FlaskClient, app: Flask, cast: Cast
) -> None:
    sign_in(anonymous, "ma")
    token = token_of(anonymous)
    with app.app_context():
        stored = db.session.scalars(select(SignIn.token_digest)).all()
    assert token
    assert len(token) >= 43
    assert token not in stored


@pytest.mark.parametrize(("kind", "days", "kept"), [("own", 29, True), ("studio", 0.5, False)])
def test_a_device_of_ones_own_is_kept_longer(
    anonymous: FlaskClient, cast: Cast, kind: str, days: float, kept: bool
) -> None:
    answer = sign_in(anonymous, "ma", kind=kind)
    assert ("Expires=" in answer.headers["Set-Cookie"]) is kept
    lifetime = timedelta(days=30) if kind == "own" else timedelta(hours=14)
    with time_machine.travel(clock.now() + timedelta(days=days)):
        assert anonymous.get("/me").status_code == 200
    with time_machine.travel(clock.now() + lifetime + timedelta(seconds=5)):
        answer = anonymous.get("/me")
        assert (answer.status_code, answer.location) == (302, "/sign-in?next=/me")


def test_an_expired_sign_in_leaves_the_cookie(anonymous: FlaskClient, cast: Cast) -> None:
    sign_in(anonymous, "ma")
    with time_machine.travel(clock.now() + timedelta(days=30, seconds=5)):
        anonymous.get("/me")
        assert token_of(anonymous) is None


def test_the_cookie_is_http_only_and_lax(anonymous: FlaskClient, cast: Cast) -> None:
    cookie = sign_in(anonymous, "ma").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain=" not in cookie


def test_signing_out_ends_this_device_and_leaves_the_outbox(
    app: Flask, anonymous: FlaskClient, cast: Cast, client_of: ClientOf
) -> None:
    other = client_of(cast.ma)
    sign_in(anonymous, "ma")
    token = token_of(anonymous)
    answer = anonymous.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert other.get("/me").status_code == 200
    with anonymous.session_transaction() as session:
        session["sid"] = token
    assert anonymous.get("/me").status_code == 302


def test_a_suspended_person_is_out_everywhere(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    devices = [client_of(cast.ma), client_of(cast.ma)]
    with app.app_context(), writing():
        db.session.get_one(Person, cast.ma.id).suspend(by=db.session.get_one(Person, cast.qian.id))
    asked = {"Accept": "application/json"}
    assert [one.get("/me", headers=asked).status_code for one in devices] == [401, 401]
