"""Tables of duties, notices, the working calendar and messages out; and what follows workflows."""

from zhubo_web.duties.models.calendar import (
    CalendarDay,
    missing_year,
    working_calendar,
    year_to_import,
)
from zhubo_web.duties.models.channel import Channel, MessagingApp, PersonalAddress
from zhubo_web.duties.models.duty import REMIND_BEFORE, Duty, close, open_duty, release
from zhubo_web.duties.models.following import Followed, discreet, follow, followed, step
from zhubo_web.duties.models.notice import Digest, Notice, Told
from zhubo_web.duties.models.outgoing import Outgoing
from zhubo_web.duties.models.passing import give_back, pass_on
from zhubo_web.duties.models.shifts import shifts_of, take_shifts_from
from zhubo_web.duties.models.work import Work

__all__ = [
    "REMIND_BEFORE",
    "CalendarDay",
    "Channel",
    "Digest",
    "Duty",
    "Followed",
    "MessagingApp",
    "Notice",
    "Outgoing",
    "PersonalAddress",
    "Told",
    "Work",
    "close",
    "discreet",
    "follow",
    "followed",
    "give_back",
    "missing_year",
    "open_duty",
    "pass_on",
    "release",
    "shifts_of",
    "step",
    "take_shifts_from",
    "working_calendar",
    "year_to_import",
]
