"""Many rows at once read back as if the mapper had written them, also where PostgreSQL copies them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import SealedEvent
from zhubo_web.core import clock, inserting
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.models import ImportRow, MetricImport
from zhubo_web.metrics.models.checking import keep

UGLY = "制表\t换行\n反斜杠\\N 引号\" 单引号' 空"


@pytest.mark.parametrize("copied_from", [1, 10_000], ids=["copied", "inserted"])
def test_rows_read_back_as_they_were_given(
    cast: Cast, app: object, monkeypatch: pytest.MonkeyPatch, copied_from: int
) -> None:
    monkeypatch.setattr(inserting, "COPIED_FROM", copied_from)
    rows = [
        {"line": line, "action": "new", "said": UGLY, "broadcast_id": None, "candidates": [1, line],
         "values": {"gmv": UGLY}, "before": {}, "problems": [["列", UGLY, {"n": None}]]}
        for line in range(3)
    ]  # fmt: skip
    with app.app_context(), writing():  # type: ignore[attr-defined]
        number = MetricImport.begin(db.session.get_one(Person, cast.ma.id), "a.csv").id
        keep(number, rows)
        found = db.session.scalars(select(ImportRow).where(ImportRow.import_id == number)).all()
        assert [{name: getattr(one, name) for name in rows[0]} for one in found] == rows
        table = MetricImport.__table__
        at, given = clock.now(), {"by_id": cast.ma.id, "file_name": UGLY, "state": "done", "sheet": "",
                                  "head": 0, "headings": "", "columns": [1],
                                  "counts": {}, "progress": 0, "version": 1}  # fmt: skip
        inserting.insert_rows(
            db.session.connection(), table, [{**given, "created_at": at, "finished_at": one}
                                             for one in (at, None)],  # type: ignore[arg-type]
        )  # fmt: skip
        query = select(MetricImport).where(MetricImport.file_name == UGLY).order_by(MetricImport.id)
        assert [one.finished_at for one in db.session.scalars(query)] == [at, None]


@pytest.mark.parametrize("copied_from", [1, 10_000], ids=["copied", "inserted"])
def test_what_the_database_refuses_is_one_error_either_way(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch, copied_from: int
) -> None:
    monkeypatch.setattr(inserting, "COPIED_FROM", copied_from)
    table = SealedEvent.__table__
    twice = [{"event_id": 1, "seal_n": 1, "position": place} for place in (0, 1)]
    with app.app_context(), pytest.raises(IntegrityError), writing():
        inserting.insert_rows(db.session.connection(), table, twice)  # type: ignore[arg-type]
