"""What will become of each row of a file: matched to a broadcast, compared with what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.inserting import insert_rows
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.metrics.importing import Entry, Problem
from zhubo_web.metrics.importing.cells import identity
from zhubo_web.metrics.importing.matching import candidates
from zhubo_web.metrics.models.reading import ImportRow, MetricImport, rooms_written_by
from zhubo_web.metrics.models.recording import standing
from zhubo_web.metrics.models.value import changes

Row = dict[str, Any]


class Finder:
    """The rooms somebody writes figures of, their broadcasts that are over, and what was met before."""

    def __init__(self, begun: MetricImport, by: Person) -> None:
        rooms = rooms_written_by(by)
        self._usual = begun.room_id
        self._rooms: dict[str, set[int]] = defaultdict(set)
        for room in rooms:
            for name in (room.account, room.name):
                if name:
                    self._rooms[identity(name)].add(room.id)
        self._starts: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        columns = (Broadcast.room_id, Broadcast.started_at, Broadcast.id)
        over = Broadcast.room_id.in_([one.id for one in rooms]), Broadcast.ended_at.is_not(None)
        for room_id, start, broadcast_id in db.session.execute(select(*columns).where(*over)):
            self._starts[room_id].append((start, broadcast_id))
        for starts in self._starts.values():
            starts.sort()
        self._met: dict[int, tuple[int, int]] = {}

    def of(self, entry: Entry) -> list[int]:
        """The broadcasts a row may be of."""
        assert entry.when is not None
        named = [self._rooms.get(one, set()) for one in (entry.account, entry.room) if one]
        rooms = next((found for found in named if found), set())
        if not named and self._usual is not None:
            rooms = {self._usual}
        return [one for room in sorted(rooms) for one in candidates(self._starts[room], entry.when)]

    def met(self, broadcast_id: int, entry: Entry) -> tuple[int, bool] | None:
        """The line that was of the same broadcast, and whether it said the same; else keep this one."""
        said = hash(frozenset(entry.values.items()))
        line, before = self._met.setdefault(broadcast_id, (entry.line, said))
        return None if line == entry.line else (line, before == said)


def judged(finder: Finder, chunk: Sequence[Entry]) -> list[Row]:
    """What becomes of these rows; one statement for what stands."""
    placed = {
        entry.line: finder.of(entry)
        for entry in chunk
        if not entry.is_sum and not entry.problems and entry.values
    }
    ids = {found[0] for found in placed.values() if len(found) == 1}
    now = standing(ids) if ids else {}
    return [_row(finder, entry, placed.get(entry.line, []), now) for entry in chunk]


def _row(
    finder: Finder, entry: Entry, found: list[int], now: Mapping[int, Mapping[str, Decimal]]
) -> Row:
    row: Row = {"line": entry.line, "said": _said(entry), "broadcast_id": None, "candidates": []}
    row |= {"values": {}, "before": {}, "problems": []}
    if entry.is_sum:
        return {**row, "action": "sum"}
    if entry.problems:
        return {**row, "action": "wrong", "problems": _problems(entry.problems)}
    if not entry.values:
        return {**row, "action": "empty"}
    row["values"] = {metric: f"{value:f}" for metric, value in entry.values.items()}
    if len(found) != 1:
        return {**row, "action": "choose" if found else "unmatched", "candidates": found[:10]}
    row["broadcast_id"] = found[0]
    if (met := finder.met(found[0], entry)) is not None:
        return _again(row, *met)
    return {**row, **fate(entry.values, now.get(found[0], {}))}


def _again(row: Row, line: int, same: bool) -> Row:
    if same:
        return {**row, "action": "repeat"}
    wrong = Problem("", N_("和第 %(line)s 行是同一场，数不一样"), {"line": line})
    return {**row, "action": "wrong", "problems": _problems([wrong])}


def fate(values: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> Row:
    """new, change or same; and of what changes, what stood before."""
    changed = changes(now, values)
    before = {metric: f"{old:f}" for metric, (old, _new) in changed.items() if old is not None}
    return {"action": "change" if before else ("new" if changed else "same"), "before": before}


def _said(entry: Entry) -> str:
    """What the row says it is of, in its own words."""
    when = entry.when
    told = [entry.room or entry.account]
    if when is not None:
        told += [when.day.isoformat(), f"{when.at:%H:%M}" if when.at else ""]
    return " ".join(one for one in told if one)[:80]


def _problems(problems: Iterable[Problem]) -> list[list[Any]]:
    return [[one.column, one.msgid, dict(one.values)] for one in problems][:20]


def keep(import_id: int, rows: Sequence[Row]) -> None:
    """Stage rows, in the caller's transaction."""
    connection, table = db.session.connection(), ImportRow.__table__
    insert_rows(connection, table, [{"import_id": import_id, **row} for row in rows])  # type: ignore[arg-type]


def choose(begun: MetricImport, chosen: Mapping[int, int], by: Any) -> None:
    """The person says which broadcast some rows are of, among those that came into question."""
    begun._expect("preview")
    rows = {one.id: one for one in db.session.scalars(begun.rows("choose"))}
    taken = {one.broadcast_id for one in db.session.scalars(begun.rows("new", "change", "same"))}
    for row_id, broadcast_id in chosen.items():
        row = rows.get(row_id)
        if row is None or broadcast_id not in row.candidates:
            raise Invalid(N_("请从列出的场次里选"))
        if broadcast_id in taken:
            raise Invalid(N_("第 %(line)s 行选的场次已经有别的行了"), line=row.line)
        taken.add(broadcast_id)
        values = {metric: Decimal(text) for metric, text in row.values.items()}
        decided = fate(values, standing([broadcast_id]).get(broadcast_id, {}))
        row.broadcast_id, row.action, row.before = (
            broadcast_id,
            decided["action"],
            decided["before"],
        )
    db.session.flush()
    begun.count()
