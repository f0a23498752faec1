"""Reading what a room's viewers wrote and did: a recorder's logs, and events of a running room."""

from zhubo_web.audience.importing.chat import COLUMNS, LONGEST_TEXT, line_key, read_log
from zhubo_web.audience.importing.deeds import deed_key
from zhubo_web.audience.importing.events import (
    KINDS,
    MOST_EVENTS,
    REFUSAL_VALUES,
    Batch,
    BatchRefused,
    Event,
    Refusal,
    event_key,
    moment_of,
    read_batch,
)
from zhubo_web.audience.importing.figures import figure
from zhubo_web.audience.importing.logs import (
    LATE,
    LogRefused,
    Problem,
    RecordingStart,
    folder_start,
)
from zhubo_web.audience.importing.recordings import LOGS, OpenLog, open_log
from zhubo_web.audience.lines import Deed, Line, Viewer

__all__ = [
    "COLUMNS",
    "KINDS",
    "LATE",
    "LOGS",
    "LONGEST_TEXT",
    "MOST_EVENTS",
    "REFUSAL_VALUES",
    "Batch",
    "BatchRefused",
    "Deed",
    "Event",
    "Line",
    "LogRefused",
    "OpenLog",
    "Problem",
    "RecordingStart",
    "Refusal",
    "Viewer",
    "deed_key",
    "event_key",
    "figure",
    "folder_start",
    "line_key",
    "moment_of",
    "open_log",
    "read_batch",
    "read_log",
]
