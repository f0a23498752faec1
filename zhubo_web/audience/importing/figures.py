"""Whole numbers as platforms write them: 9961, 1,234, 27.4万, 1万+, 1.2w."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MOST = 2**31 - 1
_FIGURE = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3})+)(\.\d{1,4})? ?([万亿w])?\+?", re.IGNORECASE)
_UNITS = {"": 1, "万": 10_000, "w": 10_000, "亿": 100_000_000}


def figure(text: str) -> int | None:
    """The number; None if it is none, or more than a column holds. 1万+ is at least 10000."""
    match = _FIGURE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or (match[2] and not match[3]):
        return None
    plain = Decimal(match[1].replace(",", "") + (match[2] or ""))
    number = int(plain * _UNITS[(match[3] or "").lower()])
    return number if number <= MOST else None
