"""The blueprint of the plans' views, and how they look things up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found
from zhubo_web.extensions import db
from zhubo_web.plans.models import WeeklyPlan

bp = Blueprint("plans", __name__)
PAGE = 20
#: State → kind of its pill and the icon beside the word.
PILLS = {
    "draft": ("plain", "pencil"),
    "submitted": ("remind", "clock"),
    "changes_requested": ("issue", "undo-2"),
    "approved": ("praise", "check"),
    "provisional": ("info", "play"),
    "amending": ("remind", "arrow-left-right"),
    "closed": ("mark", "archive"),
    "withdrawn": ("mark", "x"),
}


def plan_or_404(plan_id: int) -> WeeklyPlan:
    """The plan, if the asking person may see it."""
    query = WeeklyPlan.listed(actor()).where(WeeklyPlan.id == plan_id)
    plan: WeeklyPlan = found(db.session.scalar(query))
    return plan


def to_plan(plan: WeeklyPlan, anchor: str | None = None) -> ResponseReturnValue:
    """To the plan's page, after something was done."""
    return redirect(url_for("plans.show", plan_id=plan.id, _anchor=anchor), 303)


def done(text: str, undo: str) -> None:
    """Say what was done, with the way to undo it."""
    flash({"text": text, "undo": undo})  # type: ignore[arg-type]
