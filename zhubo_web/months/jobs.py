"""Opening a month on its last day, taking its figures down, locking what it rests on. Run by the worker."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.reasons import Refused
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, writing
from zhubo_web.months import calendars
from zhubo_web.months.models import Month, MonthlyEvaluation, locking
from zhubo_web.months.models.agreeing import take_down
from zhubo_web.months.models.gathering import gather

#: So many people are opened, and so many people's facts written, in one transaction.
TOGETHER = 10
#: So many evaluations are locked in one transaction, and so many at most each minute.
LOCKED_TOGETHER, LOCKED_A_MINUTE = 40, 400
log = logging.getLogger("zhubo.months")


def open_month() -> bool:
    """Open this month's evaluation on its last day; what stands in the way is told on its page."""
    first = calendars.first_of(clock.today())
    if clock.today() != calendars.following(first) - calendars.DAY:
        return False
    begin_reading()
    there = Month.of(first) is not None
    db.session.rollback()
    if there:
        return False
    with writing():
        try:
            Month.open(first, SYSTEM)
        except Refused as refused:
            db.session.rollback()
            log.info("the month is not opened: %s", refused)
            return False
    return True


def open_people() -> int:
    """Open everybody's evaluation in the months whose figures are not frozen: the rest of those who were
    there when somebody opened it, and who assisted since; return how many."""
    begin_reading()
    query = select(Month.id).where(Month.frozen_at.is_(None)).order_by(Month.first_day)
    ids = list(db.session.scalars(query))
    db.session.rollback()
    return sum(open_all(month_id) for month_id in ids)


def open_all(month_id: int) -> int:
    """Open everybody's evaluation of one month, a few people at a time; return how many."""
    opened = 0
    while True:
        begin_reading()
        waiting = MonthlyEvaluation.how_many_wait(db.session.get_one(Month, month_id))
        db.session.rollback()
        if not waiting:
            return opened
        with writing():
            month = db.session.get_one(Month, month_id)
            opened += len(MonthlyEvaluation.open_some(month, SYSTEM, TOGETHER))


def freeze_months() -> int:
    """Take the figures of every month down whose time has come; return how many months."""
    begin_reading()
    query = select(Month.id).where(Month.frozen_at.is_(None), Month.freeze_at <= clock.now())
    ids = list(db.session.scalars(query.order_by(Month.first_day)))
    db.session.rollback()
    for month_id in ids:
        freeze(month_id)
    return len(ids)


def freeze(month_id: int) -> None:
    """锁数 of one month: facts are gathered outside any write transaction and written down a few people
    at a time, so that nobody waits for it. Broken off, it goes on where it was; the month counts as frozen
    once everybody is."""
    open_all(month_id)
    begin_reading()
    at = clock.now()
    found = gather(MonthlyEvaluation.unfrozen(db.session.get_one(Month, month_id)), at)
    db.session.rollback()
    ids = sorted(found)
    for first in range(0, len(ids), TOGETHER):
        with writing():
            for number in ids[first : first + TOGETHER]:
                db.session.get_one(MonthlyEvaluation, number).freeze(found[number], at, SYSTEM)
    with writing():
        month = db.session.get_one(Month, month_id)
        if not MonthlyEvaluation.unfrozen(month):
            take_down(month)
            month.freeze(at, SYSTEM)


def lock_evaluations() -> int:
    """Lock the evaluations of single broadcasts whose month is out, a few at a time; return how many.
    Where somebody changes one meanwhile, the batch is taken up again in the next minute."""
    begin_reading()
    ids = list(locking.due(LOCKED_A_MINUTE))
    db.session.rollback()
    locked = 0
    for first in range(0, len(ids), LOCKED_TOGETHER):
        try:
            with writing():
                locked += locking.lock(ids[first : first + LOCKED_TOGETHER])
        except StaleDataError:
            log.info("an evaluation was changed meanwhile; locked at the next look")
    return locked


def each_minute() -> None:
    """What a month waits for the clock to do."""
    open_month()
    open_people()
    freeze_months()
    lock_evaluations()
