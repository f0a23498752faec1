"""Months that are published while something they rest on is under review; who sits and is no longer
apart; what follows a decision. Run by the worker."""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.appeals.models import Appeal, watch
from zhubo_web.appeals.models.filed import UNDER_REVIEW
from zhubo_web.appeals.models.seated import SAT_IN
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, writing
from zhubo_web.months.models.answered import OBJECTED_IN


def hold_months() -> int:
    """Put into dispute what was published meanwhile; return for how many appeals."""
    begin_reading()
    found = db.session.scalars(select(Appeal).where(Appeal.state.in_(UNDER_REVIEW)))
    ids = [one.id for one in found if any(m.state in OBJECTED_IN for m in one.months())]
    db.session.rollback()
    for appeal_id in ids:
        with writing():
            db.session.get_one(Appeal, appeal_id).hold_months()
    return len(ids)


def empty_tied_seats() -> int:
    """Take whoever is no longer apart off their seat, so that somebody else is asked for; return how
    many seats are free by it."""
    begin_reading()
    found = db.session.scalars(select(Appeal).where(Appeal.state.in_(SAT_IN)))
    ids = [one.id for one in found if one.has_tied_seat]
    db.session.rollback()
    freed = 0
    for appeal_id in ids:
        with writing():
            freed += db.session.get_one(Appeal, appeal_id).empty_tied()
    return freed


def tell_of_signs() -> int:
    """Tell HR of what was rated or noted otherwise since a decision; return how many signs."""
    begin_reading()
    fresh = watch.fresh_signs()
    db.session.rollback()
    if not fresh:
        return 0
    with writing():
        return watch.tell_of_signs()


def each_minute() -> None:
    """What an appeal waits for the worker to do."""
    hold_months()
    empty_tied_seats()
    tell_of_signs()
