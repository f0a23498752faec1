"""A piece of an appeal's file, as it is kept: message ids and values, read in each reader's own words.

``words`` are as they were written. ``lines`` are rows of texts beside them, each of which is a message id,
what somebody named, or a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.evaluations.scoring import NOT_MET
from zhubo_web.policies.rubrics import DIMENSIONS

Piece = dict[str, Any]
Line = list[str]
NOT_APPLIED = N_("没碰到")


def piece(
    title: str,
    words: str = "",
    by: int | None = None,
    url: str = "",
    lines: Iterable[Line] = (),
    **values: Any,
) -> Piece:
    """``by``: the id of who said or did it, to be named."""
    told = [line for line in lines if line]
    return {
        "title": title, "values": values, "words": words, "by": by, "url": url, "lines": told,
    }  # fmt: skip


def marks(given: Mapping[str, Any], named: Mapping[str, str]) -> list[Line]:
    """Marks as they were stored, by the names of what they are for."""
    return [[named.get(name, name), mark_of(mark)] for name, mark in given.items()]


def mark_of(mark: Any) -> str:
    """A mark as it was stored or frozen."""
    return NOT_APPLIED if mark in (None, NOT_MET) else str(mark)


def sides_and_items(rubric: Sequence[Any]) -> dict[str, str]:
    """What a broadcast is rated by: the four dimensions, and the items of its version."""
    return {**DIMENSIONS, **{one.code: one.name for one in rubric}}


def joined(*said: str | None) -> str:
    """What was written, a paragraph each."""
    return "\n".join(one.strip() for one in said if one and one.strip())


def plain(value: Decimal | None) -> str:
    """A figure without zeros at its end."""
    return "—" if value is None else f"{value.normalize():f}"
