"""What an answer costs the database: the SQL statements that a block of code makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from zhubo_web.extensions import db

#: No page asks the database more often, whatever there is to show.
MOST_STATEMENTS = 12


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The SQL statements of a block, without those that set a new connection up."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("PRAGMA"):
            heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)
