"""What the pages after a broadcast say of a note: plain words in the reader's language.

Templates get this module as ``say``. Observers are named to those who read every note; to the
assistant they are a role.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from zhubo_web.accounts.models import Person
from zhubo_web.audience.models.feedback import SORTS, Told
from zhubo_web.broadcasts.models import Segment
from zhubo_web.core.i18n import (
    _,
    chosen_language,
    day,
    pgettext,
    say,
    stream_time,
    time_of_day,
)
from zhubo_web.core.marking import N_
from zhubo_web.extensions import db
from zhubo_web.observations.catalogue import KIND_NAMES
from zhubo_web.observations.exporting import role_label
from zhubo_web.observations.models import (
    DISPOSITIONS,
    Correction,
    HelpCall,
    Observation,
    ObservationChange,
    Tag,
)
from zhubo_web.observations.workflow import DELIVERY, HELP, OBSERVATION

DIMENSION_NAMES = {
    "language": N_("语言表达"),
    "interaction": N_("互动效果"),
    "product": N_("产品介绍"),
    "emergency": N_("应急处理"),
    "conduct": N_("纪律协作"),
    "neutral": N_("中性标记"),
}
OBJECT_NAMES = {
    "assistant": N_("助播"),
    "host": N_("主播"),
    "operations": N_("运营"),
    "device": N_("设备"),
}
ANSWERS = {
    "got_it": N_("收到"),
    "done": N_("改了"),
    "later": N_("等会儿"),
    "contested": N_("有出入"),
}
DISPOSITION_ICONS = {
    "fixed_live": "circle-check",
    "coached": "graduation-cap",
    "to_rectification": "target",
    "to_case": "gavel",
    "dismissed": "x",
}


def said_as(sort: str) -> str:
    """在问, 想要, 不满, 夸: as what viewers said something."""
    return _(SORTS[sort])


def relayed_by(told: Told, *, named: bool) -> str:
    """Who relayed it: names, or the roles."""
    who = told.names if named else (role_label(role) or "" for role in told.roles)
    return _("%(who)s转述", who=_("、").join(who))


def kind(name: str) -> str:
    """表扬, 提醒, 问题, 打点."""
    return _(KIND_NAMES[name])


def dimension(name: str | None) -> str:
    """The side of the work, or nothing."""
    return _(DIMENSION_NAMES[name]) if name else ""


def disposition(name: str) -> str:
    """What became of a 问题."""
    return _(DISPOSITIONS[name])


def dispositions() -> list[tuple[str, str, str]]:
    """The five choices: value, word, icon."""
    return [(key, _(name), DISPOSITION_ICONS[key]) for key, name in DISPOSITIONS.items()]


def tag_name(tag: Tag | None) -> str:
    """A tag's name in the reader's language."""
    if tag is None:
        return ""
    return tag.name_en if chosen_language() == "en" else tag.name_zh


def words(note: Observation) -> str:
    """The cue's words; else what the tag is called."""
    return note.text or tag_name(note.tag)


def about(note: Observation) -> str:
    """Whom it is about."""
    named = note.assistant.name if note.assistant and note.object == "assistant" else ""
    return named or _(OBJECT_NAMES[note.object])


def observer(note: Observation, *, named: bool) -> str:
    """Who noted it: name and role for the group, the role alone for the assistant."""
    role = role_label(note.observer_role) or ""
    if not named:
        return role
    return _("%(name)s（%(role)s）", name=note.observer.name, role=role)


def state(note: Observation) -> str:
    """Where the note stands."""
    return _(OBSERVATION.states[note.state])


def delivered(note: Observation) -> str:
    """What became of its way to the screen."""
    delivery = note.delivery
    if delivery is None:
        return _("只记录，没上提示屏")
    if delivery.answer_given and delivery.answered_at:
        after = max(0, round((delivery.answered_at - note.moment).total_seconds()))
        return _(
            "%(num)s 秒后回应：%(answer)s", answer=_(ANSWERS[delivery.answer_given]), num=after
        )
    if delivery.state == "shown" or (delivery.state == "expired" and delivery.was_seen):
        return _("看到了，没有回应（不回应不算问题）")
    if delivery.is_open and note.broadcast.ended_at is not None:
        return _("没轮到上提示屏")
    return _(DELIVERY.states[delivery.state])


def counted(note: Observation, correction: Correction | None) -> str:
    """Whether it can count, in a sentence."""
    reason = note.why_not_counted_with(correction)
    return say(reason) if reason else _("算进本场记录")


def was(change: ObservationChange) -> list[str]:
    """What a note was before a change, piece by piece."""
    return list(_pieces(change.before))


def _pieces(before: dict[str, Any]) -> Iterator[str]:
    if before.get("kind") in KIND_NAMES:
        yield kind(before["kind"])
    if "dimension" in before:
        yield dimension(before["dimension"]) or _("没选维度")
    if before.get("object") in OBJECT_NAMES:
        yield _("记的是%(whose)s", whose=_person(before) or _(OBJECT_NAMES[before["object"]]))
    elif before.get("assistant_id"):
        yield _("记的是%(whose)s", whose=_person(before))
    if "tag_id" in before:
        old = db.session.get(Tag, before["tag_id"]) if before["tag_id"] else None
        yield tag_name(old) or _("没有标签")
    if before.get("severity"):
        yield _("轻重 %(num)s", num=before["severity"])
    if "text" in before:
        yield _("“%(words)s”", words=before["text"]) if before["text"] else _("没有提示语")
    if "at_ms" in before:
        yield stream_time(before["at_ms"])


def _person(before: dict[str, Any]) -> str:
    if before.get("object", "assistant") != "assistant" or not before.get("assistant_id"):
        return ""
    person = db.session.get(Person, before["assistant_id"])
    return person.name if person else ""


def facts(note: Observation) -> list[tuple[str, str]]:
    """When what happened to a note: (what, when or how)."""
    segment = db.session.get(Segment, note.segment_id) if note.segment_id else None
    rows = [
        (_("记下"), _when(note.moment)),
        (_("环节"), segment.title if segment else ""),
        (pgettext("field", "商品"), segment.product.name if segment and segment.product else ""),
        (_("公布"), _when(note.released_at)),
        (_("提示屏"), delivered(note)),
        (_("有出入"), _when(note.contested_at)),
        (_("处置"), _settled(note)),
        (_("现在"), state(note)),
    ]
    return [(what, told) for what, told in rows if told]


def _when(moment: datetime | None) -> str:
    return f"{day(moment)} {time_of_day(moment)}" if moment else ""


def _settled(note: Observation) -> str:
    return f"{disposition(note.disposition)} {_when(note.disposed_at)}" if note.disposition else ""


def help_outcome(call: HelpCall) -> str:
    """How fast a call was taken, and by what role."""
    if call.taken_at is None:
        return _(HELP.states[call.state])
    seconds = max(0, round((call.taken_at - call.created_at).total_seconds()))
    role = call.taken_by.roles_in(call.broadcast.room)[:1] if call.taken_by else []
    who = role_label(role[0]) if role else _("跟播人")
    return _("%(who)s %(num)s 秒后接了", who=who, num=seconds)
