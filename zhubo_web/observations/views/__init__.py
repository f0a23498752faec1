"""Pages and addresses of consoles, overlays and the notes after a broadcast."""

from zhubo_web.observations.views import after, live, saying, tablets, tags, timeline, viewers
from zhubo_web.observations.views.blueprint import bp

__all__ = ["after", "bp", "live", "saying", "tablets", "tags", "timeline", "viewers"]
