"""Repeating broadcasts."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.forms import SeriesForm
from zhubo_web.broadcasts.models import Room, Series
from zhubo_web.broadcasts.permissions import leads_room, plans_broadcasts, sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import bp, led_room_or_404
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import WEEKDAYS, _, ngettext
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db


@bp.get("/series")
@requires(sees_broadcasts)
def all_series() -> Response:
    """The rhythms of the rooms one oversees."""
    rows = [
        (one, leads_room(actor(), one.room))
        for one in db.session.scalars(Series.visible_to(actor()))
    ]
    plans = plans_broadcasts(actor()) is None
    return render("broadcasts/series.html", rows=rows, weekdays=WEEKDAYS, plans=plans)


def _form(form: SeriesForm, status: int = 200) -> Response:
    form.offer(Room.led_by(actor()))
    return render("broadcasts/series_edit.html", status=status, form=form)


@bp.get("/series/new")
@requires(plans_broadcasts)
def new_series() -> Response:
    """An empty form."""
    return _form(SeriesForm(formdata=None, room_id=request.args.get("room", None, type=int)))


@bp.post("/series")
@requires(plans_broadcasts)
def begin_series() -> ResponseReturnValue:
    """Begin to repeat; the next two weeks are planned at once."""
    form = SeriesForm()
    form.offer(Room.led_by(actor()))
    if form.validate():
        room, at = led_room_or_404(form.room_id.data), form.at.data
        with refusing(form):
            days, length = form.weekdays.data, form.length_minutes.data
            time = (at.hour, at.minute)
            series = Series.begin(room, form.title.data, days, time, length, actor())
            return _begun(series)
    return _form(form, 422)


def _begun(series: Series) -> ResponseReturnValue:
    count = len(series.made())
    flash(
        ngettext(
            "排好了 %(num)d 场，以后每天自动往后排两周",
            "排好了 %(num)d 场，以后每天自动往后排两周",
            count,
        )
    )
    return redirect(url_for("broadcasts.index", room=series.room_id), 303)


@bp.post("/series/<int:series_id>/end")
@requires(plans_broadcasts)
def end_series(series_id: int) -> ResponseReturnValue:
    """Stop repeating."""
    query = Series.visible_to(actor()).where(Series.id == series_id)
    series: Series = found(db.session.scalar(query))
    series.end(actor())
    flash(_("不再重复。已经排好的场次还在，不播的请逐场取消"))
    return redirect(url_for("broadcasts.all_series"), 303)
