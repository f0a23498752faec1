"""How transactions begin: one cooperative lock for SQLite's writers, plain BEGIN elsewhere.

SQLite never yields to other greenlets, and a greenlet that yields inside a write transaction
freezes the process. So: readers begin deferred and query-only; writers wait for one lock per
process, then retry BEGIN IMMEDIATE every 5 ms for at most 10 s (another process may be writing),
and nothing inside a write transaction sleeps, emits or calls out; only the commit itself yields,
which waits for the disk in a thread. An unsafe request, a socket event
or a job is one write transaction: after its commit the same context only reads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from time import sleep
from typing import Any, TypeVar

from gevent import get_hub, monkey
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Busy

WAIT_SECONDS = 10.0
PAUSE_SECONDS = 0.005

View = TypeVar("View", bound=Callable[..., Any])
READS_FIRST = "__zhubo_reads_first__"

_writes: ContextVar[bool] = ContextVar("zhubo_writes", default=False)
_writer = Lock()


def begin_writing() -> None:
    """The next transaction of this context takes the write lock."""
    _writes.set(True)


def begin_reading() -> None:
    """The next transaction of this context only reads."""
    _writes.set(False)


def reads_first(view: View) -> View:
    """An unsafe route that reads before it writes in a transaction which it begins by itself."""
    setattr(view, READS_FIRST, True)
    return view


@contextmanager
def writing() -> Iterator[None]:
    """A block whose transaction writes: jobs, commands, socket events."""
    token = _writes.set(True)
    try:
        yield
    finally:
        _writes.reset(token)


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _busy() -> Busy:
    """Too much at once; whoever tells the person so only reads, and does not wait once more."""
    begin_reading()
    return Busy(N_("服务器正忙，请稍后再试"))


def _begin_immediate(connection: Connection) -> None:
    """Take the process's lock, then the file's; give the first back if the second is not had."""
    if not _writer.acquire(timeout=WAIT_SECONDS):
        raise _busy()
    deadline = clock.monotonic() + WAIT_SECONDS
    try:
        while True:
            try:
                _query_only(connection, on=False)
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                break
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                if clock.monotonic() > deadline:
                    raise _busy() from error
                sleep(PAUSE_SECONDS)
    except BaseException:
        _writer.release()
        raise
    connection.info["writing"] = True


def _query_only(connection: Connection, *, on: bool) -> None:
    """Whether this connection refuses to write from now on; it remembers what it was told last."""
    if connection.info.get("query_only") is not on:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if on else 'OFF'}")
        connection.info["query_only"] = on


def _on_begin(connection: Connection) -> None:
    if _writes.get():
        _begin_immediate(connection)
        return
    _query_only(connection, on=True)
    connection.exec_driver_sql("BEGIN")


def _on_end(connection: Connection) -> None:
    if connection.info.pop("writing", False):
        _writes.set(False)
        _writer.release()


def prepare_sqlite(engine: Engine) -> None:
    """Give an SQLite engine these rules; the reader's and writer's begin, and the lock's release."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "commit", _after_commit)
    event.listen(engine, "rollback", _on_end)


def _aside(work: Callable[[], Any]) -> None:
    """Wait for the disk in a thread of its own where greenlets would have to wait with it."""
    if monkey.is_module_patched("threading"):
        get_hub().threadpool.apply(work)
    else:
        work()


def _after_commit(connection: Connection) -> None:
    """Commit here, then release: the dialect's own commit that follows finds nothing to do."""
    if connection.info.get("writing"):
        dbapi: Any = connection.connection.dbapi_connection
        try:
            _aside(dbapi.commit)
        except sqlite3.OperationalError:
            dbapi.rollback()
            _on_end(connection)
            raise
        _on_end(connection)
