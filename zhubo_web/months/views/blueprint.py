"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.months.models import ClassRating, MonthlyEvaluation, MonthSignature
from zhubo_web.months.views.shown import Shown
from zhubo_web.months.views.waiting import after

bp = Blueprint("months", __name__)
REPORT = "months.report"


def evaluation_or_404(evaluation_id: int) -> MonthlyEvaluation:
    """The month's evaluation if the asking person may see it."""
    query: Any = MonthlyEvaluation.visible_to(actor()).where(MonthlyEvaluation.id == evaluation_id)
    one = MonthlyEvaluation
    query = query.options(
        joinedload(one.month),
        joinedload(one.policy),
        joinedload(one.room),
        joinedload(one.assistant).lazyload(Person.grants),
        joinedload(one.ratings).joinedload(ClassRating.rater).lazyload(Person.grants),
        joinedload(one.signatures).joinedload(MonthSignature.person).lazyload(Person.grants),
    )
    evaluation: MonthlyEvaluation = found(db.session.scalars(query).unique().one_or_none())
    return evaluation


def report_href(evaluation: MonthlyEvaluation) -> str | None:
    """The address of the report, once that page is there."""
    if REPORT not in current_app.view_functions:
        return None
    return url_for(REPORT, evaluation_id=evaluation.id)


def page(evaluation: MonthlyEvaluation, status: int = 200, **forms: Any) -> Response:
    """The evaluation's page; with a form that was refused, 422."""
    one = Shown(evaluation, actor(), forms, report_href(evaluation))
    return render("months/show.html", status=status, one=one)


def open_page(evaluation: MonthlyEvaluation) -> ResponseReturnValue:
    """To the evaluation's page."""
    return redirect(url_for("months.show", evaluation_id=evaluation.id), 303)


def onward(evaluation: MonthlyEvaluation) -> ResponseReturnValue:
    """下一位: to the next that waits for whoever is asking; this one where none does."""
    waiting = after(evaluation, actor())
    if not waiting:
        return open_page(evaluation)
    return redirect(url_for("months.show", evaluation_id=waiting[0]), 303)
