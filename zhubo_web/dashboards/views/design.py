"""Every component on one page, for whoever works on the product; served in development only."""

from __future__ import annotations

from flask import Response, current_app

from zhubo_web.core.access import found, public
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.views.blueprint import bp


@bp.get("/design")
@public
def design() -> Response:
    """The design system."""
    found(current_app.extensions["zhubo"].development or None)
    return render("design/index.html")
