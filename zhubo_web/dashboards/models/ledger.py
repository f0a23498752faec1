"""The two ledgers of 办法 31 over broadcasts: what was put right on air, and how viewers were handled.

Three tables under one set of columns: corrections (with the words, how many seconds it took), what
viewers asked (and whether somebody answered), and what observers relayed of them. A relay that became a
question stands there once, as the question. Who oversees a room reads all of it; an assistant reads
what is about them, and of viewers what was said in broadcasts they were on, once those are over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, Select, and_, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import AudienceFeedback, Question
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.models.reach import has_part, watched
from zhubo_web.core.marking import N_
from zhubo_web.dashboards.permissions import OVERSEES
from zhubo_web.extensions import db
from zhubo_web.observations.models import Correction, Observation

KINDS = {
    "correction": N_("更正"),
    "question": N_("观众在问"),
    "relay": N_("观众的话"),
}
#: What became of it. ``told``: it was relayed, nothing more is kept of it.
STATES = {
    "corrected": N_("已更正"),
    "answered": N_("已回答"),
    "open": N_("没人答"),
    "dismissed": N_("不是问题"),
    "told": N_("已转述"),
}
ORDERS = {"new": N_("新的在前"), "slow": N_("慢的在前")}
SECOND_MS = 1000


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty is everything."""

    since: datetime
    until: datetime
    room_id: int = 0
    kind: str = ""
    state: str = ""
    person: str = ""
    order: str = "new"


#: The columns that the three tables are brought to.
COLUMNS = (
    "kind",
    "id",
    "broadcast_id",
    "at_ms",
    "words",
    "state",
    "took_ms",
    "by_id",
    "noticed_by_id",
)


def _columns(*values: Any) -> Select[Any]:
    return select(*(one.label(name) for name, one in zip(COLUMNS, values, strict=True)))


@dataclass(frozen=True)
class Ledger:
    """What one reader sees of both ledgers, as they look for it."""

    reader: Any
    wanted: Wanted

    def _corrections(self) -> Select[Any]:
        visible = Observation.visible_to(self.reader).order_by(None)
        return (
            _columns(
                literal("correction"),
                Correction.id,
                Correction.broadcast_id,
                Observation.at_ms,
                Correction.right_words,
                literal("corrected"),
                Correction.seconds * SECOND_MS,
                Observation.assistant_id,
                Correction.noticed_by_id,
            )
            .join(Observation, Observation.id == Correction.observation_id)
            .where(Correction.observation_id.in_(visible.with_only_columns(Observation.id)))
        )

    def _questions(self) -> Select[Any]:
        assisted = has_part(Question.broadcast_id, self.reader, "assistant")
        over = select(Broadcast.id).where(Broadcast.ended_at.is_not(None))
        own = and_(assisted, Question.broadcast_id.in_(over))
        return _columns(
            literal("question"),
            Question.id,
            Question.broadcast_id,
            Question.first_ms,
            Question.text,
            Question.state,
            Question.answered_ms - Question.first_ms,
            Question.answered_by_id,
            cast(null(), Integer),
        ).where(or_(watched(Question.broadcast_id, self.reader, OVERSEES), own))

    def _relays(self) -> Select[Any]:
        visible = AudienceFeedback.visible_to(self.reader).order_by(None)
        return _columns(
            literal("relay"),
            AudienceFeedback.id,
            AudienceFeedback.broadcast_id,
            AudienceFeedback.at_ms,
            AudienceFeedback.text,
            literal("told"),
            cast(null(), Integer),
            cast(null(), Integer),
            AudienceFeedback.by_id,
        ).where(
            AudienceFeedback.question_id.is_(None),
            AudienceFeedback.id.in_(visible.with_only_columns(AudienceFeedback.id)),
        )

    def _union(self) -> Any:
        """The tables that are wanted under one set of columns."""
        every = {
            "correction": self._corrections,
            "question": self._questions,
            "relay": self._relays,
        }
        chosen = [every[self.wanted.kind]] if self.wanted.kind else list(every.values())
        return union_all(*(read() for read in chosen)).subquery()

    @cached_property
    def _query(self) -> Select[Any]:
        one = self._union()
        by, noticed = aliased(Person), aliased(Person)
        query = (
            select(
                one,
                Broadcast.title,
                Broadcast.started_at,
                Broadcast.ended_at,
                Room.name.label("room"),
                by.name.label("by"),
                noticed.name.label("noticed_by"),
                watched(one.c.broadcast_id, self.reader, OVERSEES).label("names"),
            )
            .join(Broadcast, Broadcast.id == one.c.broadcast_id)
            .join(Room, Room.id == Broadcast.room_id)
            .outerjoin(by, by.id == one.c.by_id)
            .outerjoin(noticed, noticed.id == one.c.noticed_by_id)
            .where(*self._conditions(one, by, noticed))
        )
        newest = (Broadcast.started_at.desc(), Broadcast.id.desc(), one.c.at_ms.desc(), one.c.id)
        if self.wanted.order == "slow":
            return query.order_by(one.c.took_ms.is_(None), one.c.took_ms.desc(), *newest)
        return query.order_by(*newest)

    def _conditions(self, one: Any, by: Any, noticed: Any) -> Iterator[Any]:
        """What is looked for; who noticed is found by who may read it."""
        wanted = self.wanted
        yield Broadcast.started_at >= wanted.since
        yield Broadcast.started_at < wanted.until
        if wanted.room_id:
            yield Broadcast.room_id == wanted.room_id
        if wanted.state:
            yield one.c.state == wanted.state
        if wanted.person:
            names = watched(one.c.broadcast_id, self.reader, OVERSEES)
            told = noticed.name.icontains(wanted.person, autoescape=True)
            yield or_(by.name.icontains(wanted.person, autoescape=True), and_(told, names))

    def count(self) -> int:
        """How many there are in all."""
        counted = select(func.count()).select_from(self._query.order_by(None).subquery())
        return db.session.scalar(counted) or 0

    def rows(self, most: int | None = None, skipped: int = 0) -> Sequence[Any]:
        """So many of them."""
        return db.session.execute(self._query.limit(most).offset(skipped)).all()
