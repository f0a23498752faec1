"""最近的决定: who decided what, when and why, as far as the reader may open it (S04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, url_for

from zhubo_web.accounts.views import role_name
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.models.deciding import Decided, decided
from zhubo_web.dashboards.permissions import oversees_some
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.principles import is_staff
from zhubo_web.dashboards.views.trends import PAGE, page_of

LOOKS_BACK = timedelta(days=30)
#: Type of a thing → the page it opens as, and the name of its id there.
PAGES = {
    "weekly_plan": ("plans.show", "plan_id"),
    "observation": ("observations.record", "note_id"),
    "evaluation": ("evaluations.show", "evaluation_id"),
    "feedback": ("surveys.show", "feedback_id"),
    "appeal": ("appeals.show", "appeal_id"),
}


@dataclass(frozen=True)
class Row:
    """One decision as it is read."""

    words: str
    href: str
    by: str
    at: datetime
    reason: str


@bp.get("/decisions")
@requires(is_staff)
def decisions() -> Response:
    """Twenty a page, of the last thirty days."""
    person, page = actor(), page_of(request.args)
    found = decided(person, clock.now() - LOOKS_BACK, PAGE + 1, (page - 1) * PAGE)
    names = oversees_some(person) is None
    return render(
        "dashboards/decisions.html",
        rows=[_row(one, person, names=names) for one in found[:PAGE]],
        more=url_for("dashboards.decisions", page=page + 1) if len(found) > PAGE else None,
    )


def _row(one: Decided, person: Any, *, names: bool) -> Row:
    """Who oversees reads names, others the role; one's own is one's own."""
    event = one.event
    by = one.by if one.by and (names or event.actor_id == person.id) else None
    role = role_name(event.actor_role) if event.actor_role else _("系统")
    return Row(
        " · ".join(part for part in (_(one.words), one.broadcast) if part),
        _href(event, names=names),
        by or role,
        event.at,
        _(one.reason) if one.reason else "",
    )


def _href(event: Any, *, names: bool) -> str:
    """Where it opens; feedback for its assistant on the page of their own."""
    if event.subject_type == "leave":
        return url_for("attendance.all_leaves" if names else "attendance.shifts")
    if event.subject_type == "feedback" and not names:
        return url_for("surveys.mine")
    endpoint, name = PAGES[event.subject_type]
    return url_for(endpoint, **{name: event.subject_id})
