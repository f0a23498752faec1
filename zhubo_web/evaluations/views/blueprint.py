"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core.access import actor, found
from zhubo_web.core.rendering import render
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.views.shown import Shown
from zhubo_web.extensions import db

bp = Blueprint("evaluations", __name__)


def evaluation_or_404(evaluation_id: int) -> Evaluation:
    """The evaluation if the asking person may see it."""
    query: Any = Evaluation.visible_to(actor()).where(Evaluation.id == evaluation_id)
    there = joinedload(Evaluation.broadcast, innerjoin=True).selectinload(Broadcast.roster)
    people = there.joinedload(RosterEntry.person).lazyload(Person.grants)
    raters = selectinload(Evaluation.ratings).joinedload(Rating.rater).lazyload(Person.grants)
    options = (people, raters, joinedload(Evaluation.policy))
    evaluation: Evaluation = found(db.session.scalar(query.options(*options)))
    return evaluation


def back_to(evaluation: Evaluation) -> ResponseReturnValue:
    """To the page after the broadcast, at this assistant."""
    number, who = evaluation.broadcast_id, evaluation.assistant_id
    return redirect(url_for("evaluations.after", broadcast_id=number, who=who), 303)


def open_page(evaluation: Evaluation) -> ResponseReturnValue:
    """To the evaluation by itself."""
    return redirect(url_for("evaluations.show", evaluation_id=evaluation.id), 303)


def page(evaluation: Evaluation, status: int = 200, **forms: Any) -> Response:
    """The evaluation by itself; with a form that was refused, 422."""
    one = Shown(evaluation, actor(), forms)
    return render("evaluations/show.html", status=status, one=one, broadcast=evaluation.broadcast)
