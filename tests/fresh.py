"""The tests' database as each test finds it, and as a walk that was made before left it.

A state is what the database holds after certain steps: nothing, the cast, the cast and its month.
The first test that takes a step pays for it; the state is kept under a number and put back for the
tests that take the same step from the same state. SQLite's file is copied. PostgreSQL's rows are
deleted and come from a schema beside: a moment, where TRUNCATE makes new files for every table and
waits for the disk. Only a superuser may leave the triggers out that keep events from being deleted;
for others it is TRUNCATE, and every step is taken anew for each test.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, TypeVar

from flask import Flask, has_app_context
from sqlalchemy import Engine, create_engine, event, make_url, text

from zhubo_web.core import database
from zhubo_web.core.models import Base
from zhubo_web.extensions import db, writing

T = TypeVar("T")
EMPTY = 0
HURRIED = "-csynchronous_commit=off"
#: For a whole connection: to set it for a transaction throws away what the connection has planned.
WITHOUT_TRIGGERS = f"{HURRIED} -csession_replication_role=replica"
_NAME = "tests.fresh"
_paused: list[bool] = []

_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
#: Planned once for each connection, as they are parts of functions: which tables hold rows, which
#: sequences were used.
_VIEWS = f"""
DO $$ DECLARE filled text; used text; BEGIN
    SELECT string_agg(format('SELECT %1$L AS name WHERE EXISTS (SELECT FROM public.%1$I)', tablename),
        ' UNION ALL ') INTO filled FROM ({_TABLES}) AS tables;
    SELECT string_agg(format('SELECT %1$L AS name, last_value FROM public.%1$I WHERE is_called',
        sequencename), ' UNION ALL ') INTO used FROM pg_sequences WHERE schemaname = 'public';
    DROP SCHEMA IF EXISTS kept CASCADE;
    CREATE SCHEMA kept;
    EXECUTE 'CREATE VIEW kept.filled AS ' || filled;
    EXECUTE 'CREATE VIEW kept.used AS ' || used;
END $$"""
_KEEPING = """
CREATE TABLE kept.rows (state int, name text, rows text);
CREATE TABLE kept.numbers (state int, name text, last bigint);
CREATE FUNCTION kept.keep(given int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one text; BEGIN
    FOR one IN SELECT name FROM kept.filled LOOP
        EXECUTE format('INSERT INTO kept.rows SELECT $1, %1$L, array_agg(t)::text FROM public.%1$I t',
            one) USING given;
    END LOOP;
    INSERT INTO kept.numbers SELECT given, name, last_value FROM kept.used;
END $$;
CREATE FUNCTION kept.put_back(given int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record; BEGIN
    FOR one IN SELECT name FROM kept.filled LOOP
        EXECUTE format('DELETE FROM public.%I', one.name);
    END LOOP;
    FOR one IN SELECT name, rows FROM kept.rows WHERE state = given LOOP
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM unnest($1::public.%1$I[])', one.name)
            USING one.rows;
    END LOOP;
    FOR one IN SELECT name, n.last FROM kept.used FULL JOIN
            (SELECT * FROM kept.numbers WHERE state = given) AS n USING (name)
            WHERE n.last IS DISTINCT FROM last_value LOOP
        PERFORM setval('public.' || quote_ident(one.name), coalesce(one.last, 1),
            one.last IS NOT NULL);
    END LOOP;
END $$"""


class Store(Protocol):
    """Where states are kept."""

    def keep(self, number: int) -> None: ...

    def put_back(self, number: int) -> None: ...


class Files:
    """Copies of SQLite's file."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self._path, self._engine = path, engine
        event.listen(engine, "connect", _hurry)

    def _copy(self, number: int) -> Path:
        return self._path.with_name(f"kept-{number}.db")

    def keep(self, number: int) -> None:
        with (
            closing(sqlite3.connect(self._path)) as here,
            closing(sqlite3.connect(self._copy(number))) as there,
        ):
            here.backup(there)

    def put_back(self, number: int) -> None:
        """A copy in the place of the file; connections are closed."""
        self._engine.dispose()
        for tail in ("-wal", "-shm"):
            self._path.with_name(self._path.name + tail).unlink(missing_ok=True)
        shutil.copyfile(self._copy(number), self._path)


def _hurry(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class Rows:
    """Rows of PostgreSQL's in a schema beside, by a connection of its own that stays."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(_with(url, WITHOUT_TRIGGERS), isolation_level="AUTOCOMMIT")
        self._do(_VIEWS)
        self._do(_KEEPING)

    def _do(self, statement: str, **given: int) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement), given)

    def keep(self, number: int) -> None:
        self._do("SELECT kept.keep(:number)", number=number)

    def put_back(self, number: int) -> None:
        self._do("SELECT kept.put_back(:number)", number=number)


class Keeper:
    """The states that are kept, by the steps that led to them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.now: int | None = (
            EMPTY  #: the state of the database; None once something else was written
        )
        self._count = 0
        self._moves: dict[tuple[int, Hashable], tuple[int, Any]] = {}
        with app.app_context():
            self._engine = db.engine
            self._store = self._stored()
        if self._store:
            self._store.keep(EMPTY)
        event.listen(self._engine, "begin", self._hear)

    def _stored(self) -> Store | None:
        path: Path | None = self.app.extensions["zhubo"].sqlite_path
        if path is not None:
            return Files(path, self._engine)
        query = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not db.session.scalar(query):
            return None
        return Rows(self.app.config["SQLALCHEMY_DATABASE_URI"])

    def _hear(self, _connection: Any) -> None:
        if database._writes.get():
            self.now = None

    def empty(self) -> None:
        """An empty database."""
        with self.app.app_context():
            db.session.remove()
        if self._store:
            self._store.put_back(EMPTY)
        else:
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            with self.app.app_context(), writing():
                db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        self.now = EMPTY

    def recall(self, step: Hashable, since: int) -> tuple[Any] | None:
        """Put back the state after a step that was kept, and return what the step returned."""
        if (since, step) not in self._moves or self._store is None:
            return None
        number, made = self._moves[since, step]
        self._store.put_back(number)
        self.now = number
        return (deepcopy(made, {id(self.app): self.app}),)

    def keep(self, step: Hashable, since: int, made: object) -> None:
        """Keep what the database holds now as the state after a step."""
        if self._store is None:
            return
        if self.now is None:
            self._count += 1
            self._store.keep(self._count)
            self.now = self._count
        self._moves[since, step] = (self.now, deepcopy(made, {id(self.app): self.app}))

    def is_sure(self) -> bool:
        """Whether the database is known to be in a state, nobody is at work on it or counts how much."""
        if _paused or self.now is None or self._store is None or has_app_context():
            return False
        engine: Any = self._engine
        return not engine.pool.checkedout() and not engine.dispatch.before_cursor_execute


def hurried(url: str) -> str:
    """The same database, with commits that do not wait for the disk: nothing here outlives a crash."""
    return _with(url, HURRIED)


def _with(url: str, options: str) -> str:
    made = make_url(url).update_query_dict({"options": options})
    return made.render_as_string(hide_password=False)


def begin(app: Flask) -> None:
    """Keep states of this application's database, which is empty."""
    app.extensions[_NAME] = Keeper(app)


def of(app: Flask) -> Keeper:
    """The keeper of the tests' application."""
    found: Keeper = app.extensions[_NAME]
    return found


def once(app: Flask, step: Hashable, make: Callable[[], T]) -> T:
    """Take a step of a walk, or put back what it led to: the first test takes it for all.

    ``step`` names everything that ``make`` depends on beside the database: moments, choices. It
    leaves its traces in the database only; what it returns is copied for each test.
    """
    keeper: Keeper | None = app.extensions.get(_NAME)
    if keeper is None or keeper.now is None or not keeper.is_sure():
        return make()
    since = keeper.now
    if found := keeper.recall(step, since):
        kept: T = found[0]
        return kept
    made = make()
    keeper.keep(step, since, made)
    return made


def kept(fixture: Callable[..., T]) -> Callable[..., T]:
    """A fixture that is one step from what it asks for: the application, the cast, a walk so far."""

    @wraps(fixture)
    def taken(**given: Any) -> T:
        (app, *_same) = [getattr(one, "app", one) for one in given.values()
                         if isinstance(getattr(one, "app", one), Flask)]  # fmt: skip
        return once(app, (fixture.__module__, fixture.__qualname__), lambda: fixture(**given))

    return taken


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Every step is taken: while something of the product is replaced, say."""
    _paused.append(True)
    try:
        yield
    finally:
        _paused.pop()
