"""Many rows at once by the driver's own way: the one place of the product with driver-level SQL.

The columns' types turn values into what the driver takes, so that a row reads back as if the mapper
had written it. Keys are drawn beforehand, as rows of other tables name them in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

Turn = Any  # the column type's own function, or None where the driver takes the value as it is
Rows = Sequence[Mapping[str, Any]]


@lru_cache(maxsize=64)
def _statement(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, list[Turn]]:
    """The text of an insert of these columns, and what turns each value for the driver."""
    columns = [table.c[name] for name in names]
    text = str(insert(table).values({c.name: None for c in columns}).compile(dialect=dialect))
    turns = [c.type.dialect_impl(dialect).bind_processor(dialect) for c in columns]
    return text, turns


def _ordered(table: Table, names: Sequence[str]) -> tuple[str, ...]:
    """The names in the table's own order: one text for the same columns however they are named."""
    return tuple(column.name for column in table.columns if column.name in names)


def insert_rows(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows that all name the same columns; what they leave out must have no default here."""
    if not rows:
        return
    names = _ordered(table, list(rows[0]))
    text, turns = _statement(table, names, connection.dialect)
    turned = [(name, turn) for name, turn in zip(names, turns, strict=True) if turn]
    given = [{**row, **{name: turn(row[name]) for name, turn in turned}} for row in rows]
    if connection.dialect.positional:
        pick = itemgetter(*names)
        connection.exec_driver_sql(text, [pick(row) for row in given])
    else:
        connection.exec_driver_sql(text, given)


def draw_keys(connection: Connection, table: Table, count: int) -> list[int]:
    """Draw so many fresh keys; on SQLite within a write transaction, which nobody else has."""
    if connection.dialect.name == "sqlite":
        text = f"SELECT coalesce(max(id), 0) FROM {table.name}"  # noqa: S608 - our own table's name
        last = connection.exec_driver_sql(text).scalar_one()
        return list(range(last + 1, last + 1 + count))
    text = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    return list(connection.exec_driver_sql(text, (table.name, count)).scalars())
