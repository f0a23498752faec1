"""The figures of one broadcast as pages show them: values, definitions, what is usual, whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import and_, select

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import on_duty
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.extensions import db
from zhubo_web.metrics import baseline, deriving
from zhubo_web.metrics.baseline import Level, Observed, Verdict
from zhubo_web.metrics.definitions import DICTIONARY, Definition, defined
from zhubo_web.metrics.forming import forms
from zhubo_web.metrics.models.recording import MetricValue, log_of, newest, standing
from zhubo_web.metrics.sharing import shares
from zhubo_web.policies.composites import MonthItem

Values = Mapping[str, Decimal]
#: Figures that no month is made of.
REST = N_("其他数据")


@dataclass
class Figure:
    """One figure. ``row`` is what was recorded; a computed one has none. ``usual`` judges it."""

    definition: Definition
    value: Decimal
    row: MetricValue | None
    verdict: Verdict
    is_strange: bool

    @property
    def meaning(self) -> str:
        """better, worse or same."""
        return baseline.meaning(self.verdict.word, self.definition.better)


@dataclass
class Group:
    """Figures that belong together. ``folded``: what they are counted from, and what stands as usual or
    cannot be judged."""

    name: str
    seen: list[Figure]
    folded: list[Figure]


def grouped(figures: Sequence[Figure], items: Sequence[MonthItem]) -> list[Group]:
    """By what a month is made of, the rest last. A month's own figures are seen, and of the others
    those that are better, worse or too strange to be believed; groups without a figure are left out."""
    left = {one.definition.id: one for one in figures}
    groups = []
    for item in items:
        own = [left.pop(form) for name in item.figures if (form := _form(name, left)) is not None]
        inputs = {name for one in own for name in _inputs(one.definition)}
        groups.append(
            _group(item.name, own, [left.pop(name) for name in list(left) if name in inputs])
        )
    groups.append(_group(REST, [], list(left.values())))
    return [one for one in groups if one.seen or one.folded]


def _form(metric: str, known: Collection[str]) -> str | None:
    """A month's own figure as this broadcast has it: where only counts are known, 次数口径."""
    return next((one for one in forms(metric) if one in known), None)


def _inputs(definition: Definition) -> tuple[str, ...]:
    """What a rate counts; what it is divided by belongs to many."""
    return definition.ratio.over if definition.ratio else ()


def _group(name: str, own: Sequence[Figure], others: Sequence[Figure]) -> Group:
    telling = [one for one in others if one.is_strange or one.meaning != "same"]
    return Group(name, [*own, *telling], [one for one in others if one not in telling])


@dataclass
class Peer:
    """An earlier broadcast of the same room and slot; ``own``: one of the same assistants was on."""

    id: int
    own: bool


def peers(broadcast: Broadcast, people: Iterable[int]) -> list[Peer]:
    """The broadcasts of the eight weeks before in the same room and slot; one statement."""
    start = broadcast.started_at or broadcast.planned_start
    on = and_(RosterEntry.broadcast_id == Broadcast.id, RosterEntry.part == "assistant")
    query = (
        select(Broadcast.id, Broadcast.started_at, RosterEntry.person_id)
        .outerjoin(RosterEntry, on)
        .where(Broadcast.room_id == broadcast.room_id, Broadcast.ended_at.is_not(None))
        .where(Broadcast.started_at < start)
        .where(Broadcast.started_at >= start - timedelta(weeks=baseline.WEEKS))
        .order_by(Broadcast.started_at)
    )
    mine = set(people)
    found: dict[int, Peer] = {}
    for number, began, person_id in db.session.execute(query):
        if number != broadcast.id and baseline.same_slot(_minute(began), _minute(start)):
            peer = found.setdefault(number, Peer(number, False))
            peer.own = peer.own or person_id in mine
    return list(found.values())


def _minute(moment: datetime) -> int:
    at = clock.local(moment)
    return at.hour * 60 + at.minute


def judged(
    definition: Definition, values: Values, own: Sequence[Values], room: Sequence[Values]
) -> Verdict:
    """A broadcast's figure against the own level and that of room and slot."""
    observed = deriving.observed(definition, values)
    ratio = definition.ratio is not None and deriving.parts(definition.ratio, values) is not None

    def level(of: Sequence[Values]) -> Level | None:
        known = [_observed(definition, one, ratio) for one in of]
        return baseline.level([one for one in known if one is not None])

    enough = (
        definition.least is None
        or values.get(definition.least[0], Decimal(0)) >= definition.least[1]
    )
    levels = [level(own), level(room)]
    given = [observed] if observed is not None else []
    return baseline.judge(given, levels, definition.margin, definition.better, enough)


def _observed(definition: Definition, values: Values, as_ratio: bool) -> Observed | None:
    """What a broadcast adds to a level: counts with counts, rates that were only given with rates."""
    if definition.ratio is None:
        return deriving.observed(definition, values)
    if as_ratio:
        return deriving.parts(definition.ratio, values)
    value = deriving.completed_one(definition, values)
    return None if value is None else (value, Decimal(1))


class Figures:
    """Everything known of one broadcast's figures."""

    def __init__(self, broadcast: Broadcast) -> None:
        self.broadcast = broadcast
        self.log = log_of(broadcast)
        self.rows = newest(self.log)
        self.values = {
            metric: row.value for metric, row in self.rows.items() if row.value is not None
        }

    def shown(self) -> list[Figure]:
        """The figures that are there, in the dictionary's order, each with what is usual."""
        assistants = [one.id for one in self.broadcast.people("assistant")]
        known = peers(self.broadcast, assistants) if self.values else []
        told = standing([one.id for one in known]) if known else {}
        room = [told[one.id] for one in known if one.id in told]
        own = [told[one.id] for one in known if one.own and one.id in told]
        return [one for name in DICTIONARY if (one := self._figure(name, own, room)) is not None]

    def _figure(self, name: str, own: Sequence[Values], room: Sequence[Values]) -> Figure | None:
        definition, value, row = self._defined(name)
        if value is None:
            return None
        verdict = judged(definition, self.values, own, room)
        others = [
            one
            for values in room
            if (one := deriving.completed_one(definition, values)) is not None
        ]
        return Figure(definition, value, row, verdict, baseline.is_strange(value, others))

    def _defined(self, name: str) -> tuple[Definition, Decimal | None, MetricValue | None]:
        """A computed figure takes the definition that was in force when its newest input was recorded."""
        row = self.rows.get(name)
        ratio = defined(name).ratio
        inputs = (
            [self.rows[one] for one in (*ratio.over, ratio.under) if one in self.rows]
            if ratio
            else []
        )
        day = max((clock.local(one.created_at).date() for one in inputs), default=None)
        definition = defined(name, day)
        value = deriving.computed(definition, self.values)
        if value is not None:
            return definition, value, None
        return (row.definition, row.value, row) if row else (definition, None, None)

    def shares(self) -> list[tuple[Person, Decimal]]:
        """Whose they are: each assistant's share of the broadcast by minutes on duty, the largest first."""
        turns = [one for one in on_duty(self.broadcast) if one.part == "assistant"]
        people = {one.person.id: one.person for one in turns}
        length = self.broadcast.stream_ms()
        told = shares([(one.person.id, one.from_ms, one.to_ms) for one in turns], length)
        return sorted(
            ((people[who], part) for who, part in told.items()), key=lambda pair: -pair[1]
        )
