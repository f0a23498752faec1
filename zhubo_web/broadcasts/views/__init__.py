"""Pages and addresses of rooms, broadcasts, their people, run sheets, checks and clocks."""

from zhubo_web.broadcasts.views import (
    checking,
    identity,
    pasting,
    planning,
    rooms,
    running,
    series,
    sheet,
    showing,
    staffing,
    weeks,
)
from zhubo_web.broadcasts.views.blueprint import bp

__all__ = [
    "bp",
    "checking",
    "identity",
    "pasting",
    "planning",
    "rooms",
    "running",
    "series",
    "sheet",
    "showing",
    "staffing",
    "weeks",
]
