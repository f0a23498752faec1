"""Fixtures of all tests: one application, an empty database for each test, and the cast.

SQLite unless ZHUBO_TEST_DATABASE_URL names a PostgreSQL database (which is emptied). No fixture keeps
an application context open around test clients: Flask-Login would go on with the first person.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import text

from tests import cast as people
from tests import fresh, states
from zhubo_web import create_app, upkeep
from zhubo_web import settings as settings_module
from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.core import database
from zhubo_web.extensions import db, limiter, writing
from zhubo_web.serving import start_live

KEYS = {
    f"ZHUBO_{name}_KEY": f"{name}-key-of-the-tests-".ljust(40, "x")
    for name in ("SECRET", "CSRF", "VIEWER", "AUDIT")
}
settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("shared")


def _url() -> str | None:
    return os.environ.get("ZHUBO_TEST_DATABASE_URL") or None


@pytest.fixture(scope="session")
def started_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over a migrated database; tests use ``app``."""
    folder = tmp_path_factory.mktemp("instance")
    environment = {"ZHUBO_INSTANCE": str(folder), **KEYS}
    if url := _url():
        environment["ZHUBO_DATABASE_URL"] = states.hurried(url)
    made = create_app(settings_module.read(environment), testing=True)
    start_live(made, "threading", follow=False)
    with made.app_context():
        if url:
            with writing():
                db.session.execute(text("DROP SCHEMA public CASCADE"))
                db.session.execute(text("CREATE SCHEMA public"))
        command.upgrade(upkeep.migrations(made), "head")
        db.session.remove()
        db.engine.dispose()
    fresh.begin(made)
    yield made


@pytest.fixture
def app(started_app: Flask, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application with an empty database and no application context."""
    if "cast" not in request.fixturenames:
        fresh.of(started_app).empty()
    limiter.reset()
    yield started_app


@pytest.fixture
def cast(app: Flask) -> people.Cast:
    """The people of tests/cast.py, in the database: written once, kept for the tests that follow."""
    keeper = fresh.of(app)
    if found := keeper.recall("cast", fresh.EMPTY):
        made: people.Cast = found[0]
        return made
    keeper.empty()
    with app.app_context(), writing():
        made = people.assemble()
    keeper.keep("cast", fresh.EMPTY, made)
    return made


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """As pytest's; what a test walks with something replaced is neither kept nor put back."""
    with fresh.nothing_kept():
        yield monkeypatch


@pytest.fixture
def inside(app: Flask) -> Iterator[Callable[[], None]]:
    """An application context that may write, for tests of models; call it to commit and go on."""
    with app.app_context():
        database.begin_writing()

        def commit() -> None:
            db.session.commit()
            database.begin_writing()

        yield commit
        db.session.rollback()
        database.begin_reading()


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask) -> Callable[[people.Member], FlaskClient]:
    """A signed-in browser of somebody; form tokens are not asked for."""
    app.config["WTF_CSRF_ENABLED"] = False

    def sign_in(member: people.Member) -> FlaskClient:
        with app.app_context(), writing():
            person = db.session.get_one(Person, member.id)
            _row, token = SignIn.open(person, "own", device="test", address="127.0.0.1")
        client = app.test_client()
        with client.session_transaction() as session:
            session["sid"] = token
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _tokens_are_checked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Form tokens are checked again after a test whose clients did without."""
    yield
    if "started_app" in request.fixturenames:
        request.getfixturevalue("started_app").config["WTF_CSRF_ENABLED"] = True
