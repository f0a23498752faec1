"""The pages of feedback: to attribute, to enter, one's own, and a host's word after a broadcast."""

from zhubo_web.surveys.views import deciding, entering, hosting, mine
from zhubo_web.surveys.views.blueprint import bp

__all__ = ["bp", "deciding", "entering", "hosting", "mine"]
