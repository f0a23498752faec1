"""What the worker does of an import: read the head, check every row, write what was confirmed.

A step is repeatable: asked for twice, or after the worker stopped, it begins anew and nothing counts
twice. The file is removed as soon as it is not needed: what is written is what the preview showed.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import islice
from pathlib import Path

from flask import Flask, current_app

from zhubo_web.accounts.models import Person
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.extensions import db, jobs, writing
from zhubo_web.metrics.importing import entries, find_head
from zhubo_web.metrics.models import MetricImport
from zhubo_web.metrics.models.applying import batches, forget_rows, forget_staged, stage
from zhubo_web.metrics.models.checking import Finder, judged, keep

#: Rows that are checked together; what becomes of them is kept in one transaction.
CHUNK = 1000
TASK = "zhubo_figures_step"


def init(app: Flask) -> None:
    """Make the next step of an import a task of the queue that this application chose."""

    def figures_step(import_id: int) -> None:
        with app.app_context():
            take_step(import_id)

    app.extensions[TASK] = jobs.queue.task(name="figures_step")(figures_step)


def place(import_id: int) -> Path:
    """Where an upload lies until it is confirmed or dropped."""
    folder: Path = current_app.extensions["zhubo"].instance / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"figures-{import_id}"


def take_step(import_id: int) -> None:
    """Do what the import waits for."""
    begun = db.session.get(MetricImport, import_id)
    steps = {"reading": read_head, "checking": check_rows, "applying": write_rows}
    if begun is None or begun.state not in steps:
        return
    try:
        steps[begun.state](import_id)
    except Invalid as refusal:
        _refuse(import_id, refusal.reason)
    except FileNotFoundError:
        _refuse(import_id, Reason(N_("上传的文件已经不在了，请再传一次")))


def _refuse(import_id: int, reason: Reason) -> None:
    with writing():
        db.session.get_one(MetricImport, import_id).refuse(reason)
        forget_rows(import_id)
    place(import_id).unlink(missing_ok=True)


def read_head(import_id: int) -> None:
    """Which columns there are. Raises Invalid where the file is no list of broadcasts."""
    head = find_head(place(import_id))
    columns = [vars(one) for one in head.columns]
    with writing():
        db.session.get_one(MetricImport, import_id).found(head.sheet, head.line, columns)


def check_rows(import_id: int) -> None:
    """What will become of each row."""
    begun = db.session.get_one(MetricImport, import_id)
    by = db.session.get_one(Person, begun.by_id)
    rows = entries(place(import_id), begun.sheet, begun.head, begun.targets())
    finder, count = Finder(begun, by), 0
    with writing():
        forget_rows(import_id)
    while chunk := list(islice(rows, CHUNK)):
        told = judged(finder, chunk)
        count += len(told)
        with writing():
            keep(import_id, told)
            db.session.get_one(MetricImport, import_id).tell(progress=count)
        db.session.expunge_all()
    with writing():
        begun = db.session.get_one(MetricImport, import_id)
        begun.count()
        begun.tell(state="preview")


def write_rows(import_id: int) -> None:
    """Stage the figures and let them count; if it breaks off, none of them does."""
    begun = db.session.get_one(MetricImport, import_id)
    total, values, count = begun.will_change, 0, 0
    sums: list[str] = []
    done = False
    with writing():
        forget_staged(import_id)
    try:
        for rows in batches(import_id):
            with writing():
                made, checksum = stage(import_id, rows)
                _progress(import_id, count := count + len(rows), total)
            db.session.expunge_all()
            values, sums = values + made, [*sums, checksum]
        with writing():
            db.session.get_one(MetricImport, import_id).finish(values, checksum_of(sums))
        done = True
    finally:
        if not done:
            _break(import_id)
    place(import_id).unlink(missing_ok=True)


def _progress(import_id: int, count: int, total: int) -> None:
    begun = db.session.get_one(MetricImport, import_id)
    begun.tell(progress=count)
    if begun.work is not None and not begun.work.is_over:
        begun.work.tell(count, total)


def _break(import_id: int) -> None:
    with writing():
        begun = db.session.get_one(MetricImport, import_id)
        if begun.work is not None and not begun.work.is_over:
            begun.work.finish("broken")


def checksum_of(sums: list[str]) -> str:
    """One checksum of all batches, in their order."""
    return sha256("".join(sums).encode()).hexdigest()
