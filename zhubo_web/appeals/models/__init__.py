"""Tables of appeals: the appeal, who sits on it, guests, answers."""

from zhubo_web.appeals.models.appeal import Appeal
from zhubo_web.appeals.models.filed import Filing
from zhubo_web.appeals.models.seat import (
    AppealAnswer,
    AppealGuest,
    AppealMember,
    Guest,
)

__all__ = [
    "Appeal",
    "AppealAnswer",
    "AppealGuest",
    "AppealMember",
    "Filing",
    "Guest",
]
