"""Guessing is slowed down; the person whose account it is can always come in again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.test_signing import sign_in
from tests.cast import PASSWORD, Cast
from tests.conftest import KEYS
from zhubo_web import create_app, settings
from zhubo_web.accounts import passwords
from zhubo_web.accounts.views import throttle
from zhubo_web.core import clock

BAD = "a wrong sentence"


@pytest.fixture(autouse=True)
def _quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without form tokens, and without computing a hundred hashes."""
    app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(passwords, "verify", lambda _stored, typed: typed == PASSWORD)


def test_after_twenty_bad_ones_there_is_a_wait_with_a_sentence(
    anonymous: FlaskClient, cast: Cast
) -> None:
    statuses = [sign_in(anonymous, "ma", BAD).status_code for _ in range(20)]
    assert statuses == [422] * 5 + [429] * 15
    answer = sign_in(anonymous, "ma")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "秒后再试" in answer.text
    assert 'value="ma"' in answer.text


def test_the_right_password_works_after_the_wait(anonymous: FlaskClient, cast: Cast) -> None:
    waited = int([sign_in(anonymous, "ma", BAD) for _ in range(6)][-1].headers["Retry-After"])
    with time_machine.travel(clock.now() + timedelta(seconds=waited + 1)):
        assert sign_in(anonymous, "ma").status_code == 303


def test_the_wait_grows_and_ends(anonymous: FlaskClient, cast: Cast) -> None:
    waits = []
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(4):
            answers = [sign_in(anonymous, "ma", BAD) for _ in range(6)]
            waits.append(int(answers[-1].headers["Retry-After"]))
            traveller.shift(waits[-1] + 1)
        assert sign_in(anonymous, "ma").status_code == 303
    assert waits[0] <= 60 < waits[1] <= 600 < waits[3] <= 3600


def test_nobody_is_locked_out_by_a_stranger(anonymous: FlaskClient, cast: Cast) -> None:
    for _ in range(20):
        sign_in(anonymous, "ma", BAD, address="203.0.113.9")
    assert sign_in(anonymous, "ma", address="10.0.0.7").status_code == 303


def test_many_strangers_do_not_keep_somebody_from_a_known_address(
    anonymous: FlaskClient, cast: Cast
) -> None:
    assert sign_in(anonymous, "ma", address="10.0.0.7").status_code == 303
    for item in throttle.ACCOUNT:
        for _ in range(item.amount):
            throttle.limiter.limiter.hit(item, "account", "ma")
    assert sign_in(anonymous, "ma", address="203.0.113.1").status_code == 429
    assert sign_in(anonymous, "ma", address="10.0.0.7").status_code == 303


def test_a_success_forgives_the_failures_before_it(anonymous: FlaskClient, cast: Cast) -> None:
    for _ in range(3):
        for _ in range(4):
            assert sign_in(anonymous, "ma", BAD).status_code == 422
        assert sign_in(anonymous, "ma").status_code == 303


def test_one_address_cannot_try_every_account(anonymous: FlaskClient, cast: Cast) -> None:
    statuses = {sign_in(anonymous, f"name{n}", BAD).status_code for n in range(60)}
    assert statuses == {422}
    assert sign_in(anonymous, "somebody", BAD).status_code == 429


def test_a_made_up_forwarded_address_changes_nothing(anonymous: FlaskClient, cast: Cast) -> None:
    typed = {"username": "ma", "password": BAD, "kind": "own"}
    statuses = [
        anonymous.post(
            "/sign-in",
            data=typed,
            headers={"X-Forwarded-For": f"198.51.100.{n}", "X-Forwarded-Proto": "https"},
        ).status_code
        for n in range(6)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize(("proxies", "seen"), [("0", "127.0.0.1"), ("1", "198.51.100.7")])
def test_a_proxy_is_believed_only_when_it_is_configured(
    tmp_path: Path, proxies: str, seen: str
) -> None:
    environment = {"ZHUBO_INSTANCE": str(tmp_path), "ZHUBO_PROXIES": proxies, **KEYS}
    app = create_app(settings.read(environment), testing=True)
    forged = {"X-Forwarded-For": "203.0.113.5, 198.51.100.7", "X-Forwarded-Proto": "https"}
    addresses: list[tuple[str, str]] = []

    def look() -> str:
        addresses.append((throttle.request.remote_addr or "", throttle.request.scheme))
        return "x"

    app.before_request_funcs[None].insert(0, look)
    app.test_client().get("/sign-in", headers=forged)
    assert addresses == [(seen, "https" if proxies == "1" else "http")]


def test_codes_cannot_be_guessed_in_bulk(anonymous: FlaskClient, app: Flask) -> None:
    statuses = [anonymous.post("/join", data={"code": "wrong"}).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]


def test_the_old_password_cannot_be_guessed_from_an_open_session(
    anonymous: FlaskClient, cast: Cast
) -> None:
    sign_in(anonymous, "ma", PASSWORD)
    typed = {"old": BAD, "password": "quiet river over stones", "again": "quiet river over stones"}
    statuses = [anonymous.post("/me/password", data=typed).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
