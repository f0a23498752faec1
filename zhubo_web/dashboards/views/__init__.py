"""Pages over all features, and the menu of every page."""

from zhubo_web.dashboards.views import design, home, starting
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.navigation import init

__all__ = ["bp", "design", "home", "init", "starting"]
