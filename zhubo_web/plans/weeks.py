"""The weeks of plans, and when their plan is due. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhubo_web.broadcasts.weeks import WEEK, bounds, monday_of, named
from zhubo_web.core import clock
from zhubo_web.policies.parameters import Numbers

__all__ = [
    "WEEK", "bounds", "due_of", "minutes_late", "monday_of", "named", "usual_due",
]  # fmt: skip
#: Who is told late has at least so long to write the plan.
LEAST = timedelta(hours=24)


def usual_due(monday: date, numbers: Numbers) -> datetime:
    """The weekday and time of the week before, by the policy; as UTC."""
    day = monday - WEEK + timedelta(days=numbers.whole("plan_due_weekday") - 1)
    return clock.shanghai(day) + timedelta(minutes=numbers.whole("plan_due_time"))


def due_of(monday: date, numbers: Numbers, opened: datetime, first: datetime | None) -> datetime:
    """When a plan opened at this moment is due: at the usual time; opened too late for that, a day
    later, at most at the first broadcast's start, and never before it was opened."""
    usual = usual_due(monday, numbers)
    if opened + LEAST <= usual:
        return usual
    latest = opened + LEAST
    return max(opened, min(latest, first)) if first is not None else latest


def minutes_late(moment: datetime, due: datetime) -> int:
    """Whole minutes after the due moment, 0 when in time."""
    return max(0, (moment - due) // timedelta(minutes=1))
