"""Pages of summaries."""

from zhubo_web.summaries.views import reviewing, writing
from zhubo_web.summaries.views.blueprint import bp

__all__ = ["bp", "reviewing", "writing"]
