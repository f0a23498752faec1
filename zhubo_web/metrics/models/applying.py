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
from zhubo_web.metrics.models.reading import ImportRow
from zhubo_web.metrics.models.recording import (
    IMPORT,
    FigureRecording,
    as_stored,
    standing,
    versions_on,
)
from zhubo_web.metrics.models.value import changes

#: Rows of one transaction, which on SQLite keeps every other writer waiting: about 50 ms.
BATCH = 400


def forget_rows(import_id: int) -> None:
    """Remove the rows of an earlier check, in the caller's transaction."""
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


def forget_staged(import_id: int) -> None:
    """Remove what an attempt that broke off had staged; it never counted."""
    db.session.execute(delete(FigureRecording).where(FigureRecording.import_id == import_id))


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
    versions, at = versions_on(clock.today()), clock.now()
    made, told = [], []
    for _id, line, broadcast_id, values in rows:
        given = {metric: Decimal(text) for metric, text in values.items()}
        changed = changes(now.get(broadcast_id, {}), given)
        if not changed:
            continue
        told += [f"{broadcast_id} {metric} {value:f}" for metric, (_, value) in changed.items()]
        made.append({"broadcast_id": broadcast_id, "source": IMPORT, "note": "", "line": line,
                     "import_id": begun_id, "created_at": at, **as_stored(changed, versions)})  # fmt: skip
    connection, table = db.session.connection(), FigureRecording.__table__
    insert_rows(connection, table, made)  # type: ignore[arg-type]
    return len(told), sha256("\n".join(told).encode()).hexdigest()
