"""What was measured over a stretch of time, of one line and of whom the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from zhubo_web.dashboards.buckets import Held, Seen
from zhubo_web.dashboards.lines import FIGURES, MONTH, SCORE, Line
from zhubo_web.dashboards.models.series import figures, months, own, scores
from zhubo_web.dashboards.models.whose import Whose

__all__ = ["Held", "drawn", "read"]


def read(
    whose: Whose, line: Line, rows: Sequence[Any], since: datetime, until: datetime
) -> list[Seen]:
    """Everything measured, the oldest first. ``rows``: the broadcasts of the time, as ``Whose`` gives
    them."""
    if line.sort == SCORE:
        return scores.read(whose, line, rows, since, until)
    if line.sort == FIGURES:
        return figures.read(whose, line, rows, since, until)[1]
    if line.sort == MONTH:
        return months.read(whose, since, until)
    return own.read(whose, line, rows, since, until)


def drawn(
    whose: Whose,
    line: Line,
    rows: Sequence[Any],
    since: datetime,
    until: datetime,
    first: date | None = None,
) -> tuple[Line, list[Seen]]:
    """The line in the form that it is drawn in, and everything measured in that form: a figure of which
    only counts are known from ``first`` on is drawn as 次数口径, all of it."""
    if line.sort == FIGURES:
        return figures.read(whose, line, rows, since, until, first)
    return line, read(whose, line, rows, since, until)
