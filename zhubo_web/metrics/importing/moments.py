"""When a broadcast began, in the ways that exports and people write it; a clock in Shanghai. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid

_NOISE = re.compile("[\u200b-\u200f\u2060\ufeff'’‘`\"]|[（(]?(?:星期|周)[一二三四五六日天][）)]?")
_RANGE = re.compile(r"\s*(?:~|～|至|到|—|–|\s-\s)\s*")
_DAY = r"(\d{4})\s*[-/._年]\s*(\d{1,2})\s*[-/._月]\s*(\d{1,2})日?"
_HALF, _COLON = "上午|下午|晚上|中午|凌晨|am|pm", r"\s*[:\-点时分._]\s*"
_TIME = rf"({_HALF})?\s*(\d{{1,2}}){_COLON}(\d{{1,2}})(?:{_COLON}(\d{{1,2}})秒?)?分?"
_WRITTEN = re.compile(rf"{_DAY}(?:[\s_t,]*{_TIME})?(?:\.0+)?")
_CLOCK = re.compile(_TIME)
_PACKED = re.compile(r"(20\d{2})(\d{2})(\d{2})(?:[_\s]?(\d{2})(\d{2})(\d{2})?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day nought, on no clock
_AFTERNOON = ("下午", "晚上", "pm")


@dataclass(frozen=True)
class When:
    """A day, and the time of day where it was given."""

    day: date
    at: time | None = None

    @property
    def moment(self) -> datetime | None:
        """The moment in UTC."""
        return clock.shanghai(self.day) + _since_midnight(self.at) if self.at else None


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _wrong(text: str) -> Invalid:
    return Invalid(N_("“%(text)s”读不出是什么时候，写成 2026/03/21 19:15 这样"), text=text[:24])


def _clean(text: str) -> str:
    text = _NOISE.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()
    return _RANGE.split(text, maxsplit=1)[0].strip()


def _time(half: str | None, hour: str, minute: str, second: str | None) -> time:
    hours = int(hour)
    if half in _AFTERNOON and hours < 12:
        hours += 12
    return time(hours, int(minute), int(second or 0))


def _serial(number: float) -> When:
    if not 30_000 <= number < 80_000:
        raise ValueError("not a day of ours")
    moment = _FIRST + timedelta(seconds=round(number * 86_400))
    return When(moment.date(), moment.time() if number % 1 else None)


def _text(text: str) -> When:
    if found := _WRITTEN.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return When(day, _time(found[4], found[5], found[6], found[7]) if found[5] else None)
    if found := _PACKED.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return When(day, _time(None, found[4], found[5], found[6]) if found[4] else None)
    if _SERIAL.fullmatch(text):
        return _serial(float(text))
    raise ValueError(text)


def when(value: Any) -> When | None:
    """The day, and the time if it is there; None for an empty cell. Raises Invalid."""
    if value is None or (isinstance(value, str) and not _clean(value).strip("-/")):
        return None
    try:
        if isinstance(value, datetime):
            return When(value.date(), value.time())
        if isinstance(value, date):
            return When(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            packed = str(int(value))
            return _text(packed) if len(packed) == 8 else _serial(value)
        return _text(_clean(str(value)))
    except (ValueError, OverflowError) as error:
        raise _wrong(str(value)) from error


def time_of_day(value: Any) -> time | None:
    """A time alone: 19:15, a cell of that kind, or a day's fraction. None if empty. Raises Invalid."""
    if value is None or (isinstance(value, str) and not _clean(value).strip("-/")):
        return None
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    try:
        if isinstance(value, timedelta):
            return (_FIRST + value).time()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return (_FIRST + timedelta(seconds=round(value % 1 * 86_400))).time()
        found = _CLOCK.fullmatch(_clean(str(value)))
        if found is None:
            raise ValueError(value)
        return _time(found[1], found[2], found[3], found[4])
    except (ValueError, OverflowError) as error:
        raise Invalid(N_("“%(text)s”不是时刻，写成 19:15 这样"), text=str(value)[:24]) from error
