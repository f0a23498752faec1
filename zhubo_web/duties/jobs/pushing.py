"""Making pushes: what waits in inboxes goes out in a digest, or at once where the rules allow it.

A push stands in the ``digest`` table with the notices it carried, and is written in one transaction
with the message that leaves for the person's own account, if they gave one. Run by the worker.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.i18n import speaking
from zhubo_web.duties import channels, digesting, exporting
from zhubo_web.duties.models import (
    Channel,
    Digest,
    Duty,
    MessagingApp,
    Notice,
    Outgoing,
    PersonalAddress,
    discreet,
    shifts_of,
    working_calendar,
)
from zhubo_web.duties.models.numbers import numbers
from zhubo_web.extensions import db, writing

log = logging.getLogger("zhubo.duties")
#: Personal digests leave within so many minutes one after the other, not all in one second.
SPREAD = 5
#: Counts for groups leave within so many minutes of the morning's hour.
GROUPS_WITHIN = 20


@dataclass(frozen=True)
class Morning:
    """Today's hour of the digest."""

    begins: datetime

    @classmethod
    def of(cls, chosen: digesting.Numbers) -> Morning:
        """By the shop's choice."""
        return cls(clock.shanghai(clock.today()) + timedelta(minutes=chosen.daily_at))

    @property
    def is_now(self) -> bool:
        """Whether a digest may come now."""
        return self.begins <= clock.now() < self.begins + digesting.GRACE

    @property
    def ends(self) -> datetime:
        """What is due before this moment is of today."""
        return self.begins + timedelta(days=1)


def push() -> int:
    """Make the pushes that are due now; return how many."""
    begin_reading()
    chosen = numbers()
    due = _due(chosen)
    db.session.rollback()
    for person_id, kind in due:
        try:
            with writing():
                _make(person_id, kind, Morning.of(chosen))
        except IntegrityError:
            log.info("another worker made this push")
    return len(due)


def _waiting(morning: Morning) -> dict[int, digesting.Waiting]:
    """What has not reached each active person yet."""
    found: dict[int, dict[str, int]] = {}
    unread = (
        select(Notice.person_id, Notice.urgency, func.count())
        .where(Notice.digest_id.is_(None), Notice.read_at.is_(None))
        .group_by(Notice.person_id, Notice.urgency)
    )
    for person_id, urgency, count in db.session.execute(unread):
        found.setdefault(person_id, {})[urgency] = count
    if morning.is_now:
        duties = (
            select(Duty.person_id, func.count())
            .where(Duty.closed_at.is_(None), Duty.due_at < morning.ends)
            .group_by(Duty.person_id)
        )
        for person_id, count in db.session.execute(duties):
            found.setdefault(person_id, {})["duties"] = count
    active = select(Person.id).where(Person.id.in_(found), Person.status == "active")
    return {one: digesting.Waiting(**found[one]) for one in db.session.scalars(active)}


def _due(chosen: digesting.Numbers) -> list[tuple[int, str]]:
    """Who is to be told now, and by which kind of push."""
    waiting = _waiting(Morning.of(chosen))
    if not waiting:
        return []
    now, begins = clock.now(), clock.shanghai(clock.today())
    works = working_calendar().works(clock.today())
    shifts = shifts_of(list(waiting), begins, begins + timedelta(days=2))
    pushed = _pushed_today(list(waiting))
    due = []
    for person_id, has in waiting.items():
        day = digesting.Day(shifts[person_id], works, pushed.get(person_id, ()))
        if kind := digesting.push_due(now, day, has, chosen):
            due.append((person_id, kind))
    return due


def _pushed_today(people: list[int]) -> dict[int, list[digesting.Pushed]]:
    found: dict[int, list[digesting.Pushed]] = {}
    query = select(Digest).where(Digest.day == clock.today(), Digest.person_id.in_(people))
    for one in db.session.scalars(query):
        came = digesting.Pushed(one.kind, one.created_at)
        found.setdefault(one.person_id, []).append(came)
    return found


def _make(person_id: int, kind: str, morning: Morning) -> None:
    """The push with what it carries, and the message that leaves with it."""
    person = db.session.get_one(Person, person_id)
    today = [one for one in Duty.open_of(person) if one.due_at and one.due_at < morning.ends]
    notices = Notice.to_push(person_id, everything=kind != "at_once")
    if not notices and (kind != "daily" or not today):
        return
    made = Digest.make(person_id, kind, notices, len(today))
    there = PersonalAddress.of(person)
    if there is None or there.kind not in MessagingApp.by_kind():
        return
    site = current_app.extensions["zhubo"].public_url
    with speaking(person.language or "zh-Hans"):
        text = exporting.for_person(kind, notices, len(today), site)
    Outgoing.to_address(there, text, due_at=_moment(there, kind), digest_id=made.id)


def _moment(there: PersonalAddress, kind: str) -> datetime:
    if kind == "at_once":
        return clock.now()
    later = clock.now() + timedelta(minutes=there.person_id % SPREAD)
    return channels.off_the_hour(there.kind, later)


def tell_groups() -> int:
    """Send each group its counts of the day once, some minutes after the morning's hour."""
    begin_reading()
    morning = Morning.of(numbers())
    past = (clock.now() - morning.begins) // timedelta(minutes=1)
    untold = Channel.active & Channel.told_on.is_distinct_from(clock.today())
    ids = list(db.session.scalars(select(Channel.id).where(untold)))
    db.session.rollback()
    told = [one for one in ids if 1 + one % (GROUPS_WITHIN // 2) <= past <= GROUPS_WITHIN]
    for channel_id in told:
        with writing():
            _tell_group(db.session.get_one(Channel, channel_id), morning)
    return len(told)


def _tell_group(channel: Channel, morning: Morning) -> None:
    channel.told_on = clock.today()
    query = select(Duty.title).where(Duty.closed_at.is_(None), Duty.due_at < morning.ends)
    query = query.where(Duty.title.not_in(discreet()))
    if channel.room_id is not None:
        query = query.where(Duty.room_id == channel.room_id)
    with speaking("zh-Hans"):
        text = exporting.for_group(list(db.session.scalars(query)))
    if text:
        Outgoing.to_channel(channel, text)
