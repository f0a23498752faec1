"""Broadcasts that are over, and files of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast, broadcast
from tests.metrics.files import xlsx
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.importing.headings import without_computed
from zhubo_web.metrics.jobs import place, take_step
from zhubo_web.metrics.models import MetricImport, log_of, newest, write_down


class Shop:
    """The cast's room with an account, and shortcuts to enter and import figures."""

    def __init__(self, app: Flask, cast: Cast, folder: Path) -> None:
        self.app, self.cast, self.folder = app, cast, folder
        with app.app_context(), writing():
            db.session.get_one(Room, cast.care).account = "shanqian_care"
            db.session.get_one(Room, cast.other).account = "bieren"
        self.one = self.over(days=1)

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def over(self, days: int, minutes: int = 92, room: int = 0, hours: int = 0) -> int:
        """A broadcast that was on so many days ago."""
        with self.app.app_context(), writing():
            ago = days * 1440 + hours * 60 + minutes
            made = broadcast(self.cast, minutes_ago=ago, room=room)
            made.end(self.person("wu" if room else "ma"))
            assert made.started_at is not None
            made.started_at = made.started_at.replace(microsecond=0)
            made.ended_at = made.started_at + timedelta(minutes=minutes)
            return made.id

    def start(self, broadcast_id: int = 0) -> datetime:
        """When it began, on a clock in Shanghai."""
        with self.app.app_context():
            made = db.session.get_one(Broadcast, broadcast_id or self.one)
            assert made.started_at is not None
            return clock.local(made.started_at)

    def enter(
        self, values: dict[str, Any], by: str = "ma", note: str = "罗盘截图", of: int = 0
    ) -> list[str]:
        with self.app.app_context(), writing():
            made = db.session.get_one(Broadcast, of or self.one)
            given = {k: None if v is None else Decimal(str(v)) for k, v in values.items()}
            return write_down(made, given, self.person(by), note)

    def stands(self, of: int = 0) -> dict[str, Decimal | None]:
        with self.app.app_context():
            log = log_of(db.session.get_one(Broadcast, of or self.one))
            return {metric: row.value for metric, row in newest(log).items()}

    def upload(self, held: bytes | Path, name: str = "直播明细.xlsx", by: str = "ma") -> int:
        with self.app.app_context():
            with writing():
                begun = MetricImport.begin(self.person(by), name)
                number = begun.id
            path = place(number)
            path.write_bytes(held if isinstance(held, bytes) else held.read_bytes())
            take_step(number)
            return number

    def rows(self, rows: Sequence[Sequence[Any]], by: str = "ma") -> int:
        return self.upload(xlsx(self.folder / "a.xlsx", rows), by=by)

    def map(self, number: int, room: int | None = None, by: str = "ma") -> None:
        with self.app.app_context():
            with writing():
                begun = db.session.get_one(MetricImport, number)
                targets = without_computed([one["target"] for one in begun.columns])
                chosen = {one["place"]: t for one, t in zip(begun.columns, targets, strict=True)}
                begun.map(self.person(by), chosen, room)
            take_step(number)

    def confirm(self, number: int, by: str = "ma") -> None:
        with self.app.app_context():
            with writing():
                db.session.get_one(MetricImport, number).confirm(self.person(by))
            take_step(number)

    @contextmanager
    def import_of(self, number: int) -> Any:
        with self.app.app_context():
            yield db.session.get_one(MetricImport, number)

    def fates(self, number: int) -> dict[int, str]:
        with self.import_of(number) as begun:
            return {row.line: row.action for row in db.session.scalars(begun.rows())}


@pytest.fixture
def shop(app: Flask, cast: Cast, tmp_path: Path) -> Shop:
    return Shop(app, cast, tmp_path)
