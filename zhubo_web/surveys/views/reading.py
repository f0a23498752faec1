"""What the pages say of one piece of feedback, in the reader's language. Templates get it as ``say``.

Who decided is named to those who decide; the assistant reads 监督小组, and a host is 本场主播.
"""

from __future__ import annotations

from zhubo_web.audience.views.saying import labelled
from zhubo_web.core.i18n import _, day, ngettext, stream_time, time_of_day
from zhubo_web.surveys.models import Decision, Feedback
from zhubo_web.surveys.wording import CHIPS, ITEMS, REASONS, SORTS, SOURCES, VERBS
from zhubo_web.surveys.workflow import FEEDBACK

ICONS = {
    "host_rating": "message-square-quote",
    "relayed": "radio",
    "complaint": "triangle-alert",
    "service": "life-buoy",
    "fan_group": "users",
    "on_screen": "message-circle",
    "review": "star",
    "platform": "shield-check",
}


def source(one: Feedback) -> str:
    """Where it comes from."""
    return _(SOURCES[one.source])


def sort(one: Feedback) -> str:
    """表扬 or 不满; of a host 谢谢TA or 有问题."""
    if one.source == "host_rating":
        return _("谢谢TA") if one.sort == "praise" else _("有问题")
    return _(SORTS[one.sort])


def state(one: Feedback) -> str:
    """Where it stands."""
    return _(FEEDBACK.states[one.state])


def text(one: Feedback) -> str:
    """What was said; of a host's tap, what it is about."""
    pieces = [_(CHIPS[one.chip])] if one.chip else []
    pieces += [f"{_(ITEMS[key])} {one.items[key]}" for key in ITEMS] if one.items else []
    return _("，").join([*pieces, *([labelled(one.text)] if one.text else [])]) or sort(one)


def people(one: Feedback) -> str:
    """How many say so, where it is more than one; and the score they gave."""
    told = []
    if one.count > 1:
        told.append(ngettext("%(num)d 人说", "%(num)d 人说", one.count))
    if one.score is not None:
        told.append(_("打 %(num)s 分", num=one.score))
    return _("，").join(told)


def where(one: Feedback) -> str:
    """The broadcast with its second, or the day and the room."""
    if one.broadcast is None or one.source == "host_rating":
        place = one.broadcast.title if one.broadcast else one.room.name
        return f"{place} · {day(one.happened_at)} {time_of_day(one.happened_at)}"
    return f"{one.broadcast.title} · {day(one.happened_at)} · {stream_time(one.at_ms)}"


def origin(one: Feedback) -> str:
    """Where it comes from, how many say so, and when: for a list that shows its sort beside."""
    return " · ".join(part for part in (source(one), people(one), where(one)) if part)


def line(one: Feedback) -> str:
    """Everything about it in one line, but for its words."""
    return " · ".join(part for part in (source(one), sort(one), people(one), where(one)) if part)


def reason(entry: Decision) -> str:
    """Why it was decided so."""
    named = [_(REASONS[entry.code])] if entry.code in REASONS else []
    return _("，").join([*named, *([entry.words] if entry.words else [])])


def last_reason(one: Feedback) -> str:
    """Why it stands where it stands."""
    if one.decisions:
        return reason(one.decisions[-1])
    named = REASONS["named"]
    return _(named) if one.source == "host_rating" else ""


def who(entry: Decision, one: Feedback, *, named: bool) -> str:
    """Who decided: a name for those who decide, else 监督小组 or 本人."""
    if entry.by_id is None:
        return _("系统")
    if named and entry.by is not None:
        return entry.by.name
    own = entry.by_id == one.assistant_id and entry.code == "not_me"
    return _("本人") if own else _("监督小组")


def verb(entry: Decision) -> str:
    """What was decided."""
    return _(VERBS[entry.verb])
