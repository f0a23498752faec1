"""Tables of what viewers of a broadcast write and do."""

from zhubo_web.audience.models.comment import (
    KEPT,
    Comment,
    Heard,
    figures,
    forget_texts,
    last_minute,
    samples_of,
    take_comments,
)
from zhubo_web.audience.models.minutes import MINUTE_MS, MinuteCount, per_minute
from zhubo_web.audience.models.recording import CommentImport

__all__ = [
    "KEPT",
    "MINUTE_MS",
    "Comment",
    "CommentImport",
    "Heard",
    "MinuteCount",
    "figures",
    "forget_texts",
    "last_minute",
    "per_minute",
    "samples_of",
    "take_comments",
]
