"""What happened in the made-up month: who assisted when, what was noted, rated, said, counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from zhubo_web.core import clock
from zhubo_web.months import calendars

#: An evening begins at eight and lasts two hours.
HOUR, MINUTES = 20, 120
#: What an ordinary evening of eight weeks before came to; every evening differs a little.
ORDINARY = {
    "view_uv": 1300, "view_pv": 1560, "engage_uv": 156, "comments": 390, "comment_uv": 117,
    "watch_avg": 50, "new_fans": 26, "new_club": 13, "goods_expose_uv": 975, "goods_click_uv": 195,
    "buyers": 104, "order_uv": 124, "gmv": 13_000,
}  # fmt: skip
#: Days before the month's first, how far from ordinary in per cent.
BEFORE = tuple((days, (-6, 3, -2, 5, 0, -4, 6, 2)[days % 8]) for days in range(2, 54, 4))

Tap = tuple[int, str, dict[str, Any]]  #: minute, observer, what was tapped


@dataclass(frozen=True)
class Evening:
    """One broadcast. ``day`` is of its month; ``marks``: what the four sides were rated, None 本场没碰到;
    ``better``: per cent above the ordinary by figure; ``late``: minutes after the time to be there;
    ``thanked``: by the host."""

    day: int
    assistant: str
    rater: str
    marks: tuple[int | None, int | None, int | None, int | None]
    taps: tuple[Tap, ...]
    better: dict[str, int] = field(default_factory=dict)
    late: int = -10
    thanked: bool | None = None
    summed_up_late: bool = False
    red_line: bool = False


PRAISE_REPLY: dict[str, Any] = {"kind": "praise", "tag": "I01"}
PRAISE_SHOW: dict[str, Any] = {"kind": "praise", "tag": "P02"}
PRAISE_RESCUE: dict[str, Any] = {"kind": "praise", "tag": "E02"}
PRAISE_CLEAR: dict[str, Any] = {"kind": "praise", "tag": "L03"}
MISSED: dict[str, Any] = {"kind": "remind", "tag": "I11", "detail": "敏感肌能用吗"}
QUIET: dict[str, Any] = {"kind": "issue", "tag": "I13", "detail": "接着讲演示"}
SPECIFICATION: dict[str, Any] = {"kind": "issue", "tag": "P12"}
FAST: dict[str, Any] = {"kind": "remind", "tag": "L11"}
CLAIM: dict[str, Any] = {"kind": "issue", "tag": "P15"}
#: What lifts chen's month above the ordinary.
LIVELY = {"engage_uv": 45, "comment_uv": 45, "watch_avg": 15, "goods_click_uv": 45, "new_fans": 55,
          "new_club": 55, "buyers": 30, "gmv": 30}  # fmt: skip
#: What li's month lacks.
DULL = {"engage_uv": -42, "comment_uv": -42, "watch_avg": -15, "goods_click_uv": -40,
        "new_fans": -35, "new_club": -35, "buyers": -20, "gmv": -20}  # fmt: skip

#: Nobody notes how li speaks: of the principles, one falls short.
EVENINGS = (
    Evening(3, "chen", "lin", (4, 4, 4, None),
            ((12, "lin", PRAISE_REPLY), (40, "tang", PRAISE_SHOW)), LIVELY, thanked=True),
    Evening(4, "li", "ma", (3, 3, 3, None),
            ((15, "ma", MISSED), (50, "hong", QUIET)), DULL, late=4),
    Evening(6, "chen", "ma", (4, 4, 4, 4),
            ((20, "ma", PRAISE_RESCUE), (44, "hong", PRAISE_CLEAR)), LIVELY, thanked=True),
    Evening(8, "li", "lin", (3, 3, 3, 3),
            ((22, "lin", SPECIFICATION), (61, "tang", MISSED)), DULL, late=9, summed_up_late=True),
    Evening(10, "chen", "lin", (4, 4, 4, None),
            ((18, "lin", PRAISE_SHOW), (70, "ma", PRAISE_REPLY)), LIVELY, thanked=True),
    Evening(12, "li", "ma", (3, 3, 3, None),
            ((30, "ma", QUIET), (66, "hong", PRAISE_REPLY)), DULL, summed_up_late=True,
            thanked=False),
    Evening(14, "chen", "lin", (4, 4, 4, None),
            ((37, "tang", CLAIM), (52, "lin", PRAISE_REPLY)), LIVELY, thanked=True, red_line=True),
    Evening(17, "li", "lin", (3, 3, 3, None),
            ((28, "lin", MISSED), (75, "tang", MISSED)), DULL, late=11),
    Evening(19, "chen", "ma", (4, 4, 4, None),
            ((16, "ma", PRAISE_REPLY), (80, "hong", PRAISE_SHOW)), LIVELY, thanked=True),
    Evening(21, "li", "ma", (3, 3, 3, 3),
            ((33, "ma", SPECIFICATION), (58, "hong", PRAISE_SHOW)), DULL),
    Evening(24, "chen", "ma", (4, 4, 4, 4),
            ((25, "ma", PRAISE_CLEAR), (47, "hong", PRAISE_RESCUE)), LIVELY, thanked=True),
    Evening(26, "li", "lin", (3, 3, 3, None),
            ((40, "lin", MISSED), (77, "tang", PRAISE_REPLY)), DULL, thanked=True),
)  # fmt: skip
#: The weeks after it, by the day of the next month: its own month is not opened here, they are there so
#: that curves go on. Not before the 13th: the eight weeks that curves show reach so far back on any day.
LATER = (
    Evening(13, "chen", "lin", (4, 4, 4, None),
            ((14, "lin", PRAISE_REPLY), (52, "tang", PRAISE_SHOW)), {**LIVELY, "watch_avg": 8}),
    Evening(14, "li", "ma", (3, 4, 3, None),
            ((21, "ma", PRAISE_REPLY), (63, "hong", MISSED)), {**DULL, "engage_uv": -30}, late=3),
    Evening(16, "chen", "ma", (4, 4, 3, None),
            ((33, "ma", PRAISE_CLEAR), (58, "hong", FAST)), {**LIVELY, "engage_uv": 30},
            thanked=True),
    Evening(17, "li", "lin", (3, 3, 3, None),
            ((18, "lin", MISSED), (49, "tang", PRAISE_SHOW)), {**DULL, "engage_uv": -25}),
    Evening(19, "chen", "lin", (4, 4, 4, 4),
            ((27, "lin", PRAISE_RESCUE), (71, "ma", PRAISE_REPLY)), LIVELY, thanked=True),
    Evening(20, "li", "ma", (3, 4, 3, 3),
            ((35, "ma", PRAISE_SHOW), (80, "hong", PRAISE_CLEAR)), {**DULL, "engage_uv": -12}),
    Evening(22, "chen", "ma", (4, 4, 4, None),
            ((12, "ma", PRAISE_REPLY), (44, "hong", PRAISE_SHOW)), {**LIVELY, "engage_uv": 55},
            thanked=True),
    Evening(23, "li", "lin", (4, 4, 3, None),
            ((29, "lin", PRAISE_CLEAR), (66, "tang", PRAISE_REPLY)), {"engage_uv": -5},
            thanked=True),
)  # fmt: skip
#: Who gives what at the end of the month: class → the marks of the five items, in order.
CLASS_MARKS: dict[str, dict[str, tuple[int | None, ...]]] = {
    "chen": {"operations": (5, 5, 5, 5, 5), "host": (5, 5, 4, 5, 5), "hr": (5, 5, 5, 5, 4)},
    "li": {"operations": (3, 3, 3, 3, 3), "host": (3, 3, 3, 3, None), "hr": (3, 3, 3, 3, 3)},
}
SELF_MARKS = {"chen": 5, "li": 4}
CLASS_MEMBERS = {"operations": "ma", "host": "lin", "hr": "hong"}
#: In the middle of the month grades are moved from the sixteenth on; this month keeps its own.
POLICY_DAY = 16


def evenings(first: date) -> tuple[Evening, ...]:
    """All of them, by the day counted from the month's first; beyond its end it goes on."""
    length = (calendars.following(first) - first).days
    return (*EVENINGS, *(replace(one, day=one.day + length) for one in LATER))


def day_of(first: date, evening: Evening) -> date:
    """The day of an evening."""
    return first + timedelta(days=evening.day - 1)


def first_day() -> date:
    """The month that is told of: the last one whose time to object is over, too."""
    today = clock.today()
    found = calendars.preceding(calendars.first_of(today))
    if today - calendars.following(found) < timedelta(days=40):
        found = calendars.preceding(found)
    return found
