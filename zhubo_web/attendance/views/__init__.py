"""Pages and addresses of shifts, leave and swaps."""

from zhubo_web.attendance.views import answering, arriving, asking, codes, complaining, duty, weeks
from zhubo_web.attendance.views.blueprint import bp

__all__ = ["answering", "arriving", "asking", "bp", "codes", "complaining", "duty", "weeks"]
