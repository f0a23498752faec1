"""Storing many rows in one statement that tells which of them were new, on both databases.

The rows travel as one JSON text and are taken apart by the database: a statement with thousands of
values costs several times as much to build and to read. Each leaves out what is there already, also
within its own rows, and keeps the order given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, TextClause, bindparam, text

_COMMENTS = {
    "sqlite": text(
        "INSERT INTO comment (broadcast_id, source_key, at_ms, viewer, text, own)"
        " SELECT :broadcast_id, json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
        " json_extract(value, '$[2]'), json_extract(value, '$[3]'), json_extract(value, '$[4]')"
        " FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING RETURNING source_key"
    ),
    "postgresql": text(
        "INSERT INTO comment (broadcast_id, source_key, at_ms, viewer, text, own)"
        " SELECT :broadcast_id, row ->> 0, CAST(row ->> 1 AS integer), row ->> 2, row ->> 3,"
        " row ->> 4 = '1' FROM json_array_elements(CAST(:rows AS json)) WITH ORDINALITY"
        " AS given (row, place) ORDER BY place ON CONFLICT DO NOTHING RETURNING source_key"
    ),
}
_MARKS = {
    "sqlite": text(
        "INSERT INTO source_mark (broadcast_id, source_key)"
        " SELECT :broadcast_id, value FROM json_each(:rows)"
        " WHERE true ON CONFLICT DO NOTHING RETURNING source_key"
    ),
    "postgresql": text(
        "INSERT INTO source_mark (broadcast_id, source_key)"
        " SELECT :broadcast_id, key FROM json_array_elements_text(CAST(:rows AS json)) AS key"
        " ON CONFLICT DO NOTHING RETURNING source_key"
    ),
}


#: Pairs of a broadcast and a number, of which a statement's rest speaks as ``given``.
_GIVEN = {
    "sqlite": (
        "WITH given (broadcast_id, number) AS (SELECT json_extract(value, '$[0]'),"
        " json_extract(value, '$[1]') FROM json_each(:given)) "
    ),
    "postgresql": (
        "WITH given (broadcast_id, number) AS (SELECT CAST(pair ->> 0 AS integer),"
        " CAST(pair ->> 1 AS integer) FROM json_array_elements(CAST(:given AS json)) AS told (pair)) "
    ),
}


class ForEach:
    """One statement about many broadcasts with a number each: its text is the same for ten as for one,
    so that it is put together once a process and not at each use. ``given CROSS JOIN …`` has SQLite
    go through the pairs first."""

    def __init__(self, rest: str) -> None:
        self._texts = {name: text(begin + rest) for name, begin in _GIVEN.items()}

    def rows(self, connection: Connection, given: Mapping[int, int], **more: Any) -> Sequence[Any]:
        """What it finds."""
        pairs = json.dumps(list(given.items()))
        found = connection.execute(self._texts[connection.dialect.name], {"given": pairs, **more})
        return found.all()


def store_comments(
    connection: Connection, broadcast_id: int, rows: list[tuple[str, int, str, str, int]]
) -> set[str]:
    """Rows of key, stream time, viewer, text, own (1 or 0); the keys of those that were new."""
    return _store(connection, _COMMENTS, broadcast_id, rows)


def store_marks(connection: Connection, broadcast_id: int, keys: list[str]) -> set[str]:
    """The keys that were new."""
    return _store(connection, _MARKS, broadcast_id, keys)


def _store(
    connection: Connection, statements: dict[str, TextClause], broadcast_id: int, rows: list[Any]
) -> set[str]:
    if not rows:
        return set()
    statement = statements[connection.dialect.name]
    given = {"broadcast_id": broadcast_id, "rows": json.dumps(rows, ensure_ascii=False)}
    return set(connection.execute(statement, given).scalars())


def adding(table: Table, changed: Mapping[str, str]) -> TextClause:
    """Insert whole rows or, where their key is there, change these columns: each by an expression of
    ``{there}`` and ``{new}``. Made once a table, as the insert of the dialects, which both would take
    just so, is put together and compiled anew at each use: 0.9 ms."""
    names = [column.name for column in table.columns]
    key = [column.name for column in table.primary_key]
    sets = {
        name: how.format(there=f'{table.name}."{name}"', new=f'excluded."{name}"')
        for name, how in changed.items()
    }
    statement = (
        f"INSERT INTO {table.name} ({_quoted(names)})"  # noqa: S608 - our own tables' names
        f" VALUES ({', '.join(f':{name}' for name in names)}) ON CONFLICT ({_quoted(key)})"
        " DO UPDATE SET " + ", ".join(f'"{name}" = {how}' for name, how in sets.items())
    )
    return text(statement).bindparams(*(bindparam(c.name, type_=c.type) for c in table.columns))


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
