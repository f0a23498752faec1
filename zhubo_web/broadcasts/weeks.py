"""Weeks from Monday in Shanghai, named 11.23–11.29. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhubo_web.core import clock

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def named(monday: date) -> str:
    """11.23–11.29."""
    last = monday + timedelta(days=6)
    return f"{monday.month}.{monday.day}–{last.month}.{last.day}"


def bounds(monday: date) -> tuple[datetime, datetime]:
    """The beginning of a week and of the next, in UTC."""
    return clock.shanghai(monday), clock.shanghai(monday + WEEK)
