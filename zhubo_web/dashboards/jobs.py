"""Looking at the numbers of 四项原则 once a month is over, and again at what is below. Run by the worker."""

from __future__ import annotations

from datetime import date

from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.models.measuring import Span
from zhubo_web.dashboards.principles import Figure
from zhubo_web.extensions import db, writing
from zhubo_web.months import calendars


def judge_last_month() -> bool:
    """Write down how the month before this one came out, once; whether it was done now. What a month
    comes to is read outside the transaction that writes it down."""
    first = calendars.preceding(calendars.first_of(clock.today()))
    begin_reading()
    figures = [] if PrincipleCheck.why_not_judge(first) else _figures(first)
    db.session.rollback()
    if figures:
        with writing():
            PrincipleCheck.judge(first, figures)
    return bool(figures)


def settle_risen() -> int:
    """Settle what waited and has risen by itself, as evaluations come in late; return how many."""
    begin_reading()
    now = {first: _figures(first) for first in sorted(PrincipleCheck.below())}
    db.session.rollback()
    settled = 0
    for first, figures in now.items():
        with writing():
            settled += PrincipleCheck.look_again(first, figures)
    return settled


def _figures(first: date) -> list[Figure]:
    return Span(*calendars.bounds(first)).figures(clock.now())


def each_hour() -> None:
    """What the principles wait for the clock to do."""
    judge_last_month()
    settle_risen()
