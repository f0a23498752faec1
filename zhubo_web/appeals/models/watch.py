"""Who had a part in what was objected to goes on rating and noting that person: HR looks at it (D-08).

For so many days after a decision what they give is compared with what they gave before (``watching``).
Nothing is blocked and nobody is accused: HR is told once of each sign, by a notice without a name, and
has a list. Who is watched sees neither; where HR itself had a part, administration is told, else the
owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.appeals.models.appeal import Appeal
from zhubo_web.appeals.models.given import Given, given
from zhubo_web.appeals.permissions import is_person
from zhubo_web.appeals.watching import Sign, signs
from zhubo_web.audit.models import AuditEvent, record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Notice
from zhubo_web.duties.models.notice import Told
from zhubo_web.extensions import db

#: Who is told and reads the list: the first of these with somebody who had no part.
TOLD = (roles.HR, roles.ADMINISTRATION, roles.OWNER)
#: No version of the policy watches longer.
LONGEST = timedelta(days=365)
SIGNED = "appeal.watch_signed"
NOTICE = N_("复核以后的评分和记录有一处请看看")
PAGE = "appeals.watch"


@dataclass(frozen=True)
class Watched:
    """One rater towards one person since one decision, with the signs so far, the newest first."""

    appeal: Appeal
    rater: Person
    since: datetime
    until: datetime
    signs: Sequence[Sign]


def under_watch() -> list[Appeal]:
    """The appeals that were decided lately enough, the newest first."""
    now = clock.now()
    query = (
        select(Appeal)
        .where(Appeal.decided_at > now - LONGEST)
        .options(
            joinedload(Appeal.policy),
            joinedload(Appeal.room),
            joinedload(Appeal.assistant).lazyload(Person.grants),
            lazyload(Appeal.members),
            lazyload(Appeal.answers),
        )
        .order_by(Appeal.decided_at.desc())
    )
    return [one for one in db.session.scalars(query) if now < _until(one) and one.respondent_ids]


def _until(one: Appeal) -> datetime:
    assert one.decided_at is not None
    return one.decided_at + one.span("appeal_watch_days")


def watched(appeals: Iterable[Appeal]) -> list[Watched]:
    """Every rater of these appeals with their signs; the same few statements however many."""
    found = list(appeals)
    people = {one.assistant_id for one in found}
    raters = {who for one in found for who in one.respondent_ids}
    if not found:
        return []
    query = select(Person).where(Person.id.in_(raters)).options(lazyload(Person.grants))
    known = {one.id: one for one in db.session.scalars(query)}
    told = given(people, raters, min(one.decided_at for one in found if one.decided_at) - LONGEST)
    return [
        _one(appeal, known[who], told) for appeal in found for who in sorted(appeal.respondent_ids)
    ]


def _one(appeal: Appeal, rater: Person, told: Given) -> Watched:
    since, until = appeal.decided_at, _until(appeal)
    assert since is not None
    key = (rater.id, appeal.assistant_id)
    return Watched(
        appeal, rater, since, until, signs(told.rated[key], told.noted[key], since, until)
    )


def listed(person: Any) -> list[Watched]:
    """What this person reads: of the rooms they are told of, nothing in which they had a part."""
    if not is_person(person) or not person.holds(*TOLD):
        return []
    everybody = _lookers()
    return watched(one for one in under_watch() if person.id in told_ids(one, everybody))


def told_ids(appeal: Appeal, everybody: Iterable[Person]) -> list[int]:
    """Who is told: HR without a part in it, else administration, else the owner."""
    parties = appeal.respondent_ids | {appeal.assistant_id}
    apart = [one for one in everybody if one.id not in parties]
    for role in TOLD:
        if able := [one.id for one in apart if one.holds(role, room=appeal.room)]:
            return able
    return []


def _lookers() -> Sequence[Person]:
    """Everybody who may be told, of whatever room."""
    held = select(Grant.person_id).where(Grant.role.in_(TOLD), Grant.ended_at.is_(None))
    active = Person.status.in_(("active", "invited"))
    return db.session.scalars(select(Person).where(Person.id.in_(held), active)).unique().all()


# ── by the worker ───────────────────────────────────────────────────────────────────────────────


def fresh_signs() -> list[tuple[Watched, Sign]]:
    """The signs that nobody was told of."""
    appeals = under_watch()
    known = _known(appeals) if appeals else {}
    return [
        (one, sign)
        for one in watched(appeals)
        for sign in one.signs
        if _named(one, sign) not in known.get(one.appeal.id, [])
    ]


def tell_of_signs() -> int:
    """Tell of every sign once; how many were new."""
    fresh = fresh_signs()
    everybody = _lookers() if fresh else ()
    for one, sign in fresh:
        record(SIGNED, one.appeal, SYSTEM, sign=_named(one, sign))
        for person_id in told_ids(one.appeal, everybody):
            told = Told(NOTICE, PAGE, {"args": {}})
            Notice.write(person_id, one.appeal, told, SYSTEM, kind="step", urgency="digest")
    return len(fresh)


def _known(appeals: Iterable[Appeal]) -> dict[int, list[Any]]:
    """Appeal → the signs that were told of."""
    query = select(AuditEvent.subject_id, AuditEvent.data).where(
        AuditEvent.name == SIGNED,
        AuditEvent.subject_type == Appeal.__tablename__,
        AuditEvent.subject_id.in_([one.id for one in appeals]),
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for appeal_id, data in db.session.execute(query):
        found[appeal_id].append(data["sign"])
    return found


def _named(one: Watched, sign: Sign) -> list[Any]:
    """What makes a sign the same: a density is told of once, marks once for each thing rated."""
    about = [] if sign.kind == "notes" else list(sign.about)
    return [one.rater.id, sign.kind, *about]
