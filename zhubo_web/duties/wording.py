"""What a duty is called without whom or what it is about. Pure.

Messages into groups are made of these headings and of counts only. The values that fill a title are
never given to them, so that no name can stand beside something bad.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_TAILS = ' ：:，,、（(“"—-'
MOST_LINES = 5


def heading(title: str) -> str:
    """The part of a title before the first thing that fills it: 开播前确认：%(title)s → 开播前确认."""
    return title.split("%(", 1)[0].rstrip(_TAILS)


def counted(titles: Iterable[str]) -> list[tuple[str, int]]:
    """Titles with how many there are of each, the most frequent first."""
    return sorted(Counter(titles).items(), key=lambda pair: (-pair[1], pair[0]))
