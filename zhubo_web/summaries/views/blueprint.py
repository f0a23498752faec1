"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.views.showing import Sheet

bp = Blueprint("summaries", __name__)


def summary_or_404(summary_id: int) -> Summary:
    """The summary if the asking person may see it."""
    query: Any = Summary.visible_to(actor()).where(Summary.id == summary_id)
    summary: Summary = found(db.session.scalar(query))
    return summary


def back_to(summary: Summary) -> ResponseReturnValue:
    """To the page after the broadcast, at this assistant."""
    number, who = summary.broadcast_id, summary.assistant_id
    return redirect(url_for("evaluations.after", broadcast_id=number, who=who), 303)


def page(summary: Summary, status: int = 200, **forms: Any) -> Response:
    """The summary alone; with a form that was refused, 422."""
    sheet = Sheet(summary, actor(), forms)
    return render("summaries/show.html", status=status, sheet=sheet, broadcast=summary.broadcast)
