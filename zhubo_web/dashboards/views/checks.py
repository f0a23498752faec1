"""One number of 四项原则 that was below its target: its rows, and what is done about it."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.forms import CheckForm
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.permissions import reads_checks
from zhubo_web.dashboards.principles import HOURS, TIMELY
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.workflow import CHECK
from zhubo_web.extensions import db
from zhubo_web.months import calendars


def _check(check_id: int) -> PrincipleCheck:
    query = PrincipleCheck.visible_to(actor()).where(PrincipleCheck.id == check_id)
    people = joinedload(PrincipleCheck.settled_by).lazyload(Person.grants)
    check: PrincipleCheck = found(db.session.scalar(query.options(people)))
    return check


def _rows(check: PrincipleCheck) -> str:
    """The page with the rows behind it; of times that is the list of what was promised."""
    month = calendars.written(check.first_day)
    if check.name == TIMELY:
        return url_for("dashboards.principles", month=month, _anchor=TIMELY)
    if check.name == HOURS:
        return url_for("dashboards.principle_hours", month=month)
    return url_for("dashboards.principle_rows", name=check.name, month=month)


def _page(check: PrincipleCheck, form: CheckForm | None = None, status: int = 200) -> Response:
    return render(
        "dashboards/check.html",
        status=status,
        check=check,
        month=calendars.written(check.first_day),
        state=CHECK.states[check.state],
        rows=_rows(check),
        why_not=check.why_not_answer(actor()),
        form=form or CheckForm(formdata=None),
    )


@bp.get("/principles/checks/<int:check_id>")
@requires(reads_checks)
def principle_check(check_id: int) -> Response:
    """What it was, what it rests on, what is done about it."""
    return _page(_check(check_id))


@bp.post("/principles/checks/<int:check_id>/answer")
@requires(reads_checks)
def answer_principle_check(check_id: int) -> ResponseReturnValue:
    """Say what is done about it."""
    check, form = _check(check_id), CheckForm()
    if form.validate():
        with refusing(form):
            check.settle(actor(), form.answer.data or "")
            flash(_("记下了"))
            return redirect(url_for("dashboards.principle_check", check_id=check.id), 303)
    return _page(check, form, 422)
