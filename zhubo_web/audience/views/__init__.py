"""公屏 of a broadcast, logs that are read in, the feeds of running rooms, how long texts are kept."""

from zhubo_web.audience.views import comments, feeds, keeping, questions, receiving
from zhubo_web.audience.views.blueprint import bp
from zhubo_web.audience.views.saying import init

__all__ = ["bp", "comments", "feeds", "init", "keeping", "questions", "receiving"]
