"""Seeing through disguised text: a plain form to search in, and where each character came from.

People space numbers out, write them full-width or in Chinese numerals, and hide zero-width
characters inside words. Searching happens in the folded text, replacing in the original.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NUMERALS = str.maketrans(
    "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "00012345678911234567892"
)
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
#: Characters whose plain form a process remembers: viewers write with some three thousand.
REMEMBERED = 8192


@dataclass(frozen=True)
class Folded:
    """The folded `text`; `origin[i]` is the index in `source` its i-th character came from."""

    source: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The piece of the source that folded characters [start, end) stand for."""
        stop = self.origin[end - 1] + 1
        while stop < len(self.source) and unseen(self.source[stop]):
            stop += 1
        return self.origin[start], stop

    def with_numerals(self) -> Folded:
        """The same with Chinese numerals read as digits, one for one."""
        return Folded(self.source, self.text.translate(_NUMERALS), self.origin)


def unseen(char: str) -> bool:
    """Whether a character draws nothing of its own: zero-width, or a mark on the one before."""
    return unicodedata.category(char) in _UNSEEN


def fold(text: str, *, spaces: bool = True) -> Folded:
    """Lower case, half-width, digits of any script as 0–9, nothing unseen; spaces if wanted."""
    folded: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for plain in _plain(char):
            if spaces or plain == "\n" or not plain.isspace():
                folded.append(plain)
                origin.append(index)
    return Folded(text, "".join(folded), tuple(origin))


def flat(text: str) -> str:
    """The text that ``fold`` searches in, without where its characters came from: far cheaper."""
    return "".join(map(_plain, text))


@lru_cache(REMEMBERED)
def _plain(char: str) -> str:
    if char.isascii():
        return char.lower()
    if unseen(char):
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char).lower()
    return "".join(part for part in plain if not unseen(part))
