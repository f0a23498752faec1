"""Pages over all features, and the menu of every page."""

from zhubo_web.dashboards.views import (
    cards,
    checks,
    covered,
    design,
    home,
    principles,
    starting,
    team,
    trends,
)
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.navigation import init

__all__ = [
    "bp",
    "cards",
    "checks",
    "covered",
    "design",
    "home",
    "init",
    "principles",
    "starting",
    "team",
    "trends",
]
