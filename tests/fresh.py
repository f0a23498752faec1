"""The tests' database as each test finds it: empty, or with the cast as the first test wrote it.

SQLite's file is copied. PostgreSQL's rows are deleted and come from a schema beside: a moment, where
TRUNCATE makes new files for every table and waits for the disk. Only a superuser may leave the
triggers out that keep events from being deleted; for others it is TRUNCATE, and the cast is written
anew for each test.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url, text

from zhubo_web.core.models import Base
from zhubo_web.extensions import db, writing

EMPTY, KEPT = "template.db", "cast.db"
_TABLES = "SELECT tablename FROM pg_tables WHERE tablename <> 'alembic_version' AND schemaname"
_DELETE = f"""
DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN {_TABLES} = 'public' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(one);
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        PERFORM setval(quote_ident(one), 1, false);
    END LOOP;
END $$"""
_KEEP = f"""
DO $$ DECLARE one text; filled boolean; BEGIN
    DROP SCHEMA IF EXISTS kept CASCADE;
    CREATE SCHEMA kept;
    FOR one IN {_TABLES} = 'public' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || quote_ident(one) || ')' INTO filled;
        CONTINUE WHEN NOT filled;
        EXECUTE 'CREATE TABLE kept.' || quote_ident(one) || ' AS TABLE public.' || quote_ident(one);
    END LOOP;
END $$"""
_RESTORE = f"""
DO $$ DECLARE one text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN {_TABLES} = 'kept' LOOP
        EXECUTE 'INSERT INTO ' || quote_ident(one) || ' SELECT * FROM kept.' || quote_ident(one);
        EXECUTE 'SELECT setval(pg_get_serial_sequence($1, $2), max(id)) FROM ' || quote_ident(one)
            USING quote_ident(one), 'id';
    END LOOP;
END $$"""


def hurried(url: str) -> str:
    """The same database, with commits that do not wait for the disk: nothing here outlives a crash."""
    options = {"options": "-csynchronous_commit=off"}
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)


def empty(app: Flask) -> None:
    """An empty database."""
    if _copied(app, EMPTY):
        return
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with app.app_context(), writing():
        truncate = f"TRUNCATE {names} RESTART IDENTITY CASCADE"
        db.session.execute(text(_DELETE if _is_superuser() else truncate))


def keep(app: Flask) -> bool:
    """Keep what is in the database now for tests to come; False where that cannot be done."""
    path: Path | None = app.extensions["zhubo"].sqlite_path
    with app.app_context():
        db.session.remove()
        db.engine.dispose()  # the last connection writes the log into the file
        if path is not None:
            shutil.copyfile(path, path.with_name(KEPT))
            return True
        if not _is_superuser():
            return False
        with writing():
            db.session.execute(text(_KEEP))
    return True


def restore(app: Flask) -> None:
    """What was kept, into an empty database."""
    if not _copied(app, KEPT):
        with app.app_context(), writing():
            db.session.execute(text(_RESTORE))


def _copied(app: Flask, name: str) -> bool:
    """Put a copy in the place of SQLite's file; connections are closed on both databases."""
    path: Path | None = app.extensions["zhubo"].sqlite_path
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if path is None:
        return False
    for tail in ("-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
    shutil.copyfile(path.with_name(name), path)
    return True


def _is_superuser() -> bool:
    query = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(db.session.scalar(query))
