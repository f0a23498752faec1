"""Pages of months."""

from zhubo_web.months.views import listing, rating, report, settling, showing, unscored
from zhubo_web.months.views.blueprint import bp

__all__ = ["bp", "listing", "rating", "report", "settling", "showing", "unscored"]
