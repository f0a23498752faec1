"""本月该做的: the monthly counters of a class of the supervision group, and what it has to judge."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from flask import Response, url_for

from zhubo_web.accounts import roles
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.models.desk import done_by, kept_by, open_for, to_rate
from zhubo_web.dashboards.models.measuring import Span
from zhubo_web.dashboards.principles import rounded
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.evaluations.permissions import RATES
from zhubo_web.months import calendars
from zhubo_web.observations.permissions import watches


@bp.get("/desk")
@requires(watches)
def desk() -> Response:
    """The card that 今天 fetches, as a page of its own."""
    person, first = actor(), calendars.first_of(clock.today())
    bounds = calendars.bounds(first)
    return render(
        "dashboards/desk.html",
        first=first,
        done=[(one, count, url_for(one.endpoint)) for one, count in done_by(person, *bounds)],
        kept=kept_by(person, *bounds),
        open=[(one, count, url_for(one.endpoint)) for one, count in open_for(person)],
        hours=_hours(*bounds) if person.holds(roles.OPERATIONS) else None,
        leads=bool(person.holds(roles.OPERATIONS)),
        rates=bool(person.holds(*RATES)),
        waiting=to_rate(person),
        now=clock.now(),
    )


def _hours(since: datetime, until: datetime) -> int | None:
    """Watched of the shop's time on air so far, in per cent."""
    slots = Span(since, until).slots().values()
    on_air = sum(length for _watched, length in slots)
    return rounded(Decimal(100 * sum(one[0] for one in slots)) / on_air) if on_air else None
