"""Whether a text can hold anything that masking hides, told from its characters alone. Pure.

Nearly all comments hold nothing, and the patterns that look for it closely cost ten times as much
as all else that is done with a comment. So each hint is what every pattern of its kind needs at the
least; `tests/audience/test_hinting.py` holds them to the patterns themselves.
"""

from __future__ import annotations

import re

#: What numbers, accounts and plates are written with, Chinese numerals included.
_SIGN = "a-z0-9_零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两-"
#: The shortest of them is an account's name of five signs.
_FIVE = re.compile(rf"(?:[{_SIGN}][^{_SIGN}]*+){{5}}")
_AT = re.compile("@|艾特")
_PLACE = re.compile("[弄栋幢座村屯镇乡]|单元|号楼")
_ROAD = re.compile("[路街道同巷]")
_ANY = re.compile("[a-z0-9零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两]")


def counts(flat: str) -> bool:
    """Whether any letter or digit is there: without one nothing is hidden."""
    return _ANY.search(flat) is not None


def numbered(flat: str) -> bool:
    """Whether a number, an account, a plate or a mail's address can be there."""
    return _FIVE.search(flat) is not None or _AT.search(flat) is not None


def placed(flat: str) -> bool:
    """Whether a street address can be there."""
    if _PLACE.search(flat) is not None:
        return True
    return "号" in flat and _ROAD.search(flat) is not None
