"""Pages of packages."""

from zhubo_web.handover.views import files, packages
from zhubo_web.handover.views.blueprint import bp

__all__ = ["bp", "files", "packages"]
