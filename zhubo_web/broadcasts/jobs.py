"""Making the broadcasts of the repeating series ahead of time. Run by the worker."""

from __future__ import annotations

import logging

from zhubo_web.broadcasts.models import Series
from zhubo_web.core.database import begin_reading
from zhubo_web.core.reasons import Refused
from zhubo_web.extensions import db, writing

log = logging.getLogger("zhubo.broadcasts")
#: How many broadcasts one transaction makes: a writer holds the lock for some 50 ms at most.
BATCH = 2


def _waiting() -> list[int]:
    begin_reading()
    ids = [
        series_id
        for series_id in Series.active_ids()
        if (series := db.session.get(Series, series_id)) is not None and series.missing()
    ]
    db.session.rollback()
    return ids


def _plan_some(series_id: int) -> int:
    with writing():
        series = db.session.get(Series, series_id)
        return len(series.plan_ahead(most=BATCH)) if series is not None else 0


def plan_series() -> int:
    """Plan every repeating series two weeks ahead; return how many broadcasts were made."""
    made = 0
    for series_id in _waiting():
        try:
            while fresh := _plan_some(series_id):
                made += fresh
        except Refused:
            log.exception("planning series %s", series_id)
    return made
