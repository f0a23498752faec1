"""The working calendar: which days are off, and putting in those of a later year."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.duties.calendars import KINDS, read_days, spans
from zhubo_web.duties.forms import CalendarForm
from zhubo_web.duties.models import CalendarDay, year_to_import
from zhubo_web.duties.models.calendar import known_years
from zhubo_web.duties.permissions import keeps_calendar
from zhubo_web.duties.views.blueprint import bp


def _page(form: CalendarForm, status: int = 200) -> Response:
    years = sorted(known_years() | {clock.today().year})
    year = request.args.get("year", clock.today().year, type=int)
    days = CalendarDay.of_year(year) if year in years else []
    return render(
        "duties/calendar.html",
        status=status,
        form=form,
        spans=spans((one.date, one.kind, one.name) for one in days),
        kinds=KINDS,
        year=year,
        year_links=[_link(one, year) for one in years],
        missing=year_to_import(),
        why_not=keeps_calendar(actor()),
    )


def _link(year: int, shown: int) -> dict[str, str | bool]:
    href = url_for("duties.calendar", year=year)
    return {"text": str(year), "href": href, "current": year == shown}


@bp.get("/calendar")
@signed_in
def calendar() -> Response:
    """The days of a year that are not what their weekday says."""
    return _page(CalendarForm(formdata=None))


@bp.post("/calendar")
@requires(keeps_calendar)
def import_days() -> ResponseReturnValue:
    """Put an announcement in; it replaces what there was of its years."""
    form = CalendarForm()
    if form.validate():
        with refusing(form):
            days = read_days(form.rows.data)
            years = CalendarDay.take(days, actor())
            flash(_("%(year)s 年的 %(num)s 天存好了", year=years[-1], num=len(days)))
            return redirect(url_for("duties.calendar", year=years[-1]), 303)
    return _page(form, 422)
