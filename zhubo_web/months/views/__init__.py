"""Pages of months."""

from zhubo_web.months.views import listing, report, showing
from zhubo_web.months.views.blueprint import bp

__all__ = ["bp", "listing", "report", "showing"]
