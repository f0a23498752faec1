"""What follows from a decision, as numbers before and after. Pure; Decimal throughout.

A number has an identity: the table and id of what it belongs to, what it is (a key of ``WHATS``) and
its code there. Two lists of numbers, before and after, give the rows that are shown: what is equal as
people read it (to a tenth) has not changed. What a review leaves is never worse: ``worse`` compares
the outcomes, which are scores and the coefficient, never their parts: a part may vanish with the
complaint it was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.evaluations import scoring as single
from zhubo_web.months import scoring
from zhubo_web.policies import composites, rubrics
from zhubo_web.policies.composites import Composite, Grade

#: What a number is → its name, in the order of the chain.
WHATS = {
    "note": N_("跟播记录"),
    "kind": N_("记成"),
    "tag": N_("标签"),
    "weight": N_("分量"),
    "feedback": N_("反馈"),
    "figure": N_("数据"),
    "mark": N_("打分"),
    "red_line": N_("红线"),
    "side": N_("单场的一面"),
    "score": N_("单场评分"),
    "source": N_("来源"),
    "item": N_("项"),
    "dimension": N_("维度"),
    "composite": N_("算出来的总分"),
    "month": N_("月评总分"),
    "grade": N_("等级"),
    "coefficient": N_("系数"),
}
#: What no review may lower.
OUTCOMES = ("score", "month", "coefficient")
#: Rows whose before and after are words (message ids), not numbers.
WORDED = ("note", "kind", "tag", "feedback", "red_line")
COUNTS, COUNTS_NOT = N_("计"), N_("不计")

Key = tuple[str, int, str, str]  #: table, id, what, code
Pair = tuple[Decimal | None, Decimal | None]
Told = tuple[str, str, Reason, str | None]  #: what, code, title, value


@dataclass(frozen=True)
class Number:
    """One number as it stands: ``value`` as it is read, None where there is none."""

    key: Key
    title: Reason
    url: str
    value: str | None


@dataclass(frozen=True)
class Row:
    """One number that changes; ``what`` is a key of ``WHATS``. What is ``WORDED`` has message ids."""

    what: str
    title: Reason
    url: str
    before: str | None
    after: str | None
    key: Key

    @property
    def falls(self) -> bool:
        """Whether an outcome becomes worse by it."""
        return self.what in OUTCOMES and lower(_decimal(self.before), _decimal(self.after))


@dataclass(frozen=True)
class MonthChange:
    """What becomes of one assistant's month, (before, after) each; ``held``: its parts came to less,
    and the score was kept as it was."""

    evaluation_id: int
    assistant_id: int
    name: str
    url: str
    score: Pair
    grade: tuple[str, str]
    coefficient: Pair
    held: bool = False


@dataclass(frozen=True)
class Effects:
    """Everything that changes, in the order of the chain. ``worse``: it may not be carried out.
    ``overtaken``: nothing changes, as the figure is computed from others since the decision."""

    rows: Sequence[Row] = ()
    months: Sequence[MonthChange] = ()
    worse: bool = False
    overtaken: bool = False

    def stored(self) -> dict[str, Any]:
        """As plain JSON, to be kept with the decision."""
        return {
            "rows": [_stored(one) for one in self.rows],
            "months": [_kept(one) for one in self.months],
            "worse": self.worse,
            "overtaken": self.overtaken,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Effects:
        """From plain JSON."""
        rows = [_row(one) for one in kept["rows"]]
        months = [_month(one) for one in kept["months"]]
        return cls(rows, months, kept["worse"], kept.get("overtaken", False))


# ── comparing ───────────────────────────────────────────────────────────────────────────────────


def lower(before: Decimal | None, after: Decimal | None) -> bool:
    """Whether something was lost; what was not there before cannot be."""
    return before is not None and (after is None or after < before)


def changed(before: Iterable[Number], after: Iterable[Number]) -> list[Row]:
    """The numbers that differ, by the order of what stands after; what vanished comes last."""
    former, latter = ({one.key: one for one in side} for side in (before, after))
    rows = [
        _changed(former.get(key), latter.get(key))
        for key in dict.fromkeys([*latter, *former])
        if _value(former.get(key)) != _value(latter.get(key))
    ]
    order = list(WHATS)
    return sorted(rows, key=lambda row: order.index(row.what))


def _value(one: Number | None) -> str | None:
    return one.value if one else None


def _changed(before: Number | None, after: Number | None) -> Row:
    shown = after or before
    assert shown is not None
    what = shown.key[2]
    return Row(what, shown.title, shown.url, _value(before), _value(after), shown.key)


def worse(rows: Iterable[Row]) -> bool:
    """Whether an outcome falls."""
    return any(row.falls for row in rows)


# ── numbers of what there is ────────────────────────────────────────────────────────────────────


def plain(value: Decimal | None) -> str | None:
    """A number as people write it: no zeros at its end."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def of_evaluation(
    evaluation_id: int,
    title: Reason,
    url: str,
    marks: single.Marks,
    result: single.Result,
    items: Iterable[rubrics.Item],
) -> list[Number]:
    """An evaluation's marks, sides and score."""
    names = {**rubrics.DIMENSIONS, **{one.code: one.name for one in items}}

    def one(what: str, code: str, told: Reason, value: str | None) -> Number:
        return Number(("evaluation", evaluation_id, what, code), told, url, value)

    given = [one("mark", name, Reason(names[name]), _mark(mark)) for name, mark in marks.items()]
    sides = [
        one("side", part.name, Reason(names[part.name]), plain(part.shown)) for part in result.parts
    ]
    return [*given, *sides, one("score", "", title, plain(result.score))]


def _mark(mark: int | None) -> str | None:
    return None if mark is None else str(mark)


def of_month(
    evaluation_id: int,
    title: Reason,
    url: str,
    composed: scoring.Composed,
    score: Decimal | None,
    grade: Grade | None,
    composite: Composite,
) -> list[Number]:
    """A month's sources, items, dimensions, composite, score, grade and coefficient."""
    whole = {
        "composite": plain(composed.score),
        "month": plain(score),
        "grade": grade.name if grade else None,
        "coefficient": plain(grade.coefficient) if grade else None,
    }
    told = [*_parts(composed, composite), *((what, "", title, one) for what, one in whole.items())]
    return [
        Number(("monthly_evaluation", evaluation_id, what, code), named, url, value)
        for what, code, named, value in told
    ]


def _parts(composed: scoring.Composed, composite: Composite) -> Iterator[Told]:
    """Sources, items and dimensions."""
    for dimension in composed.parts:
        for item in dimension.parts:
            for part in item.parts:
                of = {"figure": composite.item(item.name).name}
                named = Reason(composites.SOURCES[part.name], of)
                yield "source", f"{item.name}.{part.name}", named, plain(part.shown)
            yield "item", item.name, Reason(composite.item(item.name).name), plain(item.shown)
        named = Reason(composites.DIMENSIONS[dimension.name])
        yield "dimension", dimension.name, named, plain(dimension.shown)


# ── kept ────────────────────────────────────────────────────────────────────────────────────────


def _stored(row: Row) -> dict[str, Any]:
    title = {"msgid": row.title.msgid, "values": row.title.values}
    return {**vars(row), "title": title, "key": list(row.key)}


def _row(kept: Mapping[str, Any]) -> Row:
    title = kept["title"]
    return Row(**{**kept, "title": Reason(**title), "key": tuple(kept["key"])})


_PAIRS = ("score", "coefficient")


def _kept(month: MonthChange) -> dict[str, Any]:
    pairs = {name: [plain(one) for one in getattr(month, name)] for name in _PAIRS}
    return {**vars(month), "grade": list(month.grade), **pairs}


def _month(kept: Mapping[str, Any]) -> MonthChange:
    pairs = {name: tuple(_decimal(one) for one in kept[name]) for name in _PAIRS}
    return MonthChange(**{**kept, "grade": tuple(kept["grade"]), **pairs})
