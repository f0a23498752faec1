"""The migrations make exactly what the models say: an empty database, upgraded, needs nothing more.

Checked on SQLite and, where ZHUBO_TEST_DATABASE_URL_PG names a server, on PostgreSQL, in a database
made for it and dropped. Run by ``make migrations``.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.util import CommandError
from sqlalchemy import make_url

from zhubo_web import create_app, settings, upkeep


def fault(url: str, instance: Path) -> str | None:
    """Upgrade the empty database there; None when nothing is left to do, else what is."""
    keys = {f"ZHUBO_{name.upper()}_KEY": secrets.token_hex(24) for name in settings.KEY_NAMES}
    environ = {"ZHUBO_INSTANCE": str(instance), "ZHUBO_DATABASE_URL": url, **keys}
    app = create_app(settings.read(environ), testing=True)
    with app.app_context():
        config = upkeep.migrations(app)
        command.upgrade(config, "head")
        try:
            command.check(config)
        except CommandError as error:
            return str(error)
    return None


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """A database beside the one named, dropped at the end."""
    name = f"zhubo_migrations_{os.getpid()}"
    server = make_url(url)
    admin = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template template0')
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'drop database if exists "{name}" with (force)')


def main() -> int:
    """Check both; the number that differ (or could not be checked where all must be)."""
    faults: dict[str, str | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        faults["SQLite"] = fault(f"sqlite:///{place / 'empty.db'}", place)
        if server := os.environ.get("ZHUBO_TEST_DATABASE_URL_PG"):
            with own_database(server) as url:
                faults["PostgreSQL"] = fault(url, place)
        elif os.environ.get("ZHUBO_TEST_NO_SKIP") == "1":
            faults["PostgreSQL"] = "not checked: ZHUBO_TEST_DATABASE_URL_PG is not set"
        else:
            print("Migrations not checked on PostgreSQL: ZHUBO_TEST_DATABASE_URL_PG is not set")
    for name, text in faults.items():
        print(f"{name}: {text or 'the migrations make what the models say'}")
    return sum(text is not None for text in faults.values())


if __name__ == "__main__":
    sys.exit(bool(main()))
