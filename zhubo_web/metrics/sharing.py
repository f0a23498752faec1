"""Whose a broadcast's figures are: the shares of those on duty, by the minute. Pure.

Where two stood there at once each has half of that while; a while with nobody is nobody's. The shares
and what is nobody's make one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

#: (person, from, to) in milliseconds of stream time.
Turn = tuple[int, int, int]


def shares(turns: Iterable[Turn], length_ms: int) -> dict[int, Decimal]:
    """Person → share of the broadcast, exact to a millisecond; empty if it has no length."""
    if length_ms <= 0:
        return {}
    kept = [(who, max(0, first), min(last, length_ms)) for who, first, last in turns]
    kept = [turn for turn in kept if turn[1] < turn[2]]
    had: dict[int, Decimal] = {}
    edges = sorted({edge for _who, first, last in kept for edge in (first, last)})
    for begin, end in pairwise(edges):
        there = sorted({who for who, first, last in kept if first <= begin and end <= last})
        for who in there:
            had[who] = had.get(who, Decimal(0)) + Decimal(end - begin) / len(there)
    return {who: ms / length_ms for who, ms in had.items()}
