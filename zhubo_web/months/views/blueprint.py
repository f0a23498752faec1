"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy.orm import joinedload

from zhubo_web.core.access import actor, found
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation

bp = Blueprint("months", __name__)


def evaluation_or_404(evaluation_id: int) -> MonthlyEvaluation:
    """The month's evaluation if the asking person may see it."""
    query: Any = MonthlyEvaluation.visible_to(actor()).where(MonthlyEvaluation.id == evaluation_id)
    query = query.options(
        joinedload(MonthlyEvaluation.month),
        joinedload(MonthlyEvaluation.policy),
        joinedload(MonthlyEvaluation.room),
        joinedload(MonthlyEvaluation.assistant),
    )
    evaluation: MonthlyEvaluation = found(db.session.scalar(query))
    return evaluation
