"""Pages of months."""

from zhubo_web.months.views import listing, showing
from zhubo_web.months.views.blueprint import bp

__all__ = ["bp", "listing", "showing"]
