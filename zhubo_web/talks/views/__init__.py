"""Pages of talks."""

from zhubo_web.talks.views import arranging, listing, writing
from zhubo_web.talks.views.blueprint import bp

__all__ = ["arranging", "bp", "listing", "writing"]
