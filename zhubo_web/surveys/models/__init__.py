"""Tables of feedback, of the decisions about it, and of how fast private messages were answered."""

from zhubo_web.surveys.models.counting import counted_later, take_counting_from
from zhubo_web.surveys.models.feedback import Decision, Feedback
from zhubo_web.surveys.models.joining import join_relays
from zhubo_web.surveys.models.rating import RATE_WITHIN, Rating
from zhubo_web.surveys.models.replies import ReplyRate
from zhubo_web.surveys.models.waiting import Queue, deciders

__all__ = [
    "RATE_WITHIN",
    "Decision",
    "Feedback",
    "Queue",
    "Rating",
    "ReplyRate",
    "counted_later",
    "deciders",
    "join_relays",
    "take_counting_from",
]
