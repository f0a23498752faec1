"""What stands in a cell as a figure: 1.2万, 1,234, ¥12.50, 12.82%, 1/3, 1分23秒, -, full-width. Pure.

An empty cell, - or -- is a figure that is missing, and None; never nought. What cannot be read is refused
with a sentence; a formula is never run and never taken for its text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.metrics.definitions import PERCENT, SECONDS, Definition
from zhubo_web.metrics.deriving import rounded

MOST = Decimal(99_999_999_999)
MISSING = frozenset(("", "-", "--", "---", "—", "——", "–", "/", "\\", "n/a", "na", "null", "none", "nan",
                     "无", "暂无", "未统计"))  # fmt: skip
#: How plain numbers of a column are to be read, besides as they stand.
MINUTES, FRACTION, MYRIAD = "minutes", "fraction", "myriad"
SCALES = {"": Decimal(1), MINUTES: Decimal(60), FRACTION: Decimal(100), MYRIAD: Decimal(10_000)}
_POWERS = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "千": 1000, "k": 1000}
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")
_PLAIN = re.compile(r"([+-]?)(\d+(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?")
_FRACTION = re.compile(r"(\d+)/(\d+)")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d)(?:\.\d+)?")
_SPOKEN = re.compile(
    r"(?:(\d+(?:\.\d+)?)(?:小时|个小时|时|h))?(?:(\d+(?:\.\d+)?)(?:分钟|分|min|m))?"
    r"(?:(\d+(?:\.\d+)?)(?:秒钟|秒|sec|s))?"
)
_COUNTED = re.compile(r"(?:人次|次|人|单|件|个|位|条)$")


def plain(value: Any) -> str:
    """The text of a cell without blanks, invisible signs, apostrophes; full-width as half-width."""
    text = unicodedata.normalize("NFKC", str(value)).replace("−", "-")
    return _INVISIBLE.sub("", text).strip("'’‘`\"").casefold()


def identity(value: Any) -> str:
    """An account's id as text: numbers without .0, no blanks, no apostrophes."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = plain(value)
    return "" if found in MISSING else found


def is_missing(value: Any) -> bool:
    """Whether the cell says nothing."""
    if not isinstance(value, str):
        return value is None
    return value in MISSING or plain(value) in MISSING


def _wrong(text: str) -> Invalid:
    return Invalid(N_("“%(text)s”不是数"), text=text[:20])


def _duration(text: str) -> Decimal | None:
    """Seconds of 1分23秒, 1:23:45 or 12:34 (minutes and seconds)."""
    if found := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return Decimal((hours * 60 + minutes) * 60 + seconds)
    if (found := _SPOKEN.fullmatch(text)) and any(found.groups()):
        return sum(
            (
                Decimal(part or 0) * size
                for part, size in zip(found.groups(), (3600, 60, 1), strict=True)
            ),
            Decimal(0),
        )
    return None


def _decimal(text: str) -> Decimal:
    """A number with its sign, thousands separators, 万 or 亿."""
    power = 1
    while text[-1:] in _POWERS:
        power *= _POWERS[text[-1]]
        text = text[:-1]
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if not _PLAIN.fullmatch(text):
        raise _wrong(text)
    return Decimal(text.replace(",", "")) * power


def _text(text: str, definition: Definition, scale: str) -> Decimal:
    if text.startswith("="):
        raise Invalid(N_("是公式，请粘贴成数值再导入"))
    if text.startswith("#"):
        raise Invalid(N_("公式出错了（%(text)s），请改好再导入"), text=text[:20].upper())
    if text.endswith("+"):
        raise Invalid(N_("“%(text)s”是“以上”，不是准数"), text=text[:20])
    if definition.unit == SECONDS and (seconds := _duration(text)) is not None:
        return seconds
    if definition.unit == PERCENT and text.endswith("%"):
        return _decimal(text[:-1])
    if definition.unit == PERCENT and (found := _FRACTION.fullmatch(text)) and int(found[2]):
        return Decimal(int(found[1])) / Decimal(int(found[2])) * 100
    text = re.sub(r"^(-?)(?:¥|rmb|cny)", r"\1", text).removesuffix("元")
    return _decimal(_COUNTED.sub("", text)) * SCALES[scale]


def _number(value: Any, definition: Definition, scale: str) -> Decimal:
    if type(value) in (float, int):  # most cells of a list; truth values are none of them
        if not math.isfinite(value):
            raise _wrong(str(value))
        found = Decimal(repr(value))
        return found * SCALES[scale] if scale else found
    if isinstance(value, bool | date):
        raise _wrong(str(value))
    if isinstance(value, timedelta):
        return Decimal(str(value.total_seconds()))
    if isinstance(value, time):
        return Decimal((value.hour * 60 + value.minute) * 60 + value.second)
    return _text(plain(value), definition, scale)


def figure(value: Any, definition: Definition, scale: str = "") -> Decimal | None:
    """The cell as a figure of this definition's unit; None where it is missing.

    Raises Invalid with the sentence that belongs to the cell.
    """
    if is_missing(value):
        return None
    try:
        found = _number(value, definition, scale)
    except InvalidOperation as error:
        raise _wrong(str(value)) from error
    if abs(found) > MOST:
        raise Invalid(N_("“%(text)s”太大了"), text=str(value)[:20])
    if found < 0 and not definition.signed:
        raise Invalid(N_("“%(text)s”是负数，这一项不会是负的"), text=str(value)[:20])
    if definition.whole and found != found.to_integral_value():
        raise Invalid(N_("“%(text)s”应该是整数"), text=str(value)[:20])
    if found > 100 and definition.is_share:
        raise Invalid(N_("“%(text)s”超过了 100%%"), text=str(value)[:20])
    return rounded(found)
