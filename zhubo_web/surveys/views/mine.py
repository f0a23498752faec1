"""我的反馈: what counts for the reader, month by month, and the way to say 不是我."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import and_, or_
from sqlalchemy.orm import selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.surveys.forms import ReopenForm
from zhubo_web.surveys.models import Decision, Feedback, counted_later
from zhubo_web.surveys.tallying import COUNTED_FROM, SHOWN_FROM, Tally, tally
from zhubo_web.surveys.views import reading
from zhubo_web.surveys.views.blueprint import PAGE, bp, whole
from zhubo_web.surveys.wording import SORTS, SOURCES

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def _first(text: str) -> date:
    """The first day of the month that is asked for; of this month where none is."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else clock.today().replace(day=1)


def _bounds(first: date) -> tuple[datetime, datetime]:
    following = (first + timedelta(days=32)).replace(day=1)
    return clock.shanghai(first), clock.shanghai(following)


def _lines(counted: Tally) -> list[list[Any]]:
    """Source, sort, how many, viewers behind it; in the order of the sources."""
    return [
        [
            _(SOURCES[source]),
            _(SORTS[sort]),
            counted.kinds[source, sort],
            counted.people[source, sort],
        ]
        for source in SOURCES
        for sort in SORTS
        if counted.kinds[source, sort]
    ]


def _months(first: date) -> tuple[str, str | None]:
    """The addresses of the month before and of the one after."""
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    later = url_for("surveys.mine", month=f"{after:%Y-%m}") if after <= clock.today() else None
    return url_for("surveys.mine", month=f"{before:%Y-%m}"), later


def _counting(first: date) -> tuple[list[Feedback], dict[int, date]]:
    """What counts for the reader in a month, the newest first; and what of it, or of what happened in it,
    counts later than it happened, with the month's first day. What happened in it stays listed."""
    start, end = _bounds(first)
    happened = and_(Feedback.happened_at >= start, Feedback.happened_at < end)
    decided = and_(Feedback.decided_at >= start, Feedback.decided_at < end)
    query = Feedback.counting_for(actor()).where(or_(happened, decided))
    broadcast = selectinload(Feedback.broadcast).lazyload(Broadcast.roster)
    deciding = selectinload(Feedback.decisions).joinedload(Decision.by).lazyload(Person.grants)
    found = list(db.session.scalars(query.options(broadcast, deciding)))
    later = counted_later(found)
    here = [one for one in found if start <= one.happened_at < end or later.get(one.id) == first]
    return here, later


@bp.get("/me/feedback")
@signed_in
def mine() -> Response:
    """What counts, with where it comes from, when and why; twenty a page."""
    first, page = _first(request.args.get("month", "")), whole("page", 1)
    found, later = _counting(first)
    counted = tally(one.item for one in found if later.get(one.id, first) == first)
    before, after = _months(first)
    shown = found[(page - 1) * PAGE : page * PAGE]
    month = f"{first:%Y-%m}"
    more = url_for("surveys.mine", month=month, page=page + 1) if found[page * PAGE :] else None
    return render(
        "surveys/mine.html",
        month=month,
        found=found,
        later=later,
        shown=shown,
        contestable={one.id for one in shown if one.why_not("reopen", actor()) is None},
        form=ReopenForm(formdata=None),
        lines=_lines(counted),
        scores=counted.scores,
        bounds=(SHOWN_FROM, COUNTED_FROM),
        before=before,
        after=after,
        page=page,
        more=more,
        say=reading,
    )
