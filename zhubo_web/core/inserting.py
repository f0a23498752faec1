"""Many rows at once by the driver's own way: the one place of the product with driver-level SQL.

The columns' types turn values into what the driver takes, so that a row reads back as if the mapper
had written it. Keys are drawn beforehand, as rows of other tables name them in the same transaction.
PostgreSQL takes more than a few rows by COPY, which costs it a fraction of as many inserts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError

#: From so many rows on PostgreSQL copies. Under gevent each answer that is waited for costs a turn
#: of the loop: forty notes with their events took 38 ms of CPU by inserts and take 20 by copies.
COPIED_FROM = 4
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
    columns: list[Iterable[Any]] = [
        _turned(map(itemgetter(name), rows), turn) if turn else map(itemgetter(name), rows)
        for name, turn in zip(names, turns, strict=True)
    ]
    given = zip(*columns, strict=True)
    if connection.dialect.positional:
        connection.exec_driver_sql(text, list(given))
    elif len(rows) < COPIED_FROM:
        connection.exec_driver_sql(text, [dict(zip(names, one, strict=True)) for one in given])
    else:
        _copy(connection, table, names, given)


def _turned(values: Iterable[Any], turn: Turn) -> Iterator[Any]:
    """A column's values as the driver takes them; one moment is that of many rows, and turned once."""
    before, made = None, turn(None)
    for value in values:
        if value is not before:
            before, made = value, turn(value)
        yield made


def _copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """PostgreSQL's COPY of these columns, in the connection's transaction.

    What the driver raises is told as SQLAlchemy's error, as it is of an insert.
    """
    quote = connection.dialect.identifier_preparer
    columns = ", ".join(quote.quote(name) for name in names)
    text = f"COPY {quote.format_table(table)} ({columns}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    faults: Any = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(text) as copy:
            for row in rows:
                copy.write_row(row)
    except faults.Error as error:
        told = {"hide_parameters": True, "dialect": connection.dialect}
        raise DBAPIError.instance(text, None, error, faults.Error, **told) from error  # type: ignore[call-overload]


def draw_keys(connection: Connection, table: Table, count: int) -> list[int]:
    """Draw so many fresh keys; on SQLite within a write transaction, which nobody else has."""
    if connection.dialect.name == "sqlite":
        text = f"SELECT coalesce(max(id), 0) FROM {table.name}"  # noqa: S608 - our own table's name
        last = connection.exec_driver_sql(text).scalar_one()
        return list(range(last + 1, last + 1 + count))
    text = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    return list(connection.exec_driver_sql(text, (table.name, count)).scalars())
