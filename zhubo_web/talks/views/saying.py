"""What pages say of a talk, in the reader's language. Templates get it as ``say``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zhubo_web.core import clock
from zhubo_web.core.i18n import _, day, worded
from zhubo_web.core.marking import N_
from zhubo_web.months.explaining import Proposal
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views import reading
from zhubo_web.policies.composites import DIMENSIONS
from zhubo_web.talks.agenda import Agenda, Line
from zhubo_web.talks.models import Talk, TalkAction
from zhubo_web.talks.workflow import WORKFLOW

TONES = {
    "to_schedule": "remind",
    "rescheduled": "remind",
    "no_show": "issue",
    "minutes": "remind",
    "confirmed": "praise",
    "closed": "praise",
}
#: What became of an agreed action → (look, word).
OUTCOMES = {
    "done": ("praise", N_("做到了")),
    "claimed": ("info", N_("做完了，等核对")),
    "open": ("plain", N_("在做")),
    "late": ("issue", N_("过了时间")),
    "called_off": ("plain", N_("取消了")),
    "waiting": ("plain", N_("还没布置")),
}
STEPS = (N_("约时间"), N_("面谈"), N_("记录"), N_("确认"), N_("收尾"))
PLACES = {
    "to_schedule": 0, "rescheduled": 0, "no_show": 0, "scheduled": 1, "held": 2, "minutes": 3,
    "confirmed": 4, "unconfirmed": 4, "closed": 5, "closed_written": 5,
}  # fmt: skip


def state(talk: Talk) -> str:
    """Where it stands."""
    return _(WORKFLOW.states[talk.state])


def tone(talk: Talk) -> str:
    """The look of its state."""
    return TONES.get(talk.state, "plain")


def steps() -> list[str]:
    """The way of a talk."""
    return [_(one) for one in STEPS]


def place(talk: Talk) -> int:
    """How far it is on its way."""
    return PLACES[talk.state]


def outcome(name: str) -> tuple[str, str]:
    """The look and the word of what became of an action."""
    look, word = OUTCOMES[name]
    return look, _(word)


def dimension(name: str) -> str:
    """业绩, 态度, 能力."""
    return _(DIMENSIONS[name])


def note(one: Observation) -> str:
    """What a note says."""
    return reading.words(one)


def until(action: TalkAction) -> str:
    """The day until which it is to be done."""
    return day(clock.shanghai(action.due))


def number(value: Decimal) -> str:
    """Without a needless nought."""
    return f"{value.normalize():f}"


def line(one: Line) -> str:
    """An item with its points."""
    return _("%(name)s %(points)s 分", name=_(one.name), points=number(one.points))


def proposed(one: Proposal) -> str:
    """What a class wrote, or what the next level of an item looks like."""
    if one.item is None:
        return one.words
    return _("%(name)s：%(next)s", name=worded(one.item.name), next=worded(one.words))


def beforehand(agenda: Agenda, words: Mapping[str, Iterable[str]], support: str) -> dict[str, str]:
    """What the minutes' form begins with: the agenda in words, to be changed to what was said."""
    return {
        "strengths": _lines([*(line(one) for one in agenda.strengths), *words["strengths"]]),
        "gaps": _lines([*(line(one) for one in agenda.gaps), *words["gaps"]]),
        "advice": _lines(proposed(one) for one in agenda.advice),
        "support": support,
    }


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(parts))
