"""Where the states of the tests' database are kept: SQLite's as files, PostgreSQL's in a schema beside."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, create_engine, event, make_url, text

HURRIED = "-csynchronous_commit=off"
#: For a whole connection: to set it for a transaction throws away what the connection has planned.
WITHOUT_TRIGGERS = f"{HURRIED} -csession_replication_role=replica"
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


def hurried(url: str) -> str:
    """The same database, with commits that do not wait for the disk: nothing here outlives a crash."""
    return _with(url, HURRIED)


def _with(url: str, options: str) -> str:
    made = make_url(url).update_query_dict({"options": options})
    return made.render_as_string(hide_password=False)
