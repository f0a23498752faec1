"""What a month's report says: plain words in the reader's language. Templates get it as ``say``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from zhubo_web.accounts.roles import CLASS_NAMES, CLASSES, SHORT_NAMES
from zhubo_web.core.i18n import _, month, ngettext
from zhubo_web.months import finalising
from zhubo_web.months.explaining import Missing, Mover
from zhubo_web.months.models.kept import CHANGED, GONE
from zhubo_web.months.models.reported import Past, Reported
from zhubo_web.months.scoring import Input
from zhubo_web.months.views.why import counted, number
from zhubo_web.observations.views import reading
from zhubo_web.policies.composites import DIMENSIONS, POSTS, SOURCES, Grade
from zhubo_web.surveys.wording import SOURCES as VOICES

#: The drawing of the trend, in its own units; scores below LOWEST lie on the ground.
WIDE, HIGH, LOWEST = 600, 120, 40
TONES = {"S": "praise", "A": "praise", "B": "info", "C": "remind", "D": "issue"}

note_words, note_kind, note_dimension = reading.words, reading.kind, reading.dimension
__all__ = ["month", "note_dimension", "note_kind", "note_words", "number"]


def post(name: str) -> str:
    """What the assistant mostly does."""
    return _(POSTS[name])


def of_class(name: str) -> str:
    """A class of the supervision group, or a side that signs in 严谨."""
    found = {**CLASS_NAMES, **finalising.NAMES}.get(name)
    return _(found) if found else ""


def signing(reported: Reported) -> list[str]:
    """Who signs: the classes; in 严谨 the two sides, and the owner where the owner's own was asked for."""
    if not reported.evaluation.is_strict:
        return list(CLASSES)
    owner = any(one.member_class == finalising.OWNER for one in reported.signed)
    return [*finalising.SIDES, finalising.OWNER] if owner else list(finalising.SIDES)


def class_short(name: str) -> str:
    """The same where there is little room."""
    return _(SHORT_NAMES[CLASSES[name]])


def voice(source: str) -> str:
    """Where a word came from."""
    return _(VOICES[source])


def signed(value: Decimal) -> str:
    """A difference with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{number(abs(value))}"


# ── the result ──────────────────────────────────────────────────────────────────────────────────


def grade(reported: Reported) -> Grade | None:
    """The grade with its coefficient."""
    grades = reported.composite.grades
    return next((one for one in grades if one.name == reported.result.grade), None)


def coefficient(found: Grade) -> str:
    """What HR may apply."""
    if found.coefficient is None:
        return _("系数由人力资源定")
    return _("系数 %(num)s", num=found.coefficient)


def tone(name: str) -> str:
    """The look of a grade."""
    return TONES.get(name, "plain")


def moved(one: Mover) -> str:
    """拉高 or 拉低, by how much."""
    by = number(abs(one.effect))
    if one.effect > 0:
        return _("%(item)s拉高了 %(by)s 分", item=_(one.item.name), by=by)
    return _("%(item)s拉低了 %(by)s 分", item=_(one.item.name), by=by)


def because(one: Mover) -> str:
    """What did most of it."""
    return _(
        "这一项 %(points)s 分，主要看%(source)s %(worth)s 分（%(what)s）",
        points=number(one.part.points),
        source=_(SOURCES[one.source.name]),
        worth=number(one.source.points),
        what=counted(one.source),
    )


def absent(one: Missing, reported: Reported) -> str:
    """What is not there, and where its weight went."""
    if one.level == "dimension":
        return _("%(name)s没有数据，比重分给另外的维度", name=_(DIMENSIONS[one.name]))
    item = _(reported.composite.item(one.item).name)
    if one.level == "item":
        return _("%(name)s没有数据，比重分给同一维度的其他项", name=item)
    name = _(SOURCES[one.name])
    return _("%(item)s里没有%(name)s，比重分给这一项的其他来源", item=item, name=name)


def weights(reported: Reported) -> str:
    """30 / 25 / 45."""
    return " / ".join(number(one.weight) for one in reported.composed.parts)


def inputs_of(reported: Reported, metric: str) -> list[Input]:
    """How a figure stood when it was taken down."""
    sources = (one for own in reported.facts["items"].values() for one in own.get("figures", ()))
    found = [one for one in sources if one.get("metric") == metric]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def written(reported: Reported, what: str) -> list[tuple[str, str]]:
    """What the classes wrote of strengths or gaps, with whose words they are; the same words once."""
    found: dict[str, list[str]] = {}
    for one in reported.given:
        if words := str(getattr(one, what)).strip():
            found.setdefault(words, []).append(of_class(one.member_class))
    return [(words, _("、").join(who)) for words, who in found.items()]


# ── around it ───────────────────────────────────────────────────────────────────────────────────


def reliability(reported: Reported) -> list[tuple[str, str]]:
    """What the result can bear."""
    held, twice = len(reported.broadcast_ids), reported.counts["twice"]
    watched = _("%(seen)s 场，一共 %(all)s 场", seen=reported.watched, all=held)
    classes = _("、").join(of_class(one.member_class) for one in reported.given) or "—"
    return [
        (_("有人跟播"), watched),
        (_("两个人都评过"), ngettext("%(num)d 场", "%(num)d 场", twice)),
        (_("两人盲评的一致性"), _agreement(reported)),
        (_("打分的"), classes),
        (_("跟播记录"), _("表扬 %(praise)s，问题 %(issue)s", **_notes(reported))),
    ]


def _agreement(reported: Reported) -> str:
    """Of this assistant's broadcasts; of everybody's where those are too few; else 看得太少."""
    own, everybody = reported.agreements
    found = own if own.alpha is not None else everybody
    if found.alpha is None:
        return _("看得太少")
    told = {"alpha": found.alpha, "same": found.same, "num": found.broadcasts}
    if found is own:
        return _("α %(alpha)s，一样的占 %(same)s%%，%(num)s 场", **told)
    return _("全店 α %(alpha)s，一样的占 %(same)s%%，%(num)s 场；本人的看得太少", **told)


def _notes(reported: Reported) -> dict[str, int]:
    return {name: reported.counts[name] for name in ("praise", "issue")}


def support(reported: Reported) -> list[tuple[str, str]]:
    """What the group did for the assistant: calls that were answered and how soon, coaching."""
    calls = [one for held in reported.broadcasts.values() for one in held.calls]
    waits = [(taken - asked).total_seconds() for asked, taken in calls if taken is not None]
    told = _("没有呼叫过")
    if calls:
        told = _("呼叫 %(asked)s 次，来了 %(taken)s 次", asked=len(calls), taken=len(waits))
    if waits:
        told += _("，一般等 %(num)s 秒", num=round(median(waits)))
    coached = ngettext("%(num)d 条", "%(num)d 条", reported.counts["coached"])
    return [(_("呼叫运营"), told), (_("当时辅导的记录"), coached)]


# ── what changed after it was given ─────────────────────────────────────────────────────────────


def fate(reported: Reported, kind: str, number: int) -> str:
    """What became of a note or a voice since, if anything."""
    found = getattr(reported.later, kind).get(number) if reported.later else None
    return {GONE: _("后来不算了"), CHANGED: _("后来改过")}[found] if found else ""


def voice_meta(reported: Reported, said: Any) -> str:
    """Where a word came from, from how many, what became of it."""
    many = ngettext("%(num)d 人", "%(num)d 人", said.count) if said.count > 1 else ""
    told = (voice(said.source), many, fate(reported, "voices", said.id))
    return " · ".join(one for one in told if one)


def is_gone(reported: Reported, kind: str, number: int) -> bool:
    """Whether a note or a voice counts no more: then there is nothing to object to."""
    return bool(reported.later) and getattr(reported.later, kind).get(number) == GONE


def matter(reported: Reported, one: Any) -> str:
    """Whether it was done, and whether that changed."""
    now = reported.later.matters.get(one.id) if reported.later else None
    was = _done(one.state)
    return (
        was
        if now is None or _done(now) == was
        else _("%(was)s，后来%(now)s", was=was, now=_done(now))
    )


def _done(state: str) -> str:
    return _("核对过") if state == "verified" else _("没做完")


def counts_later(reported: Reported) -> str:
    """The counts that differ by now."""
    names = {
        "praise": _("表扬"), "issue": _("问题"), "coached": _("当时辅导的记录"),
        "twice": _("两个人都评过"),
    }  # fmt: skip
    changed = reported.later.counts.items()
    told = (f"{names[name]} {reported.counts[name]} → {now}" for name, now in changed)
    return _("，").join(told)


def lacks_support(reported: Reported) -> bool:
    """A low grade with nothing that the group did about it."""
    low = reported.result.grade in ("C", "D")
    return low and not reported.counts["coached"] and not reported.matters


def chart(past: Sequence[Past]) -> dict[str, Any]:
    """A line through the months that have a score, and where each of them lies."""
    step = Decimal(WIDE) / max(len(past) - 1, 1)
    dots, path, down = [], "", False
    for at, one in enumerate(past):
        if one.score is None:
            down = False
            continue
        part = max(Decimal(0), one.score - LOWEST) / (100 - LOWEST)
        x, y = f"{at * step + 20:.0f}", f"{HIGH - part * HIGH:.0f}"
        path += f"{'L' if down else 'M'}{x} {y}"
        dots.append((x, y, one))
        down = True
    return {"path": path, "dots": dots}
