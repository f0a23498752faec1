"""Tables of figures and imports, and what is read from them."""

from zhubo_web.metrics.models.freezing import Frozen, frozen_at, take_freezing_from
from zhubo_web.metrics.models.reading import ACTIONS, ImportMapping, ImportRow, MetricImport
from zhubo_web.metrics.models.recording import (
    FigureRecording,
    MetricValue,
    decided,
    log_of,
    newest,
    recorded,
    standing,
)
from zhubo_web.metrics.models.value import decide, open_to, seen_by, write_down

__all__ = [
    "ACTIONS",
    "FigureRecording",
    "Frozen",
    "ImportMapping",
    "ImportRow",
    "MetricImport",
    "MetricValue",
    "decide",
    "decided",
    "frozen_at",
    "log_of",
    "newest",
    "open_to",
    "recorded",
    "seen_by",
    "standing",
    "take_freezing_from",
    "write_down",
]
