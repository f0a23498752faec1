"""The tests' database as each test finds it, and as a walk that was made before left it.

A state is what the database holds after certain steps: nothing, the cast, the cast and its month.
The first test that takes a step pays for it; the state is kept under a number and put back for the
tests that take the same step from the same state. SQLite's file is copied. PostgreSQL's rows are
deleted and come from a schema beside: a moment, where TRUNCATE makes new files for every table and
waits for the disk. Only a superuser may leave the triggers out that keep events from being deleted;
for others it is TRUNCATE, and every step is taken anew for each test.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, has_app_context
from sqlalchemy import event, text

from tests.states import Files, Rows, Store
from zhubo_web.core import database
from zhubo_web.core.models import Base
from zhubo_web.extensions import db, writing

T = TypeVar("T")
EMPTY = 0
_NAME = "tests.fresh"
_paused: list[bool] = []


class Keeper:
    """The states that are kept, by the steps that led to them."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        #: The state of the database; None once something else was written.
        self.now: int | None = EMPTY
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
