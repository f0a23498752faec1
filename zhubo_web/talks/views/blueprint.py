"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.talks.models import Talk
from zhubo_web.talks.views.shown import Shown

bp = Blueprint("talks", __name__)


def talk_or_404(talk_id: int) -> Talk:
    """The talk with its month and its people, if the asking person may see it."""
    month = joinedload(Talk.evaluation, innerjoin=True)
    people = (Talk.assistant, Talk.holder, Talk.hr, Talk.written_by)
    query: Any = Talk.visible_to(actor()).where(Talk.id == talk_id)
    query = query.options(
        month.joinedload(MonthlyEvaluation.month, innerjoin=True),
        month.joinedload(MonthlyEvaluation.policy, innerjoin=True),
        month.lazyload(MonthlyEvaluation.signatures),
        joinedload(Talk.policy, innerjoin=True),
        joinedload(Talk.room, innerjoin=True),
        *(joinedload(one).lazyload(Person.grants) for one in people),
    )
    talk: Talk = found(db.session.scalar(query))
    return talk


def page(talk: Talk, status: int = 200, **forms: Any) -> Response:
    """The talk; with a form that was refused, 422."""
    return render("talks/show.html", status=status, one=Shown(talk, actor(), forms), talk=talk)


def done(talk: Talk, text: str) -> ResponseReturnValue:
    """Back to the talk, with a word on what was done."""
    flash(text)
    return redirect(url_for("talks.show", talk_id=talk.id), 303)
