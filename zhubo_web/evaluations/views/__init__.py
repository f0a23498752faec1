"""Pages of evaluations."""

from zhubo_web.evaluations.views import after, answering, listing, rating, ties
from zhubo_web.evaluations.views.blueprint import bp

__all__ = ["after", "answering", "bp", "listing", "rating", "ties"]
