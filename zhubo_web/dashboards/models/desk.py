"""What each class of the supervision group did of its duties in a month, and what waits to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.models.filed import UNDER_REVIEW
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.closeness import Closeness
from zhubo_web.evaluations.models.rating import BLIND, DECISION, FIRST
from zhubo_web.evaluations.permissions import RATES
from zhubo_web.extensions import db
from zhubo_web.handover.models import Package
from zhubo_web.months.models import ClassRating
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.plans.models import WeeklyPlan
from zhubo_web.talks.models import Talk

SHOWN = 8


@dataclass(frozen=True)
class Duties:
    """One duty of a class: what it is called, where its things are, and how its number is read."""

    name: str
    words: str
    endpoint: str
    roles: Sequence[str] = roles.GROUP


COUNTED = (
    Duties("watched", N_("跟播"), "broadcasts.index"),
    Duties("noted", N_("记录"), "broadcasts.index"),
    Duties("rated", N_("单场评分"), "evaluations.index", RATES),
    Duties("planned", N_("看过的周计划"), "plans.index", (roles.OPERATIONS,)),
    Duties("months", N_("月评打分"), "months.index"),
    Duties("talks", N_("一对一面谈"), "talks.index", (roles.OPERATIONS, roles.HR)),
    Duties("packages", N_("收到的月度包"), "handover.index", (roles.HR,)),
)


def _counts(person: Any, since: datetime, until: datetime) -> dict[str, Select[Any]]:
    """Name of a duty → how many times this person did it."""
    kept = Observation.state.not_in(("draft", "withdrawn"))
    given = Rating.part.in_((FIRST, BLIND, DECISION))
    # name → (what is counted, whose it is, when it was done, what else must hold)
    done: dict[str, tuple[Any, Any, Any, tuple[Any, ...]]] = {
        "watched": (Watch.broadcast_id.distinct(), Watch.person_id, Watch.created_at, ()),
        "noted": (Observation.id, Observation.observer_id, Observation.created_at, (kept,)),
        "rated": (
            Rating.evaluation_id.distinct(), Rating.rater_id, Rating.submitted_at, (given,)
        ),
        "planned": (WeeklyPlan.id, WeeklyPlan.approver_id, WeeklyPlan.approved_at, ()),
        "months": (ClassRating.id, ClassRating.rater_id, ClassRating.submitted_at, ()),
        "talks": (Talk.id, Talk.holder_id, Talk.held_at, ()),
        "packages": (Package.id, Package.received_by_id, Package.received_at, ()),
    }  # fmt: skip
    return {
        name: select(func.count(what)).where(who == person.id, when >= since, when < until, *more)
        for name, (what, who, when, more) in done.items()
    }


def done_by(person: Any, since: datetime, until: datetime) -> list[tuple[Duties, int]]:
    """What a member of the group did of the duties of their classes; one statement."""
    mine = [one for one in COUNTED if person.holds(*one.roles)]
    if not mine:
        return []
    counts = _counts(person, since, until)
    row = db.session.execute(select(*(counts[one.name].scalar_subquery() for one in mine))).one()
    return list(zip(mine, row, strict=True))


def kept_by(person: Any, since: datetime, until: datetime) -> tuple[int, int]:
    """(done in time, of all) of what waited for somebody and was due by now; one statement."""
    kept = func.coalesce(func.sum(case((Duty.closed_at <= Duty.due_at, 1), else_=0)), 0)
    query = select(kept, func.count(Duty.id)).where(
        Duty.person_id == person.id, Duty.due_at >= since, Duty.due_at < min(until, clock.now())
    )
    done, whole = db.session.execute(query).one()
    return int(done), whole


def open_for(person: Any) -> list[tuple[Duties, int]]:
    """What of the group's own matters is open: plans for who leads, objections and packages for HR."""
    plans = WeeklyPlan.visible_to(person).where(WeeklyPlan.state == "submitted")
    appeals = Appeal.visible_to(person).where(Appeal.state.in_(UNDER_REVIEW))
    packages = Package.visible_to(person).where(Package.state == "sent")
    queries: dict[Duties, Any] = {
        Duties("plans", N_("等审的周计划"), "plans.index", (roles.OPERATIONS,)): plans,
        Duties("appeals", N_("复核中的申请"), "appeals.index", (roles.HR,)): appeals,
        Duties("packages", N_("等确认的月度包"), "handover.index", (roles.HR,)): packages,
    }
    mine = [one for one in queries if person.holds(*one.roles)]
    if not mine:
        return []
    counts = [
        select(func.count()).select_from(queries[one].order_by(None).subquery()).scalar_subquery()
        for one in mine
    ]
    return list(zip(mine, db.session.execute(select(*counts)).one(), strict=True))


def to_rate(person: Any) -> list[Evaluation]:
    """What this person may rate now, the most urgent first: not of a broadcast they were on, nor of
    somebody they are close to."""
    if not person.holds(*RATES):
        return []
    on = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == person.id, RosterEntry.part.in_(("host", "assistant"))
    )
    query = (
        Evaluation.visible_to(person)
        .where(Evaluation.state.in_(("pending", "draft")))
        .where(or_(Evaluation.rater_id.is_(None), Evaluation.rater_id == person.id))
        .where(Evaluation.broadcast_id.not_in(on))
        .where(Evaluation.assistant_id.not_in(Closeness.ids_of(person.id)))
        .order_by(None)
        .order_by(Evaluation.rate_by, Evaluation.id)
    )
    there = joinedload(Evaluation.broadcast, innerjoin=True)
    query = query.options(
        there.lazyload(Broadcast.roster),
        there.lazyload(Broadcast.interruptions),
        joinedload(Evaluation.assistant).lazyload(Person.grants),
        lazyload(Evaluation.ratings),
    )
    return list(db.session.scalars(query.limit(SHOWN)))
