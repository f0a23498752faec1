"""Why this number: dimension → item → source → input, each input with the row that it came from.

Templates get a tree of ``Level`` and ``Line``; words are the reader's. An input names its row by a key
(``evaluation``, ``feedback``), several by a list (``praise``, ``complaints``, ``late``, ``missed``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for

from zhubo_web.accounts.roles import CLASS_NAMES
from zhubo_web.core.i18n import _, day, ngettext
from zhubo_web.core.marking import N_
from zhubo_web.metrics.definitions import Definition, defined, version
from zhubo_web.metrics.views.blueprint import VERDICTS, figure
from zhubo_web.months import scoring
from zhubo_web.months.models.reported import Reported
from zhubo_web.months.scoring import Input, Part, points_of, rounded
from zhubo_web.policies.composites import DIMENSIONS, SOURCES, MonthItem
from zhubo_web.policies.rubrics import DIMENSIONS as SIDES
from zhubo_web.surveys.wording import ITEMS

#: Key of an input → what the row is called; all are read where feedback is, but evaluations.
LINKS = {
    "evaluation": N_("单场评分"),
    "feedback": N_("反馈"),
    "praise": N_("表扬"),
    "complaints": N_("不满"),
}
#: A record on time → the page of what was not, its argument.
RECORDS = {
    "plan_ontime": ("plans.show", "plan_id"),
    "summary_ontime": ("summaries.show", "summary_id"),
    "attend_ontime": ("attendance.duty", "broadcast_id"),
    "task_ontime": ("assignments.show", "item_id"),
}
FATES = {"late": N_("迟了的"), "missed": N_("没做的")}
MARKED_BY = {"self": N_("自评"), "viewers": N_("观众"), **CLASS_NAMES}


@dataclass(frozen=True)
class Link:
    """A way to a row; ``contest`` is (type, id) for an objection to it."""

    text: str
    href: str
    contest: tuple[str, int] | None = None


@dataclass(frozen=True)
class Line:
    """One input: what it says, the points it is worth ('' where it says nothing), its rows."""

    text: str
    points: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Level:
    """A dimension, item or source: its points, share of the level above, and what is below."""

    name: str
    part: Part
    share: str
    below: tuple[Any, ...] = ()
    item: MonthItem | None = None
    reckoned: str = ""


def number(value: Decimal | None) -> str:
    """A number as people write it: no zeros at its end."""
    if value is None:
        return "—"
    plain = f"{rounded(value):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _share(value: Decimal | None) -> str:
    return "" if value is None else f"{number(value * 100)}%"


def tree(reported: Reported) -> list[Level]:
    """The whole of a result. What weighs nothing and is not there is left out."""
    items = {one.code: one for one in reported.composite.items}
    return [
        Level(
            _(DIMENSIONS[part.name]),
            part,
            _share(part.share),
            tuple(_item(reported, items[one.name], one) for one in _shown(part)),
            reckoned=_sum_of(part, {one.code: _(one.name) for one in items.values()}),
        )
        for part in reported.composed.parts
    ]


def _shown(part: Part) -> list[Part]:
    return [one for one in part.parts if one.weight or one.points is not None]


def _item(reported: Reported, item: MonthItem, part: Part) -> Level:
    names = {name: _(text) for name, text in SOURCES.items()}
    sources = tuple(
        Level(names[one.name], one, _share(one.share), tuple(_lines(reported, one)))
        for one in _shown(part)
    )
    reckoned = _sum_of(part, names)
    return Level(_(item.name), part, _share(part.share), sources, item, reckoned)


def _sum_of(part: Part, names: dict[str, str]) -> str:
    """How a level is reckoned from the one below: 单场评分 95 × 62.5% + …"""
    there = [one for one in part.parts if one.points is not None and one.share]
    told = (f"{names[one.name]} {number(one.points)} × {_share(one.share)}" for one in there)
    return " + ".join(told)


# ── inputs ──────────────────────────────────────────────────────────────────────────────────────


def said_of(reported: Reported, one: Input) -> str:
    """An input in words."""
    said = {"figure": _figure, "share": _on_time, "mark": _mark, "tally": _tally}
    kind = one["kind"]
    return said[kind](one) if kind in said else _points(reported, one)


def _lines(reported: Reported, source: Part) -> Iterator[Line]:
    for one in source.inputs:
        worth = points_of(one, reported.composite)
        points = "" if worth is None else number(worth)
        yield Line(said_of(reported, one), points, tuple(_links(reported, one)))


def meant_by(one: Input) -> Definition:
    """The definition that a figure was reckoned by."""
    return version(one["metric"], one["version"]) if "version" in one else defined(one["metric"])


def _figure(one: Input) -> str:
    meant = meant_by(one)
    change = one.get("change")
    by = f" {change:+d}%".replace("-", "−") if change and one["word"] in ("above", "below") else ""
    value = f" {figure(meant, Decimal(one['value']))}" if one.get("value") else ""
    usual = ""
    if one.get("usual") and one["word"] != "few":
        usual = _("（平时 %(usual)s）", usual=figure(meant, Decimal(one["usual"])))
    return f"{_(meant.name)}{value} {_(VERDICTS[one['word']])}{by}{usual}"


def _on_time(one: Input) -> str:
    record = one.get("record", "")
    name = _(scoring.RECORDS[record]) if record in scoring.RECORDS else _("按时")
    return f"{name} {one['done']} / {one['due']}"


def _mark(one: Input) -> str:
    given = _("没碰到") if one["mark"] is None else _("%(num)s 分", num=one["mark"])
    if one.get("item") in ITEMS:
        return f"{_(ITEMS[one['item']])} {given}"
    by = one.get("of", "")
    return f"{_(MARKED_BY[by])} {given}" if by in MARKED_BY else given


def _tally(one: Input) -> str:
    return _("夸 %(good)s，不满 %(bad)s", good=one["good"], bad=one["bad"])


def _points(reported: Reported, one: Input) -> str:
    name = one.get("side", "")
    side = _(SIDES[name]) if name in SIDES else ""
    held = reported.broadcasts.get(one.get("broadcast", 0))
    return " ".join(text for text in (day(held.began) if held else "", side) if text) or _("分数")


def _links(reported: Reported, one: Input) -> Iterator[Link]:
    if one["kind"] == "figure":
        where: dict[str, Any] = {
            "evaluation_id": reported.evaluation.id,
            "version": reported.result.number,
        }
        yield Link(_("每场的数"), url_for("months.figure", metric=one["metric"], **where))
    if one.get("record") in RECORDS:
        yield from _records(reported, one)
    for key, name in LINKS.items():
        for row in _rows(one.get(key)):
            if key == "evaluation":
                href = url_for("evaluations.show", evaluation_id=row)
                yield Link(_(name), href, ("evaluation", row))
            else:
                yield Link(_(name), url_for("surveys.show", feedback_id=row), ("feedback", row))


def _rows(named: Any) -> Sequence[int]:
    return named if isinstance(named, list) else [named] if named else []


def _records(reported: Reported, one: Input) -> Iterator[Link]:
    """What was late or not done; arrivals are read at their broadcast."""
    endpoint, argument = RECORDS[one["record"]]
    arrived = {held.check_in: held.id for held in reported.broadcasts.values()}
    for fate, word in FATES.items():
        for row in _rows(one.get(fate)):
            number = arrived.get(row) if one["record"] == "attend_ontime" else row
            if number is not None:
                where: dict[str, Any] = {argument: number}
                yield Link(_(word), url_for(endpoint, **where))


def counted(source: Part) -> str:
    """How much a source rests on, in a word: one input says itself what it is."""
    inputs = source.inputs
    kind = inputs[0]["kind"] if inputs else ""
    said = {"figure": _figure, "share": _on_time, "tally": _tally}
    if len(inputs) == 1 and kind in said:
        return said[kind](inputs[0])
    if kind == "points":
        held = len({one.get("broadcast") for one in inputs})
        return str(ngettext("%(num)d 场", "%(num)d 场", held))
    return str(ngettext("%(num)d 份", "%(num)d 份", len(inputs)))
