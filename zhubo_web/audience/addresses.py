"""Finding a street address in a comment: a road with its number, or a building with its room.

A city or province alone stays (发新疆吗 is a question about the product), and so do 1号链接 and
other numbers that shops call their goods by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhubo_web.core.folding import Folded

_NUMBER = r"[0-9零一二三四五六七八九十百千]{1,5}"
_NOT_GOODS = r"(?![链连品款色宝机线码袋杯盒瓶套车是有的怎上呢吗好]|主播|多少)"
_TAIL = rf"(?:[^\s,。!?;、〔〕]{{0,10}}?{_NUMBER}(?:号楼|栋|幢|座|单元|楼|层|室|房|户))*"
_NOT_PRICE = r"(?![0-9个人元块])"
_CORES = (
    re.compile(
        rf"(?:(?<![走逛链])[路街]|大道|街道|胡同|巷) ?{_NUMBER} ?(?:弄 ?{_NUMBER})?号"
        rf"{_NOT_GOODS}{_TAIL}"
    ),
    re.compile(rf"{_NUMBER} ?弄 ?{_NUMBER} ?号{_TAIL}"),
    re.compile(rf"(?<=[村屯镇乡]){_NUMBER}(?:组{_NUMBER})?(?:组|队|号){_NOT_GOODS}{_TAIL}"),
    re.compile(
        rf"{_NUMBER} ?(?:号楼|栋|幢|单元) ?(?:{_NUMBER} ?(?:单元|楼|层) ?)?"
        rf"[a-z]?{_NUMBER}(?:室|房|号|户)?{_NOT_PRICE}"
    ),
    re.compile(rf"(?<![a-z])[a-z] ?(?:座|栋|幢) ?[0-9]{{3,4}}(?:室|房|号)?{_NOT_PRICE}"),
)
_LEADERS = (
    *("地址是", "地址", "住在", "寄到", "寄往", "送到", "发到"),
    *("家在", "人在", "我在", "住", "寄", "送", "在"),
)
_LONGEST_NAME = 24


def address_spans(folded: Folded) -> Iterator[tuple[int, int]]:
    """Spans of the source that are addresses, the place names before the number included."""
    for core in _CORES:
        for match in core.finditer(folded.text):
            start, end = folded.span(*match.span())
            yield _begin(folded.source, start), end


def _begin(source: str, start: int) -> int:
    """Walk left over the Han characters of the place's name, as far as a word like 住在."""
    left = start
    while left > max(0, start - _LONGEST_NAME) and _is_han(source[left - 1]):
        left -= 1
    name = source[left:start]
    cuts = [name.rfind(leader) + len(leader) for leader in _LEADERS if leader in name]
    return left + max(cuts, default=0)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char.isdigit()
