"""Tables of what viewers of a broadcast write and do."""

from zhubo_web.audience.models.answering import Answering, tallied
from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.feed import SENTENCE, WORDS_VERSION, Feed, own_accounts_of
from zhubo_web.audience.models.feedback import AudienceFeedback, counted, summed
from zhubo_web.audience.models.following import forget_words
from zhubo_web.audience.models.hearing import Done, Heard, Told, take, take_comments
from zhubo_web.audience.models.keeping import KEPT_DAYS, forget_some, kept_until, why_closed
from zhubo_web.audience.models.looking import Looked, Radar, unlooked
from zhubo_web.audience.models.mark import SourceMark
from zhubo_web.audience.models.minutes import (
    ADDED,
    LEVELS,
    MINUTE_MS,
    MinuteCount,
    minutes_of,
    sums,
)
from zhubo_web.audience.models.placing import Placing
from zhubo_web.audience.models.question import Question, QuestionAsk
from zhubo_web.audience.models.recording import CommentImport
from zhubo_web.audience.models.showing import (
    ALSO,
    SAMPLES,
    figures,
    last_minutes,
    newest,
    newest_id,
    samples_of,
    since,
    told_figures,
)
from zhubo_web.audience.models.tally import FeedTally
from zhubo_web.audience.models.waiting import waiting_in

__all__ = [
    "ADDED",
    "ALSO",
    "KEPT_DAYS",
    "LEVELS",
    "MINUTE_MS",
    "SAMPLES",
    "SENTENCE",
    "WORDS_VERSION",
    "Answering",
    "AudienceFeedback",
    "Comment",
    "CommentImport",
    "Done",
    "Feed",
    "FeedTally",
    "Heard",
    "Looked",
    "MinuteCount",
    "Placing",
    "Question",
    "QuestionAsk",
    "Radar",
    "SourceMark",
    "Told",
    "counted",
    "figures",
    "forget_some",
    "forget_words",
    "kept_until",
    "last_minutes",
    "minutes_of",
    "newest",
    "newest_id",
    "own_accounts_of",
    "samples_of",
    "since",
    "summed",
    "sums",
    "take",
    "take_comments",
    "tallied",
    "told_figures",
    "unlooked",
    "waiting_in",
    "why_closed",
]
