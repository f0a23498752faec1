"""How long an import of 20,000 rows takes, and how much memory: prints two lines of JSON.

``python -m tests.metrics.measure_import FOLDER [URL]`` makes the file, the shop and its 20,000 broadcasts in
the folder, then reads, checks and writes in a process of its own, and again as a file that is known. Times
are seconds, memory MB; ``reader`` is the process that opens the file.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from time import perf_counter, process_time

import openpyxl
from alembic import command
from flask import Flask

from tests.cast import assemble
from tests.conftest import KEYS
from tests.metrics.files import COMPASS, compass_row
from zhubo_web import create_app, settings, upkeep
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.inserting import draw_keys, insert_rows
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.importing.headings import without_computed
from zhubo_web.metrics.jobs import place, take_step
from zhubo_web.metrics.models import MetricImport

ROWS = 20_000
FIRST = clock.shanghai(clock.today(), 8) - timedelta(days=5000)


def application(folder: Path, url: str) -> Flask:
    environment = {"ZHUBO_INSTANCE": str(folder), **KEYS}
    if url:
        environment["ZHUBO_DATABASE_URL"] = url
    return create_app(settings.read(environment))


def prepare(app: Flask, folder: Path) -> None:
    """The file and the shop."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("直播间明细")
    page.append(list(COMPASS))
    with app.app_context():
        command.upgrade(upkeep.migrations(app), "head")
        with writing():
            cast = assemble()
            db.session.get_one(Room, cast.care).account = "care"
            connection, table = db.session.connection(), Broadcast.__table__
            made = []
            for number, key in enumerate(draw_keys(connection, table, ROWS)):  # type: ignore[arg-type]
                start = FIRST + timedelta(hours=6 * number)
                changed = {"直播间观看人数": 900 + number % 700, "直播间成交金额": number / 7}
                page.append(compass_row("care", clock.local(start), **changed))
                made.append({"id": key, "room_id": cast.care, "title": "场", "state": "ended",
                             "planned_start": start, "planned_end": start, "setting": "standard",
                             "cancel_reason": "", "started_at": start, "version": 1,
                             "ended_at": start + timedelta(hours=2), "created_at": start,
                             **given(table)})  # fmt: skip
            insert_rows(connection, table, made)  # type: ignore[arg-type]
    book.save(folder / "list.xlsx")


def given(table: object) -> dict[str, object]:
    """What other columns of a broadcast need and do not say themselves."""
    named = {"id", "room_id", "title", "state", "planned_start", "planned_end", "setting", "cancel_reason",
             "started_at", "version", "ended_at", "created_at"}  # fmt: skip
    columns = (c for c in table.columns if not c.nullable and c.name not in named)  # type: ignore[attr-defined]
    return {
        c.name: c.default.arg if c.default is not None and c.default.is_scalar else 0
        for c in columns
    }


def measure(app: Flask, folder: Path) -> None:
    """Read, check, write."""
    with app.app_context():
        start, worked = perf_counter(), process_time()
        with writing():
            ma = db.session.query(Person).filter_by(username="ma").one()
            begun = MetricImport.begin(ma, "list.xlsx")
            number = begun.id
        copyfile(folder / "list.xlsx", place(number))
        take_step(number)
        with writing():
            begun = db.session.get_one(MetricImport, number)
            targets = without_computed([one["target"] for one in begun.columns])
            chosen = {one["place"]: t for one, t in zip(begun.columns, targets, strict=True)}
            begun.map(db.session.query(Person).filter_by(username="ma").one(), chosen, None)
        read = perf_counter()
        take_step(number)
        checked = perf_counter()
        counts = db.session.get_one(MetricImport, number).counts
        if set(counts) - {"same"}:
            with writing():
                begun = db.session.get_one(MetricImport, number)
                begun.confirm(db.session.query(Person).filter_by(username="ma").one())
            take_step(number)
        done = perf_counter()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    told = {"counts": counts, "seconds": done - start, "busy": process_time() - worked,
            "head": read - start, "check": checked - read, "write": done - checked,
            "memory": most, "reader": reader}  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    where, address = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    if os.environ.get("MEASURE_ONLY"):
        measure(application(where, address), where)
    else:
        prepare(application(where, address), where)
        for _ in range(2):
            command = [sys.executable, "-m", "tests.metrics.measure_import", str(where), address]
            subprocess.run(command, check=True, env={**os.environ, "MEASURE_ONLY": "1"})
