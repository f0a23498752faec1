"""Figures that were recorded one a row stand as they stood once they are kept together, and back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Numeric, column, func, insert, make_url, select, table

from tests.cast import assemble, broadcast
from tests.conftest import KEYS
from zhubo_web import create_app, settings, upkeep
from zhubo_web.core import clock
from zhubo_web.core.models import UTCDateTime
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.models import FigureRecording, MetricImport, recorded, standing

#: The revision before the one that keeps figures together.
APART = "a83c5e1f70b6"
NAMES = ("broadcast_id", "metric", "definition_version", "unit", "source", "note", "import_id",
         "line", "by_id")  # fmt: skip
NUMBERS = [column(name, Numeric(18, 4)) for name in ("value", "before")]
OLD = table("metric_value", *map(column, NAMES), *NUMBERS, column("created_at", UTCDateTime()))
EARLY = clock.now().replace(microsecond=250_000) - timedelta(days=3)


@pytest.fixture
def own_database() -> Iterator[str | None]:
    """An empty database of its own, of the kind that the tests use; None is a file of SQLite."""
    if not (given := os.environ.get("ZHUBO_TEST_DATABASE_URL")):
        yield None
        return
    name, server = f"zhubo_figures_{os.getpid()}", make_url(given)
    admin = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template template0')
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def app(own_database: str | None, tmp_path: Path) -> Flask:
    """An application over a database of its own, migrated whole."""
    environment = {"ZHUBO_INSTANCE": str(tmp_path), **KEYS}
    if own_database:
        environment["ZHUBO_DATABASE_URL"] = own_database
    app = create_app(settings.read(environment), testing=True)
    with app.app_context():
        command.upgrade(upkeep.migrations(app), "head")
    return app


def rows() -> list[str]:
    """What the old table holds."""
    return sorted(map(repr, db.session.execute(select(OLD))))


def put(*figures: tuple[str, Any, Any, str], **more: Any) -> None:
    """Rows as they were written: (figure, value, before, unit)."""
    nothing = {"note": "", "import_id": None, "line": None, "by_id": None}
    for metric, value, before, unit in figures:
        told = {"metric": metric, "value": value, "before": before, "unit": unit}
        db.session.execute(insert(OLD).values(definition_version=1, **told, **(nothing | more)))


def begin() -> dict[str, int]:
    """Two broadcasts, who enters figures, an import that is done and one that broke off: their ids."""
    cast = assemble()
    done = MetricImport(by_id=cast.hong.id, file_name="a.xlsx", state="done", finished_at=EARLY)
    broken = MetricImport(by_id=cast.hong.id, file_name="b.xlsx", state="applying")
    db.session.add_all([done, broken])
    one, two = broadcast(cast), broadcast(cast, live=False)
    db.session.flush()
    return {"one": one.id, "two": two.id, "ma": cast.ma.id, "done": done.id, "broken": broken.id}


def fill(one: int, two: int, ma: int, done: int, broken: int) -> None:
    """By hand, corrected within the same moment, imported, decided, taken back; what broke off."""
    at, by = EARLY, {"source": "hand", "by_id": ma, "note": "罗盘截图"}
    filed = {"source": "import", "created_at": at + timedelta(hours=1)}
    put(("gmv", 5676.5, None, "元"), ("view_uv", 1234, None, "人"), broadcast_id=one,
        created_at=at, **by)  # fmt: skip
    put(("gmv", 5600, 5676.5, "元"), broadcast_id=one, created_at=at, **by)
    for line, of in ((2, one), (3, two)):
        put(("net", -12.25, None, "元"), ("comments", 0, None, "次"), broadcast_id=of, line=line,
            import_id=done, **filed)  # fmt: skip
    put(("gmv", 1, None, "元"), broadcast_id=two, line=2, import_id=broken, **filed)
    put(("view_uv", None, 1234, "人"), broadcast_id=one, source="decision",
        created_at=at + timedelta(hours=2))  # fmt: skip


def test_what_was_recorded_is_carried_over_and_back(app: Flask) -> None:
    with app.app_context():
        with writing():
            ids = begin()
        one, two, ma = ids["one"], ids["two"], ids["ma"]
        db.session.rollback()
        command.downgrade(upkeep.migrations(app), APART)
        with writing():
            fill(**ids)
        was = rows()
        db.session.rollback()
        command.upgrade(upkeep.migrations(app), "head")
        stands = {
            one: {"gmv": Decimal(5600), "net": Decimal("-12.25"), "comments": Decimal(0)},
            two: {"net": Decimal("-12.25"), "comments": Decimal(0)},
        }
        assert standing([one, two]) == stands
        log = recorded([one])
        assert [(r.metric, r.value, r.before, r.line, r.by_id) for r in log] == [
            ("view_uv", Decimal(1234), None, None, ma),
            ("gmv", Decimal("5676.5"), None, None, ma),
            ("gmv", Decimal(5600), Decimal("5676.5"), None, ma),
            ("comments", Decimal(0), None, 2, None),
            ("net", Decimal("-12.25"), None, 2, None),
            ("view_uv", None, Decimal(1234), None, None),
        ]
        assert [r.created_at - EARLY for r in log][2:4] == [timedelta(), timedelta(hours=1)]
        assert [r.note for r in log] == ["罗盘截图"] * 3 + [""] * 3
        assert db.session.scalar(select(func.count()).select_from(FigureRecording)) == 6
        db.session.rollback()
        command.downgrade(upkeep.migrations(app), APART)
        assert rows() == was
        db.session.rollback()
        command.upgrade(upkeep.migrations(app), "head")
        assert standing([one, two]) == stands
        db.session.remove()
        db.engine.dispose()
