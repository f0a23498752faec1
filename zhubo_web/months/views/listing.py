"""月评: the months one reads."""

from __future__ import annotations

from flask import Response
from sqlalchemy.orm import joinedload

from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.views.blueprint import bp
from zhubo_web.months.workflow import WORKFLOW


@bp.get("/months")
@signed_in
def index() -> Response:
    """The evaluations one may see, the newest month first."""
    query = MonthlyEvaluation.visible_to(actor()).options(
        joinedload(MonthlyEvaluation.month), joinedload(MonthlyEvaluation.assistant)
    )
    rows = db.session.scalars(query.limit(100)).all()
    return render("months/index.html", rows=rows, states=WORKFLOW.states)
