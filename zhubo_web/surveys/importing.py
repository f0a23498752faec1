"""Reading when something was said, as people type it. Pure."""

from __future__ import annotations

import re
from datetime import time

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid

_STREAM = re.compile(r"(?:(\d{1,2})[:：])?([0-5]?\d)[:：]([0-5]\d)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def stream_ms(text: str) -> int:
    """1:23:32 or 23:32 of stream time, in milliseconds. Raises Invalid naming the field."""
    found = _STREAM.fullmatch(text.strip())
    if found is None:
        raise Invalid(N_("直播时间写成 1:23:32 这样"), "at")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def time_of_day(text: str) -> time:
    """20:15 on a clock in Shanghai. Raises Invalid naming the field."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise Invalid(N_("几点写成 20:15 这样"), "at")
    return time(int(found[1]), int(found[2]))
