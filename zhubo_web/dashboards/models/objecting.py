"""What became of what was contested: disputes of notes and evaluations, and formal objections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from zhubo_web.appeals.models import Appeal
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.dashboards.principles import Share
from zhubo_web.extensions import db
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.surveys.models import Feedback

STOOD = "upheld"
#: Decisions of those who looked again: the event of each → whether the first view was overturned.
LOOKED_AGAIN = {
    "observation.upheld": False,
    "observation.corrected": True,
    "observation.withdrawn": True,
    "evaluation.upheld": False,
    "evaluation.revised": True,
}
APPEAL = "appeal"


@dataclass(frozen=True)
class Decisions:
    """Decisions by the event of each. Disputes count when they are decided; an objection in the month
    of what it is about, as it says whether that was judged rightly, and most are decided in the next.
    """

    events: Sequence[Any]

    @classmethod
    def between(
        cls, since: datetime, until: datetime, *, of: Mapping[str, Any] | None = None
    ) -> Decisions:
        """One statement. ``of``: type of a thing → the condition its event must meet."""
        disputes = and_(
            AuditEvent.name.in_(LOOKED_AGAIN),
            AuditEvent.from_state == "disputed",
            AuditEvent.at >= since,
            AuditEvent.at < until,
        )
        columns = (
            AuditEvent.id,
            AuditEvent.name,
            AuditEvent.subject_type,
            AuditEvent.subject_id,
            AuditEvent.data,
        )
        query = select(*columns).where(or_(disputes, _objections(since, until)))
        if of is not None:
            about = (
                and_(AuditEvent.subject_type == kind, AuditEvent.subject_id.in_(ids))
                for kind, ids in of.items()
            )
            query = query.where(or_(*about))
        return cls(db.session.execute(query.order_by(AuditEvent.id)).all())

    @property
    def disputes(self) -> list[Any]:
        """Of notes and evaluations."""
        return [one for one in self.events if one.subject_type != APPEAL]

    @property
    def disputed(self) -> Share:
        """Of those: what stood."""
        return Share.count((one.id, not LOOKED_AGAIN[one.name]) for one in self.disputes)

    @property
    def objections(self) -> Share:
        """Of formal objections, by the last decision of each: what stood."""
        last = {one.subject_id: one for one in self.events if one.subject_type == APPEAL}
        return Share.count((one.id, one.data["decision"] == STOOD) for one in last.values())

    @property
    def all(self) -> Share:
        return self.disputed.with_(self.objections)


def _objections(since: datetime, until: datetime) -> Any:
    """Decisions that were served: of others the assistant does not know yet, they are in no number."""
    decided = or_(
        AuditEvent.name == "appeal.decided",
        and_(AuditEvent.name == "appeal.settled", AuditEvent.from_state == "second_review"),
    )
    served = select(Appeal.id).where(
        Appeal.id == AuditEvent.subject_id,
        Appeal.served_at >= AuditEvent.at,
        or_(*_about(since, until)),
    )
    return and_(decided, AuditEvent.subject_type == APPEAL, AuditEvent.at >= since, served.exists())


def _about(since: datetime, until: datetime) -> list[Any]:
    """What an objection may be about: something of a broadcast, of a month, feedback of no broadcast."""
    broadcasts = select(Broadcast.id).where(
        Broadcast.started_at >= since, Broadcast.started_at < until
    )
    first, end = clock.local(since).date(), clock.local(until).date()
    months = (
        select(MonthlyEvaluation.id)
        .join(Month, Month.id == MonthlyEvaluation.month_id)
        .where(Month.first_day >= first, Month.first_day < end)
    )
    said = select(Feedback.id).where(Feedback.happened_at >= since, Feedback.happened_at < until)
    return [
        Appeal.broadcast_id.in_(broadcasts),
        and_(Appeal.kind.startswith("month_"), Appeal.target_id.in_(months)),
        and_(Appeal.kind == "feedback", Appeal.broadcast_id.is_(None), Appeal.target_id.in_(said)),
    ]
