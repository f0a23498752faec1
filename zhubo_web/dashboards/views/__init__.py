"""Pages over all features, and the menu of every page."""

from zhubo_web.dashboards.views import (
    alone,
    cards,
    checks,
    covered,
    decisions,
    design,
    desk,
    home,
    ledger,
    principles,
    raters,
    starting,
    team,
    trends,
)
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.navigation import init

__all__ = [
    "alone",
    "bp",
    "cards",
    "checks",
    "covered",
    "decisions",
    "design",
    "desk",
    "home",
    "init",
    "ledger",
    "principles",
    "raters",
    "starting",
    "team",
    "trends",
]
