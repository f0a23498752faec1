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
#: What is being written keeps every other writer waiting: a report that is kept takes 25 ms by itself.
STRETCH_SECONDS = 0.05


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
    """Make the step for each, in short transactions; what may not move yet is left."""
    moved = 0
    while ids:
        with writing():
            made, ids = _stretch(one, row, ids)
        moved += made
    return moved


def _stretch(one: Followed, row: Transition, ids: list[int]) -> tuple[int, list[int]]:
    """The step for as many as one transaction may last; how many, and which are left for the next."""
    until, moved = clock.monotonic() + STRETCH_SECONDS, 0
    things = list(db.session.scalars(select(one.model).where(one.model.id.in_(ids))))
    left = [thing.id for thing in things]
    for place, thing in enumerate(things, start=1):
        if thing.state == row.source and not one.workflow.why_not(thing, row.verb, SYSTEM):
            getattr(thing, row.verb)(by=SYSTEM)
            moved += 1
        if clock.monotonic() > until:
            return moved, left[place:]
    return moved, []


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
