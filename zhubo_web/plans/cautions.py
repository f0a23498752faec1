"""Warnings of a plan (审核对照): what a reviewer would look up, looked up. Pure.

A red one wants a person to look: it stops 全部通过 and the approval that 省事 makes by itself. A yellow
one informs. None of them decides anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zhubo_web.attendance.hours import Shift, nights, on_air
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.plans.contents import WHOLE, Content, Part
from zhubo_web.products import wording

RED, YELLOW = "red", "yellow"
#: What is looked at, in the words of the list that says what was found in order.
LOOKED_AT = {
    "missing": N_("每场都写全了"),
    "segment": N_("没有两个助播抢同一个环节"),
    "offer": N_("价格和优惠到时候还有效"),
    "wording": N_("没有“不能说”的话"),
    "hours": N_("两班之间休息够，一天不超时"),
}
SAY_INSTEAD = N_("“%(word)s”不能说，换成“%(instead)s”")
SAY_OTHERWISE = N_("“%(word)s”不能说，请换个说法")


@dataclass(frozen=True)
class Caution:
    """One warning; ``broadcast`` is the one it is about, ``line`` where in the plan."""

    level: str
    code: str
    broadcast: int | None
    reason: Reason
    line: str = ""


@dataclass(frozen=True)
class Card:
    """What is checked of a product's present card."""

    id: int
    product: int
    name: str
    valid: bool
    forbidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Slot:
    """A broadcast of the week as it is scheduled."""

    id: int
    title: str
    start: datetime
    end: datetime
    cards: Mapping[int, Card] = field(default_factory=dict)
    #: Another assistant's name → the interactions that one has planned here.
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """11.25 返场专场."""
        day = clock.local(self.start)
        return f"{day.month}.{day.day} {self.title}"


@dataclass(frozen=True)
class Facts:
    """Against what a plan is held. ``worked`` are the person's broadcasts about that week."""

    setting: str
    now: datetime
    slots: Sequence[Slot]
    worked: Sequence[Shift] = ()
    rest: timedelta = timedelta(hours=11)
    day: timedelta = timedelta(hours=8)
    gap: timedelta = timedelta(hours=4)


def look(content: Content, facts: Facts) -> list[Caution]:
    """Every warning, red ones first, then in the order of the week."""
    found = [*_hours(facts), *_words(WHOLE, None, content.line, facts.slots)]
    for slot in facts.slots:
        part = content.part(slot.id) or Part(slot.id, gap=facts.setting != LIGHT)
        found += _missing(part, slot, facts)
        if not part.gap or not part.empty:
            found += [*_segments(part, slot), *_offers(part, slot)]
            found += _words(f"{slot.id}.sentence", slot.id, part.sentence, [slot])
    return sorted(found, key=lambda one: one.level != RED)


def red(cautions: Sequence[Caution]) -> list[Caution]:
    """Those that want a person to look."""
    return [one for one in cautions if one.level == RED]


def red_broadcasts(cautions: Sequence[Caution]) -> list[int]:
    """The broadcasts that an approval may leave out for their red warnings."""
    return list(dict.fromkeys(c.broadcast for c in red(cautions) if c.broadcast is not None))


def _missing(part: Part, slot: Slot, facts: Facts) -> Iterator[Caution]:
    lacking = part.missing(facts.setting)
    if part.gap:
        lacking = lacking or ["gap"]
    if not lacking:
        return
    late = slot.start - facts.now <= facts.gap
    soon = facts.gap // timedelta(hours=1)
    if late and slot.start > facts.now:
        reason = Reason(N_("%(title)s 快开播了，还没补全"), {"title": slot.called})
        yield Caution(RED, "missing", slot.id, reason)
    elif part.gap:
        values = {"title": slot.called, "hours": soon}
        reason = Reason(N_("%(title)s 待补，开播前 %(hours)s 小时补上就行"), values)
        yield Caution(YELLOW, "missing", slot.id, reason)
    else:
        level = RED if facts.setting == STRICT else YELLOW
        reason = Reason(N_("%(title)s 没写全"), {"title": slot.called})
        yield Caution(level, "missing", slot.id, reason)


def _segments(part: Part, slot: Slot) -> Iterator[Caution]:
    for name, theirs in slot.others.items():
        for both in (one for one in part.interactions if one in theirs):
            values = {"title": slot.called, "segment": both, "name": name}
            reason = Reason(N_("%(title)s 的“%(segment)s”，%(name)s 也排了，请两个人分开"), values)
            yield Caution(RED, "segment", slot.id, reason, f"{slot.id}.interactions")


def _offers(part: Part, slot: Slot) -> Iterator[Caution]:
    line = f"{slot.id}.focus"
    for product, name, cards in _named(part):
        card = slot.cards.get(product)
        values = {"title": slot.called, "product": name}
        if card is None:
            reason = Reason(N_("%(title)s 的流程里没有“%(product)s”了"), values)
            yield Caution(YELLOW, "offer", slot.id, reason, line)
            continue
        if not card.valid:
            reason = Reason(N_("%(title)s 开播时，“%(product)s”的价格和优惠不在有效期里"), values)
            yield Caution(RED, "offer", slot.id, reason, line)
        if card.id not in cards:
            reason = Reason(N_("%(title)s 的“%(product)s”商品卡改过，写计划时是旧的一版"), values)
            yield Caution(YELLOW, "offer", slot.id, reason, line)


def _named(part: Part) -> Iterator[tuple[int, str, set[int]]]:
    """Each product once: its id, name, and the versions of its card that were used."""
    for product in dict.fromkeys(one.product for one in part.focus):
        own = [one for one in part.focus if one.product == product]
        yield product, own[0].name, {one.card for one in own}


def _words(line: str, broadcast: int | None, text: str, slots: Sequence[Slot]) -> Iterator[Caution]:
    cards = [card for slot in slots for card in slot.cards.values()]
    own = [pair for card in cards for pair in card.forbidden]
    for found in wording.check(text, product_words=own, names=[card.name for card in cards]):
        values = {"word": found.word, "instead": found.instead}
        msgid = SAY_INSTEAD if found.instead else SAY_OTHERWISE
        yield Caution(RED, "wording", broadcast, Reason(msgid, values), line)


def _hours(facts: Facts) -> Iterator[Caution]:
    """Rest between the last broadcast of a day and the first of the next, and hours in a day."""
    planned = {clock.local(slot.start).date() for slot in facts.slots}
    for night in nights(facts.worked):
        if night.rest < facts.rest and {night.before.day, night.after.day} & planned:
            values = {
                "day": _day(night.after.day),
                "hours": _hours_of(night.rest),
                "least": _hours_of(facts.rest),
            }
            msgid = N_("%(day)s 到岗前只能休息 %(hours)s 小时，不到 %(least)s 小时")
            yield Caution(YELLOW, "hours", None, Reason(msgid, values))
    for day in sorted({one.day for one in facts.worked} & planned):
        total = on_air(day, facts.worked)
        if total > facts.day:
            values = {"day": _day(day), "hours": _hours_of(total), "most": _hours_of(facts.day)}
            msgid = N_("%(day)s 一天直播 %(hours)s 小时，超过 %(most)s 小时")
            yield Caution(YELLOW, "hours", None, Reason(msgid, values))


def _day(day: date) -> str:
    return f"{day.month}.{day.day}"


def _hours_of(length: timedelta) -> str:
    """Hours with at most one decimal, rounded down."""
    tenths = max(0, length // timedelta(minutes=6))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
