"""One's own account."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.accounts.test_signing import failures, sign_in
from tests.cast import PASSWORD, Cast, Member
from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.extensions import db

ClientOf = Callable[[Member], FlaskClient]
NEW = "quiet river over stones"


def changed(client: FlaskClient, old: str = PASSWORD, new: str = NEW) -> int:
    typed = {"old": old, "password": new, "again": new}
    return client.post("/me/password", data=typed).status_code


def test_a_new_password_needs_the_old_one(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.chen)
    page = client.post("/me/password", data={"old": "not it", "password": NEW, "again": NEW})
    assert page.status_code == 422
    assert "现在的密码不对" in page.text
    assert failures(app) == 1
    assert "有 1 次密码输错" in client.get("/me").text
    assert sign_in(app.test_client(), "chen").status_code == 303


def test_a_new_password_ends_all_others_and_changes_this_session(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    here, other = client_of(cast.chen), client_of(cast.chen)
    with here.session_transaction() as session:
        before = session["sid"]
    assert changed(here) == 303
    assert here.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    with here.session_transaction() as session:
        assert session["sid"] != before
        session["sid"] = before
    assert here.get("/me").status_code == 302
    assert sign_in(app.test_client(), "chen", NEW).status_code == 303


def test_a_poor_new_password_is_refused(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.chen)
    assert changed(client, new="too short") == 422
    assert changed(client) == 303


def test_ones_devices_are_listed_and_signed_out_one_by_one(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    here, other = client_of(cast.chen), client_of(cast.chen)
    with app.app_context():
        mine = select(SignIn.id).where(SignIn.person_id == cast.chen.id).order_by(SignIn.id)
        _first, second = db.session.scalars(mine)
    page = here.get("/me").text
    assert page.count("这台") == 1
    assert here.post(f"/me/sign-ins/{second}/end").status_code == 303
    assert other.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def test_another_persons_device_is_not_there(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    victim = client_of(cast.ma)
    with app.app_context():
        number = db.session.scalar(select(SignIn.id).where(SignIn.person_id == cast.ma.id))
    assert client_of(cast.chen).post(f"/me/sign-ins/{number}/end").status_code == 404
    assert victim.get("/me").status_code == 200


def test_all_other_devices_at_once(cast: Cast, client_of: ClientOf) -> None:
    here, *others = [client_of(cast.chen) for _ in range(3)]
    here.post("/me/sign-ins/end")
    assert [one.get("/me").status_code for one in (here, *others)] == [200, 302, 302]


def test_language_and_theme_are_kept(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.chen)
    client.post("/me/look", data={"language": "en", "theme": "dark"})
    page = client.get("/me").text
    assert '<html lang="en" data-theme="dark">' in page


def test_the_switch_of_a_page_leads_back_to_it_and_nowhere_else(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.chen)
    answer = client.post("/me/theme", data={"theme": "light", "next": "/group?x=1"})
    assert answer.location == "/group?x=1"
    answer = client.post("/me/theme", data={"theme": "neon", "next": "//evil.example"})
    assert answer.location == "/me"
    client.post("/me/language", data={"language": "zh-Hant"})
    with app.app_context():
        person = db.session.get_one(Person, cast.chen.id)
        assert (person.theme, person.language) == ("light", "zh-Hant")
