"""What pages say of a month: plain words in the reader's language. Templates get it as ``say``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.i18n import _, stream_time
from zhubo_web.core.i18n import day as day_of
from zhubo_web.core.i18n import month as month
from zhubo_web.core.marking import N_
from zhubo_web.months import finalising
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.rating import NOT_MET
from zhubo_web.months.workflow import WORKFLOW
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views import reading
from zhubo_web.policies.composites import DIMENSIONS, POSTS, SOURCES
from zhubo_web.policies.rising import REASONS, SETTING_NAMES

TONES = {
    "self_open": "info",
    "rating": "info",
    "escalated": "issue",
    "computed": "info",
    "moderated": "info",
    "disputed": "remind",
    "reissued": "praise",
}
#: What a class is called where there is little room.
SHORT = {
    "operations": N_("运营"),
    "host": N_("资深"),
    "hr": N_("人力"),
    finalising.OFFICE: N_("行政"),
    finalising.OWNER: N_("负责人"),
}


def state(name: str) -> str:
    """A state in a word."""
    return _(WORKFLOW.states[name])


def tone(name: str) -> str:
    """The look of a state."""
    return TONES.get(name, "plain")


def setting(evaluation: MonthlyEvaluation) -> str:
    """省事, 标准, 严谨."""
    return _(SETTING_NAMES[evaluation.setting])


def raised(evaluation: MonthlyEvaluation) -> str:
    """Why it is handled strictly, if it rose."""
    return _(REASONS[evaluation.raised_for]) if evaluation.raised_for else ""


def member_class(name: str) -> str:
    """A class of the group."""
    return _(roles.CLASS_NAMES[name])


def short(name: str) -> str:
    """A class in a word."""
    return _(SHORT[name])


def post(name: str) -> str:
    """What an assistant mostly does."""
    return _(POSTS[name])


def source(name: str) -> str:
    """Where points come from."""
    return _(SOURCES[name])


def dimension(name: str) -> str:
    """One of the three dimensions."""
    return _(DIMENSIONS[name])


def mark(value: Any) -> str:
    """A mark as it is read, stored or as a number."""
    return _("没碰到") if value in (None, NOT_MET) else str(value)


def number(value: Decimal | None) -> str:
    """A number as people write it: no zeros at its end."""
    if value is None:
        return "—"
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def moment(note: Observation) -> str:
    """A praised moment: day, second, what was said."""
    words = reading.words(note) or reading.dimension(note.dimension)
    return f"{day_of(note.broadcast.started_at)} {stream_time(note.at_ms)} {words}"
