"""Figures of broadcasts over time, as the dictionary weighs them; and the middle of a team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zhubo_web.attendance.models import worked_in
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.dashboards.buckets import Seen
from zhubo_web.dashboards.lines import Line
from zhubo_web.dashboards.models.whose import Whose, assisted_by
from zhubo_web.extensions import db
from zhubo_web.metrics import deriving, forming, pooling
from zhubo_web.metrics.baseline import Observed
from zhubo_web.metrics.definitions import Definition, defined
from zhubo_web.metrics.models import standing
from zhubo_web.months.models.gathering.figures import attributed


def read(
    whose: Whose,
    line: Line,
    rows: Sequence[Any],
    since: datetime,
    until: datetime,
    first: date | None = None,
) -> tuple[Line, list[Seen]]:
    """One for each broadcast in which it was recorded, all in the form that is known widest from
    ``first`` on; one statement, of a person five. A person's are attributed as the month does it, so
    that a curve and the month never tell two stories."""
    ids: Any = whose.ids(since, until, line.sort)
    forms = [line.in_form(metric) for metric in forming.forms(line.id)]
    values = standing(ids, {name for form in forms for name in needed(form.definition)})
    places = _places(rows)
    told = {form.id: _told(form, rows, values, places) for form in forms}
    counts = {metric: _shown(of, first) for metric, of in told.items()}
    chosen = line.in_form(forming.widest(counts, list(told)) or line.id)
    known = told[chosen.id]
    if whose.person_id is None:
        return chosen, known
    share = _shares(whose.person_id, [one.id for one in rows if one.id in values])
    return chosen, [replace(one, share=share[one.ref]) for one in known if one.ref in share]


def _told(
    line: Line, rows: Sequence[Any], values: Mapping[int, Mapping[str, Decimal]], places: Any
) -> list[Seen]:
    told = (
        seen(line, one, values[one.id], places[one.id], clock.local(one.started_at))
        for one in rows
        if one.id in values
    )
    return [one for one in told if one is not None]


def _shown(seen: Sequence[Seen], first: date | None) -> int:
    return sum(first is None or one.day >= first for one in seen)


def _shares(person_id: int, ids: Sequence[int]) -> dict[int | None, Decimal]:
    """Broadcast → how much of it is this assistant's, by minutes on duty. Whoever was its host has all of
    it: no month is reckoned of hosts."""
    found: dict[int | None, Decimal] = {}
    for number, worked in worked_in(ids).items():
        hosted = any(who == person_id for who, _from, _to in worked.of("host"))
        found[number] = attributed(worked).get(person_id, Decimal(int(hosted)))
    return found


def needed(definition: Definition) -> set[str]:
    """The recorded figures from which a figure follows."""
    found = {definition.id}
    if definition.ratio is not None:
        found |= {*definition.ratio.over, definition.ratio.under}
    found |= {definition.weight} if definition.weight else set()
    return found | ({definition.least[0]} if definition.least else set())


def seen(
    line: Line, row: Any, values: Mapping[str, Decimal], place: Any, started: datetime
) -> Seen | None:
    """What one broadcast adds, by the definition of its day; None where it was not recorded."""
    definition = defined(line.id, started.date())
    told = deriving.observed(definition, values)
    if told is None:
        return None
    counted = definition.ratio is None or deriving.parts(definition.ratio, values) is not None
    said = values.get(definition.least[0], Decimal(0)) if definition.least else Decimal(0)
    return Seen(started.date(), row.id, *told, place=place, counted=counted, said=said, ref=row.id)


def _places(rows: Sequence[Any]) -> dict[int, tuple[int, int]]:
    """Broadcast → its room and the middle of its time of day."""
    rooms: dict[int, list[Any]] = defaultdict(list)
    for one in rows:
        rooms[one.room_id].append(one)
    found: dict[int, tuple[int, int]] = {}
    for room, own in rooms.items():
        local = [clock.local(one.started_at) for one in own]
        middles = pooling.slots([at.hour * 60 + at.minute for at in local])
        found |= {one.id: (room, at) for one, at in zip(own, middles, strict=True)}
    return found


def by_person(
    line: Line, reader_id: int, since: datetime, until: datetime
) -> dict[int, list[Observed]]:
    """Assistant → what their broadcasts came to, in the rooms in which the reader assisted; two
    statements. For a middle alone: it is never shown by person."""
    rooms = select(Broadcast.room_id).where(
        Broadcast.id.in_(assisted_by(reader_id)),
        Broadcast.started_at >= since,
        Broadcast.started_at < until,
    )
    ids: Any = select(Broadcast.id).where(
        Broadcast.room_id.in_(rooms),
        Broadcast.started_at >= since,
        Broadcast.started_at < until,
        Broadcast.ended_at.is_not(None),
    )
    values = standing(ids, needed(line.definition))
    query = select(RosterEntry.broadcast_id, RosterEntry.person_id)
    query = query.where(RosterEntry.part == "assistant", RosterEntry.broadcast_id.in_(ids))
    return _added(line, db.session.execute(query), values)


def _added(
    line: Line, roster: Iterable[Any], values: Mapping[int, Mapping[str, Decimal]]
) -> dict[int, list[Observed]]:
    found: dict[int, list[Observed]] = defaultdict(list)
    ratio = line.definition.ratio
    for broadcast, person in roster:
        of = values.get(broadcast, {})
        told = deriving.parts(ratio, of) if ratio else deriving.observed(line.definition, of)
        if told is not None:
            found[person].append(told)
    return found
