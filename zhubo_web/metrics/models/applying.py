"""Writing what the preview showed: staged in short transactions, and then all of it counts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select

from zhubo_web.core import clock
from zhubo_web.core.inserting import insert_rows
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import TAKEN, defined
from zhubo_web.metrics.models.reading import ImportRow
from zhubo_web.metrics.models.value import IMPORT, MetricValue, changes, standing

BATCH = 250


def forget_rows(import_id: int) -> None:
    """Remove the rows of an earlier check, in the caller's transaction."""
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


def forget_values(import_id: int) -> None:
    """Remove what an attempt that broke off had staged; it never counted."""
    db.session.execute(delete(MetricValue).where(MetricValue.import_id == import_id))


def batches(import_id: int) -> Iterator[list[Any]]:
    """The rows that bring something, some at a time: (id, line, broadcast, values)."""
    last = 0
    columns = (ImportRow.id, ImportRow.line, ImportRow.broadcast_id, ImportRow.values)
    while True:
        query = select(*columns).where(
            ImportRow.import_id == import_id,
            ImportRow.action.in_(("new", "change")),
            ImportRow.id > last,
        )
        found = list(db.session.execute(query.order_by(ImportRow.id).limit(BATCH)))
        if not found:
            return
        last = found[-1].id
        yield found


def stage(begun_id: int, rows: Sequence[Any]) -> tuple[int, str]:
    """Write these rows' figures, in the caller's transaction: how many, and their checksum."""
    now = standing({row.broadcast_id for row in rows})
    day, at = clock.today(), clock.now()
    definitions = {metric: defined(metric, day) for metric in TAKEN}
    made = []
    for row in rows:
        given = {metric: Decimal(text) for metric, text in row.values.items()}
        for metric, (before, after) in changes(now.get(row.broadcast_id, {}), given).items():
            definition = definitions[metric]
            made.append({"broadcast_id": row.broadcast_id, "metric": metric, "value": after,
                         "before": before, "definition_version": definition.version,
                         "unit": definition.unit, "source": IMPORT, "note": "",
                         "import_id": begun_id, "line": row.line, "created_at": at})  # fmt: skip
    connection, table = db.session.connection(), MetricValue.__table__
    insert_rows(connection, table, made)  # type: ignore[arg-type]
    told = "\n".join(f"{one['broadcast_id']} {one['metric']} {one['value']:f}" for one in made)
    return len(made), sha256(told.encode()).hexdigest()
