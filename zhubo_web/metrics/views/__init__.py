"""The pages of figures."""

from zhubo_web.metrics.views import choosing, listing, showing, uploading
from zhubo_web.metrics.views.blueprint import bp

__all__ = ["bp", "choosing", "listing", "showing", "uploading"]
