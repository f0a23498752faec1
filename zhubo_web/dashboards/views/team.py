"""每个人: the assistants of the rooms one oversees, those who need attention first."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.rendering import render
from zhubo_web.dashboards import periods
from zhubo_web.dashboards.lines import PERSON
from zhubo_web.dashboards.models.members import members
from zhubo_web.dashboards.permissions import oversees_some
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.trends import PAGE, page_of


@bp.get("/trends/team")
@requires(oversees_some)
def team() -> Response:
    """One row each; twenty a page."""
    period = periods.read(request.args, clock.today())
    words = request.args.get("q", "").strip()
    every = members(actor(), *period.bounds)
    chosen = [one for one in every if words.casefold() in one.name.casefold()]
    page = page_of(request.args)
    days: dict[str, Any] = {"period": period.name}
    if period.name == periods.CHOSEN:
        days |= {"from": str(period.first), "to": str(period.last)}
    following = {**days, "page": page + 1, **({"q": words} if words else {})}
    more = url_for("dashboards.team", **following) if len(chosen) > page * PAGE else None
    return render(
        "dashboards/team.html",
        rows=chosen[(page - 1) * PAGE : page * PAGE],
        total=len(chosen),
        everybody=len(every),
        shown=min(page * PAGE, len(chosen)),
        more=more,
        words=words,
        period=period,
        periods=periods.NAMES,
        longest=periods.LONGEST,
        today=clock.today(),
        href=lambda one, line: url_for(
            "dashboards.trends", whose=f"{PERSON}-{one.id}", line=line, **days
        ),
    )
