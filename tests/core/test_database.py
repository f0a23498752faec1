"""The rules of SQLite's transactions: readers do not write, writers queue, nothing is half done."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.cast import Cast, Member
from zhubo_web.core import clock, database
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def file(app: Flask) -> Path | None:
    """The embedded database's file; None where the tests run on PostgreSQL."""
    path: Path | None = app.extensions["zhubo"].sqlite_path
    return path


def test_a_reader_cannot_write(app: Flask) -> None:
    with app.app_context():
        database.begin_reading()
        if db.engine.dialect.name != "sqlite":
            return
        with pytest.raises(OperationalError, match="readonly"):
            db.session.execute(text("INSERT INTO room_group (name, created_at) VALUES ('x', '')"))
        db.session.rollback()


def test_a_block_that_raises_leaves_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError), writing():
            db.session.execute(
                text("INSERT INTO room_group (name, created_at) VALUES ('x', '2026-01-01')")
            )
            raise RuntimeError
        assert db.session.scalar(text("SELECT count(*) FROM room_group")) == 0


def test_fifty_writers_all_get_their_turn(app: Flask) -> None:
    def add(number: int) -> None:
        with app.app_context(), writing():
            db.session.execute(
                text("INSERT INTO room_group (name, created_at) VALUES (:n, '2026-01-01')"),
                {"n": f"group {number}"},
            )

    threads = [threading.Thread(target=add, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM room_group")) == 50


def test_who_waits_in_vain_is_told_so_after_one_wait(
    app: Flask, cast: Cast, client_of: Enter, file: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if file is None:
        return
    client = client_of(cast.ma)
    passed = [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: passed[-1])
    monkeypatch.setattr(database, "sleep", lambda seconds: passed.append(passed[-1] + seconds))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post("/help/1/take")
    assert answer.status_code == 503 and "服务器正忙" in answer.text
    waited = passed[-1] / database.WAIT_SECONDS
    assert 1 <= waited < 1.1, "gave up early, or waited a second time to say so"
    other.execute("ROLLBACK")
    other.close()


def test_another_process_that_writes_is_waited_for(
    app: Flask, file: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if file is None:
        return
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr(database, "sleep", sleep)
    with app.app_context(), writing():
        db.session.execute(
            text("INSERT INTO room_group (name, created_at) VALUES ('late', '2026-01-01')")
        )
        assert db.session.scalar(text("SELECT name FROM room_group")) == "late"
    other.close()
    assert waits == [database.PAUSE_SECONDS] * 3
