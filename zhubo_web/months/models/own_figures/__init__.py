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

__all__ = ["HEARD", "NOTED", "Own", "Period", "own_figures", "unscored"]

#: What is said and noted of somebody, and how much of it: shown with a month, and no part of its score.
HEARD = ("answer_rate", "answer_p50", "complaint_rate", "csat")
NOTED = ("neg_density", "pos_ratio", "ack_rate", "note_effect", "observe_cover")


def own_figures(
    people: Collection[int], since: datetime, until: datetime
) -> dict[int, dict[str, Own]]:
    """Person → metric → its value, what was done of what was due, and the ids behind it. Of broadcasts
    that began in the time; what belongs to none counts by its own moment."""
    period = Period.of(people, since, until)
    parts = (punctual(period), heard(period, feedback_of(period)), noted(period))
    return {one: {k: v for part in parts for k, v in part[one].items()} for one in people}


def unscored(
    person_id: int, since: datetime, until: datetime, wanted: Collection[str] = (*HEARD, *NOTED)
) -> dict[str, Own]:
    """Of one person what a month shows and does not score; eight statements, fewer for one figure."""
    period = Period.of({person_id}, since, until)
    found: dict[str, Own] = {}
    if not {*HEARD}.isdisjoint(wanted):
        found |= heard(period, feedback_of(period))[person_id]
    if not {*NOTED}.isdisjoint(wanted):
        found |= noted(period)[person_id]
    return {name: found[name] for name in (*HEARD, *NOTED) if name in wanted}
