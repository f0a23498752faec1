"""What was measured over a stretch of time, of one line and of whom the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhubo_web.dashboards.buckets import Held, Seen
from zhubo_web.dashboards.lines import FIGURES, MONTH, SCORE, Line
from zhubo_web.dashboards.models.series import figures, months, own, scores
from zhubo_web.dashboards.models.whose import Whose

__all__ = ["Held", "read"]


def read(
    whose: Whose, line: Line, rows: Sequence[Any], since: datetime, until: datetime
) -> list[Seen]:
    """Everything measured, the oldest first. ``rows``: the broadcasts of the time, as ``Whose`` gives
    them."""
    if line.sort == SCORE:
        return scores.read(whose, line, rows, since, until)
    if line.sort == FIGURES:
        return figures.read(whose, line, rows, since, until)
    if line.sort == MONTH:
        return months.read(whose, since, until)
    return own.read(whose, line, rows, since, until)
