"""One row for all figures of one recording of one broadcast, where each figure had a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime
from zhubo_web.metrics.definitions import version

revision = "e5b09f3c7d21"
down_revision = "a83c5e1f70b6"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
#: So many rows are read and written at once.
TOGETHER = 5000
Row = dict[str, Any]


def upgrade() -> None:
    made = _make("figure_recording", _recording())
    op.create_index(op.f("ix_figure_recording_broadcast_id"), made.name, ["broadcast_id"])
    _carry(_there("metric_value", _value()), made, _put_together)
    op.drop_table("metric_value")


def downgrade() -> None:
    made = _make("metric_value", _value())
    op.create_index("ix_metric_value_broadcast", made.name, ["broadcast_id", "metric"])
    _carry(_there("figure_recording", _recording()), made, _taken_apart)
    op.drop_table("figure_recording")


def _recording() -> list[sa.Column[Any]]:
    return [
        sa.Column("values", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("versions", JSON, nullable=False),
    ]


def _value() -> list[sa.Column[Any]]:
    return [
        sa.Column("metric", sa.String(length=24), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("before", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=False),
    ]


def _shared() -> list[sa.Column[Any]]:
    """What both tables have."""
    return [
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
    ]


SHARED = tuple(one.name for one in _shared())


def _there(name: str, own: list[sa.Column[Any]]) -> sa.Table:
    """The table as it stands, to be read."""
    key = sa.Column("id", sa.Integer(), primary_key=True)
    return sa.Table(name, sa.MetaData(), *own, *_shared(), key)


def _make(name: str, own: list[sa.Column[Any]]) -> sa.Table:
    def key(column: str, target: str) -> sa.ForeignKeyConstraint:
        named = op.f(f"fk_{name}_{column}_{target}")
        return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=named)

    made = op.create_table(
        name,
        *own,
        *_shared(),
        sa.Column("id", sa.Integer(), nullable=False),
        key("broadcast_id", "broadcast"),
        key("import_id", "metric_import"),
        key("by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_import_id"), name, ["import_id"])
    return made


def _carry(
    source: sa.Table, target: sa.Table, turned: Callable[[Iterable[Row]], Iterator[Row]]
) -> None:
    """Write what is read, in the order in which it was recorded: the newest stands."""
    connection = op.get_bind()
    rows = turned(_read(connection, source))
    while some := list(islice(rows, TOGETHER)):
        connection.execute(sa.insert(target), some)


def _read(connection: sa.Connection, source: sa.Table) -> Iterator[Row]:
    last = 0
    while True:
        query = sa.select(source).where(source.c.id > last).order_by(source.c.id).limit(TOGETHER)
        found = connection.execute(query).mappings().all()
        if not found:
            return
        yield from map(dict, found)
        last = found[-1]["id"]


def _put_together(rows: Iterable[Row]) -> Iterator[Row]:
    """Figures that follow each other and have all but themselves in common are one recording; a figure
    that is there already begins another."""
    held: Row | None = None
    for row in rows:
        shared = {name: row[name] for name in SHARED}
        if held is None or row["metric"] in held["values"] or held != {**held, **shared}:
            if held is not None:
                yield held
            held = {**shared, "values": {}, "before": {}, "versions": {}}
        metric, value, before = row["metric"], row["value"], row["before"]
        held["values"][metric] = None if value is None else f"{value:.4f}"
        held["versions"][metric] = row["definition_version"]
        if before is not None:
            held["before"][metric] = f"{before:.4f}"
    if held is not None:
        yield held


def _taken_apart(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        for metric, number in row["versions"].items():
            value, before = row["values"][metric], row["before"].get(metric)
            yield {
                **{name: row[name] for name in SHARED},
                "metric": metric,
                "definition_version": number,
                "value": None if value is None else Decimal(value),
                "before": None if before is None else Decimal(before),
                "unit": version(metric, number).unit,
            }
