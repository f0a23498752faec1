"""A schedule pasted from a spreadsheet: shown line by line first, then all of it or nothing."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.forms import SchedulePasteForm
from zhubo_web.broadcasts.models.pasting import Pasted
from zhubo_web.broadcasts.permissions import plans_broadcasts
from zhubo_web.broadcasts.views.blueprint import bp
from zhubo_web.broadcasts.weeks import monday_of
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import ngettext
from zhubo_web.core.rendering import render


def _page(form: SchedulePasteForm, pasted: Pasted | None = None) -> Response:
    wrong = pasted is not None and bool(pasted.errors or pasted.faulty)
    status = 422 if wrong else status_of(form)
    return render("broadcasts/paste.html", status=status, form=form, pasted=pasted)


@bp.get("/broadcasts/paste")
@requires(plans_broadcasts)
def paste() -> Response:
    """An empty field."""
    return _page(SchedulePasteForm(formdata=None))


@bp.post("/broadcasts/paste")
@requires(plans_broadcasts)
def plan_pasted() -> ResponseReturnValue:
    """What each line would make; with ``make``, and nothing wrong, it is made."""
    form = SchedulePasteForm()
    if not form.validate():
        return _page(form)
    pasted = Pasted(form.pasted.data, actor())
    if "make" in request.form:
        with refusing(form):
            made = pasted.make()
            flash(ngettext("排好了 %(num)d 场", "排好了 %(num)d 场", len(made)))
            first = clock.local(min(one.planned_start for one in made)).date()
            return redirect(url_for("broadcasts.index", week=monday_of(first)), 303)
    return _page(form, pasted)
