"""When something breaks: a number to quote, no trace of the code, nothing half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from tests.cast import Cast, Member
from zhubo_web.broadcasts.models import RoomGroup
from zhubo_web.extensions import db

Browser = Callable[[Member], FlaskClient]


def _break(app: Flask, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    def broken(**_values: object) -> None:
        db.session.add(RoomGroup(name="half done"))
        db.session.flush()
        raise RuntimeError("secret detail of the code")

    broken.__dict__.update(app.view_functions[endpoint].__dict__)
    monkeypatch.setitem(app.view_functions, endpoint, broken)


@pytest.mark.parametrize(
    ("endpoint", "method", "address"),
    [
        ("dashboards.home", "get", "/"),
        ("accounts.people", "get", "/people"),
        ("products.index", "get", "/products"),
        ("broadcasts.index", "get", "/broadcasts"),
        ("observations.tags", "get", "/tags"),
        ("accounts.set_theme", "post", "/me/theme"),
    ],
)
def test_a_failure_tells_a_number_and_nothing_of_the_code(
    app: Flask,
    cast: Cast,
    client_of: Browser,
    monkeypatch: pytest.MonkeyPatch,
    endpoint: str,
    method: str,
    address: str,
) -> None:
    client = client_of(cast.qian)
    _break(app, monkeypatch, endpoint)
    answer = getattr(client, method)(address)
    assert answer.status_code in (500, 503)
    for word in ("Traceback", "secret detail", "RuntimeError", "zhubo_web/", "SELECT", "INSERT"):
        assert word not in answer.text
    with app.app_context():
        assert db.session.scalar(select(RoomGroup.id)) is None


def test_a_part_of_a_page_gets_a_part_and_a_script_gets_json(
    app: Flask, cast: Cast, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(cast.qian)
    _break(app, monkeypatch, "dashboards.home")
    part = client.get("/", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "data-message" in part
    told = client.get("/", headers={"Accept": "application/json"}).get_json()
    assert told["error"] and told["request"]


def test_the_log_of_a_failure_holds_nothing_that_a_statement_was_given(
    app: Flask,
    cast: Cast,
    client_of: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    typed = "".join(reversed("depyt ydobemos tahw"))  # the trace quotes this very line

    def broken() -> None:
        statement = text("SELECT nothing FROM person WHERE name = :name")
        try:
            db.session.execute(statement, {"name": typed})
        except SQLAlchemyError as error:
            raise RuntimeError("a statement failed") from error

    client = client_of(cast.qian)
    broken.__dict__.update(app.view_functions["dashboards.home"].__dict__)
    monkeypatch.setitem(app.view_functions, "dashboards.home", broken)
    assert client.get("/").status_code == 500
    assert "a statement failed" in caplog.text
    assert typed not in caplog.text
