"""Opening a month on its last day, and taking its figures down. Run by the worker."""

from __future__ import annotations

import logging

from sqlalchemy import select

from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.reasons import Refused
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, writing
from zhubo_web.months import calendars
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.months.models.agreeing import take_down
from zhubo_web.months.models.gathering import gather

#: So many people's facts are written in one transaction.
TOGETHER = 10
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
            MonthlyEvaluation.open_all(Month.open(first, SYSTEM), SYSTEM)
        except Refused as refused:
            db.session.rollback()
            log.info("the month is not opened: %s", refused)
            return False
    return True


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
    with writing():
        MonthlyEvaluation.open_all(db.session.get_one(Month, month_id), SYSTEM)
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


def each_minute() -> None:
    """What a month waits for the clock to do."""
    open_month()
    freeze_months()
