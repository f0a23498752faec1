"""The product's own figures of people over a stretch of time, each with the rows behind it.

They are those of the metric dictionary that nobody enters (``metrics.definitions.OURS``): being in time,
answering viewers, what was said and noted, how much was watched. Agreement of ratings (``irr``) is
reckoned elsewhere. However many people are asked about, it is the same handful of statements.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from zhubo_web.months.models.own_figures.heard import feedback_of, heard
from zhubo_web.months.models.own_figures.noted import noted
from zhubo_web.months.models.own_figures.period import Own, Period
from zhubo_web.months.models.own_figures.punctual import punctual

__all__ = ["Own", "Period", "own_figures"]


def own_figures(
    people: Collection[int], since: datetime, until: datetime
) -> dict[int, dict[str, Own]]:
    """Person → metric → its value, what was done of what was due, and the ids behind it. Of broadcasts
    that began in the time; what belongs to none counts by its own moment."""
    period = Period.of(people, since, until)
    parts = (punctual(period), heard(period, feedback_of(period)), noted(period))
    return {one: {k: v for part in parts for k, v in part[one].items()} for one in people}
