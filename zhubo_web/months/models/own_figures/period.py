"""People and a stretch of time: the broadcasts they assisted in, read once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.extensions import db


@dataclass(frozen=True)
class Own:
    """One of the product's own figures. ``value`` None where there is too little to say, which is not
    nought; ``refs``: the ids of the rows behind it, by what they are in it."""

    value: Decimal | None
    done: int
    due: int
    refs: Mapping[str, list[int]]


@dataclass(frozen=True)
class Period:
    """``worked``: person → the broadcasts they assisted in that began in it and are over, by their start;
    ``assistants``: broadcast → everybody who assisted; ``at``: what counts as due by then."""

    people: frozenset[int]
    since: datetime
    until: datetime
    at: datetime
    worked: Mapping[int, list[int]]
    assistants: Mapping[int, set[int]]

    @classmethod
    def of(
        cls, people: Collection[int], since: datetime, until: datetime, at: datetime | None = None
    ) -> Period:
        """Read it, in one statement."""
        query = (
            select(Broadcast.id, RosterEntry.person_id)
            .join(RosterEntry, RosterEntry.broadcast_id == Broadcast.id)
            .where(RosterEntry.part == "assistant", Broadcast.id.in_(_ids(since, until)))
            .order_by(Broadcast.started_at, Broadcast.id)
        )
        worked: dict[int, list[int]] = {one: [] for one in people}
        assistants: dict[int, set[int]] = defaultdict(set)
        for number, person_id in db.session.execute(query):
            assistants[number].add(person_id)
            if person_id in worked:
                worked[person_id].append(number)
        return cls(frozenset(people), since, until, at or clock.now(), worked, assistants)

    @property
    def ids(self) -> Select[tuple[int]]:
        """The ids of the broadcasts in it, whoever's, for a statement."""
        return _ids(self.since, self.until)

    @property
    def theirs(self) -> Select[tuple[int]]:
        """The ids of those in which one of the people assisted, for a statement: what one person's page
        reads does not grow with the shop."""
        on = select(RosterEntry.broadcast_id).where(
            RosterEntry.person_id.in_(self.people), RosterEntry.part == "assistant"
        )
        return self.ids.where(Broadcast.id.in_(on))

    def about(self, number: int, named: int | None) -> list[int]:
        """Of whom something said in a broadcast is: who is named; else who assisted alone."""
        there = self.assistants.get(number, set())
        told = {named} if named is not None else there if len(there) == 1 else set()
        return [one for one in told & there if one in self.worked]

    def by_person(self, of: Mapping[int, Any]) -> dict[int, list[Any]]:
        """Person → what there is of their broadcasts, in order."""
        return {
            person_id: [of[number] for number in numbers if number in of]
            for person_id, numbers in self.worked.items()
        }


def _ids(since: datetime, until: datetime) -> Select[tuple[int]]:
    return select(Broadcast.id).where(
        Broadcast.started_at >= since, Broadcast.started_at < until, Broadcast.ended_at.is_not(None)
    )


def percent(done: int, due: int) -> Decimal | None:
    """Of so many; None of none."""
    return (Decimal(done * 100) / due).quantize(Decimal("0.1")) if due else None
