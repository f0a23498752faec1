"""The delivery log: what left the product, and what became of it, in words."""

from __future__ import annotations

from flask import Response, request, url_for

from zhubo_web.core.access import actor, requires
from zhubo_web.core.rendering import render
from zhubo_web.duties import permissions
from zhubo_web.duties.channels import PLATFORMS
from zhubo_web.duties.models import Outgoing
from zhubo_web.duties.views.blueprint import bp
from zhubo_web.extensions import db

PAGE = 20


@bp.get("/channels/log")
@requires(permissions.keeps_channels)
def sent() -> Response:
    """The last messages, twenty a page. What was written to a person is shown to that person only."""
    page = max(0, request.args.get("page", 0, type=int))
    query = Outgoing.visible_to(actor()).limit(PAGE + 1).offset(page * PAGE)
    rows = list(db.session.scalars(query))
    more = url_for("duties.sent", page=page + 1) if rows[PAGE:] else None
    return render("duties/log.html", messages=rows[:PAGE], more=more, platforms=PLATFORMS)
