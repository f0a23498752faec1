"""A tablet is bound to a room once, follows it, and is put out of use at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from zhubo_web.accounts.models import Screen
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.extensions import db

ClientOf = Callable[[Member], FlaskClient]


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def new_code(client: FlaskClient, room: int, name: str = "镜头旁的平板") -> str:
    answer = client.post("/screens", data={"room": room, "name": name})
    assert answer.status_code == 303
    return last_code(client)


def last_code(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        code: str = list(session["made_codes"].values())[-1][0]
        return code


def bound(app: Flask, code: str) -> FlaskClient:
    tablet = app.test_client()
    answer = tablet.post("/screen/bind", data={"code": code})
    assert (answer.status_code, answer.location) == (303, "/screen")
    return tablet


def test_a_tablet_is_bound_by_a_code(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    lead = client_of(cast.ma)
    tablet = bound(app, new_code(lead, cast.care))
    assert tablet.get("/screen").status_code == 200
    assert "已绑定" in lead.get("/screens").text


def test_the_code_works_once(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    code = new_code(client_of(cast.ma), cast.care)
    bound(app, code)
    assert app.test_client().post("/screen/bind", data={"code": code}).status_code == 422


def test_a_screen_opens_no_page_of_people(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    tablet = bound(app, new_code(client_of(cast.ma), cast.care))
    for page in ("/me", "/people", "/group", "/screens", "/start", "/"):
        assert tablet.get(page).status_code == 403, page


def test_a_screen_stays_bound_for_months(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    tablet = bound(app, new_code(client_of(cast.ma), cast.care))
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(11):
            traveller.shift(timedelta(days=30))
            answer = tablet.get("/screen")
            assert answer.status_code == 200
            assert "Set-Cookie" in answer.headers


def test_a_revoked_screen_is_dark_at_once(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    lead = client_of(cast.ma)
    tablet = bound(app, new_code(lead, cast.care))
    with app.app_context():
        number = db.session.scalar(select(Screen.id))
    assert lead.post(f"/screens/{number}/revocation").status_code == 303
    asked = {"Accept": "application/json"}
    assert tablet.get("/screen", headers=asked).status_code == 401
    assert "镜头旁的平板</" not in lead.get("/screens").text
    with app.app_context():
        names = list(db.session.scalars(select(AuditEvent.name)))
    assert "sign_in.revoked" in names


def test_another_tablet_takes_the_place_of_the_first(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    lead = client_of(cast.ma)
    first = bound(app, new_code(lead, cast.care))
    with app.app_context():
        number = db.session.scalar(select(Screen.id))
    lead.post(f"/screens/{number}/code")
    second = bound(app, last_code(lead))
    assert first.get("/screen").status_code == 302
    assert second.get("/screen").status_code == 200


def test_only_ones_own_rooms_screens(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    new_code(client_of(cast.ma), cast.care)
    with app.app_context():
        number = db.session.scalar(select(Screen.id))
    stranger = client_of(cast.wu)
    assert "镜头旁的平板</" not in stranger.get("/screens").text
    assert stranger.post(f"/screens/{number}/code").status_code == 404
    assert stranger.post(f"/screens/{number}/revocation").status_code == 404
    typed = {"room": cast.care, "name": "x"}
    assert stranger.post("/screens", data=typed).status_code == 422


@pytest.mark.parametrize("who", ["chen", "he", "lin", "hong", "guo", "dai", "sun"])
def test_others_keep_no_screens(cast: Cast, client_of: ClientOf, who: str) -> None:
    assert client_of(getattr(cast, who)).get("/screens").status_code == 403
