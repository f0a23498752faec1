"""Looking after the database: its schema, first account, backup, and the audit log's check."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.jobs import Verdict
from zhubo_web.audit.jobs import verify as verify_chain
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.duties.models import CalendarDay
from zhubo_web.extensions import db, writing
from zhubo_web.months.models.verified import recomputed
from zhubo_web.observations.models import Tag
from zhubo_web.plans.models import PlanTemplate
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.settings import Settings, site_folder


class UpkeepError(RuntimeError):
    """Something about the database is not as it must be; the text says what to do."""


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["zhubo"]
    return settings


def migrations(app: Flask) -> Any:
    """Alembic's settings for this database. Here and not among the extensions, and imported where it
    is needed: with the template engine that it brings it takes 8 MB, which no web process needs."""
    from flask_migrate import Migrate

    return Migrate(app, db, directory=str(site_folder("migrations"))).get_config()


def revision(app: Flask) -> str | None:
    """The schema the database has."""
    from alembic.migration import MigrationContext

    begin_reading()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The schema this version of the product needs."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(site_folder("migrations"))).get_current_head()


def require_schema(app: Flask) -> None:
    """Refuse to run on another schema."""
    found, needed = revision(app), head()
    if found is None:
        raise UpkeepError("the database is empty: run `zhubo create-owner` first")
    if found != needed:
        raise UpkeepError(
            f"the database has schema {found}, this version needs {needed}: run `zhubo migrate`; "
            "if the database is newer, install the newer version"
        )


def migrate(app: Flask) -> list[str]:
    """Bring the schema to the head and plant the starting data; say what was done."""
    from alembic import command

    done = []
    path = _settings(app).sqlite_path
    before = revision(app)
    if path and before and before != head():
        copy = path.with_name(f"{path.stem}-{before}-{clock.now():%Y%m%d%H%M%S}{path.suffix}")
        done.append(f"{backup(app, copy)} kept as a copy")
    if before != head():
        command.upgrade(migrations(app), "head")
        done.append(f"schema {before or 'empty'} → {head()}")
    plant()
    return done or ["the schema is up to date"]


def plant() -> None:
    """Write the shop's starting data where it is missing."""
    with writing():
        PolicyVersion.plant()
        Tag.plant()
        PlanTemplate.plant()
        CalendarDay.plant()


def create_owner(name: str, username: str) -> str:
    """Make an owner and return a one-time code. Raises UpkeepError when one is there."""
    with writing():
        if any(person.holds(roles.OWNER) for person in db.session.query(Person)):
            raise UpkeepError("there is an owner already; use `zhubo reset-password USERNAME`")
        person = Person.invite(name=name, username=username, by=None)
        db.session.flush()
        person.grant(roles.OWNER, None)
        return person.issue_code("invitation", None)


def reset_password(username: str) -> str:
    """A one-time code for somebody who forgot the password."""
    with writing():
        person = Person.by_username(username)
        if person is None:
            raise UpkeepError(f"nobody signs in as {username!r}")
        return person.issue_code("reset", None)


def verify(app: Flask, anchor: str | None) -> Verdict:
    """Recompute the audit log's digests and seals."""
    begin_reading()
    number, _, seal_hash = (anchor or "").partition(":")
    kept = (int(number), seal_hash) if number.isdigit() else None
    if anchor and kept is None:
        raise UpkeepError("--anchor is N:HASH, as `zhubo verify` prints it")
    return verify_chain(_settings(app).audit_key.encode(), kept)


def verify_months() -> int:
    """Reckon every month's result again from its own facts and version of the policy; how many there
    are. Raises UpkeepError naming those that come to something else."""
    begin_reading()
    count, unlike = recomputed()
    if unlike:
        raise UpkeepError("\n".join(str(one) for one in unlike))
    return count


def backup(app: Flask, target: Path) -> Path:
    """Copy a running SQLite database by SQLite's own backup."""
    path = _settings(app).sqlite_path
    if path is None:
        raise UpkeepError("this is PostgreSQL: use pg_dump")
    if target.exists():
        raise UpkeepError(f"{target} is there already: choose another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target
