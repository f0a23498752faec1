"""Timers of workflow rows: the steps that the clock makes. Run by the worker each second."""

from __future__ import annotations

import logging

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.reasons import Refused
from zhubo_web.core.workflow import SYSTEM, Transition
from zhubo_web.duties.models import Followed, followed
from zhubo_web.extensions import db, writing

log = logging.getLogger("zhubo.duties")
BATCH = 40


def _due() -> list[tuple[Followed, Transition, list[int]]]:
    """Every timer whose time has come for something, with some of what; in one look at the database."""
    begin_reading()
    now, found = clock.now(), []
    for one in followed():
        for row in one.workflow.timers():
            query = one.waiting(row, now).with_only_columns(one.model.id).limit(BATCH)
            if ids := list(db.session.scalars(query)):
                found.append((one, row, ids))
    db.session.rollback()
    return found


def _move(one: Followed, row: Transition, ids: list[int]) -> int:
    """Make the step for each in one short transaction; what may not move yet is left."""
    moved = 0
    with writing():
        for thing in db.session.scalars(select(one.model).where(one.model.id.in_(ids))):
            if thing.state != row.source or one.workflow.why_not(thing, row.verb, SYSTEM):
                continue
            getattr(thing, row.verb)(by=SYSTEM)
            moved += 1
    return moved


def run_timers() -> int:
    """Make every transition whose time has come; return how many."""
    moved = 0
    for one, row, ids in _due():
        try:
            moved += _move(one, row, ids)
        except Refused:
            db.session.rollback()
            log.exception("timer %s.%s", one.workflow.name, row.verb)
        except StaleDataError:
            log.info("%s: one was changed meanwhile; again at the next look", row.verb)
    return moved
