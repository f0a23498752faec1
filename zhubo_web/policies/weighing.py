"""The numbers and words of a month's composite by name, as a form shows them and a version is compared.
Pure.

``fields`` takes a composite apart, ``read_all`` puts one together again from what was typed and checks
that it is one: names differ, weights, posts and mixes come to 100, bands go down. Which items there are,
their sources, caps and how many anchors they have stays what it is; so a version can be compared with any
other, field by field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.policies import wording
from zhubo_web.policies.composites import (
    DIMENSIONS,
    POSTS,
    SOURCES,
    Composite,
    Grade,
    MonthItem,
    Source,
)

GROUPS = {
    wording.NAME: N_("月评各项叫什么"),
    wording.ANCHOR: N_("1、3、5 分是什么样"),
    "weight": N_("月评各项的比重（合计 100）"),
    "post": N_("按岗位调工作业绩的比重"),
    "mix": N_("每项里各来源的比重（每项合计 100）"),
    "marks": N_("1 到 5 分各是多少分"),
    "figures": N_("数据和平时比，各是多少分"),
    "shares": N_("按时的比例到多少，是多少分"),
    "tally": N_("表扬和不满怎么算"),
    "grades": N_("等级和系数"),
}
STANDINGS = {
    "much_better": N_("好很多"),
    "better": N_("好"),
    "same": N_("差不多"),
    "worse": N_("差"),
    "much_worse": N_("差很多"),
}
TALLIES = {
    "start": N_("从几分起"),
    "good": N_("一条表扬加几分"),
    "bad": N_("一条不满加几分（负数）"),
    "least": N_("最低几分"),
}
WHOLE = 100
MARKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Field:
    """One number or text: its name in a form, its group, the words of its title, its value as text."""

    name: str
    group: str
    words: tuple[str, ...]
    value: str

    @property
    def is_text(self) -> bool:
        """Whether it is words."""
        return self.group in wording.LONGEST


def plain(value: Decimal | int) -> str:
    """Without zeros at its end."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def mixed(composite: Composite) -> Iterator[tuple[MonthItem, Source]]:
    """The sources of items that have several."""
    for item in composite.items:
        if len(item.sources) > 1:
            yield from ((item, source) for source in item.sources)


def posted(composite: Composite) -> Iterator[tuple[str, MonthItem]]:
    """The posts that shift weights, and the items whose weight they shift."""
    for post in composite.posts:
        yield from ((post, one) for one in composite.items if one.dimension == "results")


def fields(composite: Composite) -> tuple[Field, ...]:
    """Everything of it that can be changed, in the order of a form."""
    found = [Field(*one) for one in wording.told(composite.items)]
    found += [
        Field(
            f"weight-{one.code}", "weight", (DIMENSIONS[one.dimension], one.name), str(one.weight)
        )
        for one in composite.items
    ]
    found += [
        Field(f"post-{post}-{item.code}", "post", (POSTS[post], item.name),
              str(composite.weight(item, post)))
        for post, item in posted(composite)
    ]  # fmt: skip
    found += [
        Field(f"mix-{item.code}-{one.name}", "mix", (item.name, SOURCES[one.name]), str(one.weight))
        for item, one in mixed(composite)
    ]
    found += [
        Field(f"mark-{mark}", "marks", (wording.MARK_NAMES[mark],), plain(composite.marks[mark]))
        for mark in MARKS
    ]
    found += [
        Field(f"figure-{name}", "figures", (title,), plain(composite.figures[name]))
        for name, title in STANDINGS.items()
    ]
    found += list(_bands(composite))
    return tuple(found)


_STEPS = (N_("第一档"), N_("第二档"), N_("第三档"), N_("第四档"), N_("第五档"))
_LEAST, _POINTS, _COEFFICIENT = N_("从百分之几起"), N_("多少分"), N_("系数")


def _bands(composite: Composite) -> Iterator[Field]:
    for at, (least, points) in enumerate(composite.shares):
        if least:
            yield Field(f"share-{at}-least", "shares", (_STEPS[at], _LEAST), plain(least))
        yield Field(f"share-{at}-points", "shares", (_STEPS[at], _POINTS), plain(points))
    for name, title in TALLIES.items():
        yield Field(f"tally-{name}", "tally", (title,), plain(composite.tally[name]))
    for grade in composite.grades:
        if grade.least:
            yield Field(f"grade-{grade.name}-least", "grades", (grade.name, N_("从几分起")),
                        plain(grade.least))  # fmt: skip
        if grade.coefficient is not None:
            yield Field(f"grade-{grade.name}-coefficient", "grades", (grade.name, _COEFFICIENT),
                        plain(grade.coefficient))  # fmt: skip


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


class _Typed:
    """What was typed, with the present values where nothing was."""

    def __init__(self, typed: Mapping[str, str], base: Composite) -> None:
        self.values = {one.name: one.value for one in fields(base)}
        self.values |= {name: typed[name] for name in self.values if name in typed}

    def number(self, name: str, least: int = 0, most: int = WHOLE) -> Decimal:
        """A number between bounds, to a hundredth. Raises Invalid naming the field."""
        try:
            value = Decimal(self.values[name].strip())
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not least <= value <= most:
            raise Invalid(N_("请填 %(least)s 到 %(most)s 之间的数"), name, least=least, most=most)
        if value != round(value, 2):
            raise Invalid(N_("最多两位小数"), name)
        return value

    def whole(self, name: str) -> int:
        """A whole number of 0 to 100."""
        value = self.number(name)
        if value != value.to_integral_value():
            raise Invalid(N_("请填整数"), name)
        return int(value)


def read_all(typed: Mapping[str, str], base: Composite) -> Composite:
    """The composite with these numbers and words; what is not typed stays as in ``base``. Raises Invalid."""
    given = _Typed(typed, base)
    items = tuple(_item(one, given) for one in wording.reworded(base.items, given.values))
    _check_weights(items)
    made = replace(
        base,
        items=items,
        posts=_posts(base, items, given),
        marks={mark: given.number(f"mark-{mark}") for mark in base.marks},
        figures={name: given.number(f"figure-{name}") for name in base.figures},
        shares=tuple(
            (given.number(f"share-{at}-least") if least else least, given.number(f"share-{at}-points"))
            for at, (least, _points) in enumerate(base.shares)
        ),
        tally={name: given.number(f"tally-{name}", -WHOLE) for name in base.tally},
        grades=tuple(_grade(one, given) for one in base.grades),
    )  # fmt: skip
    _check_order(made)
    return made


def _item(item: MonthItem, given: _Typed) -> MonthItem:
    weight = given.whole(f"weight-{item.code}")
    if len(item.sources) == 1:
        return replace(item, weight=weight)
    names = [f"mix-{item.code}-{one.name}" for one in item.sources]
    shares = [given.whole(name) for name in names]
    if sum(shares) != WHOLE:
        raise Invalid(N_("各来源合计要是 100，现在是 %(sum)s"), names[0], sum=sum(shares))
    sources = zip(item.sources, shares, strict=True)
    return replace(item, weight=weight, sources=tuple(replace(one, weight=w) for one, w in sources))


def _posts(
    base: Composite, items: tuple[MonthItem, ...], given: _Typed
) -> dict[str, dict[str, int]]:
    own = sum(one.weight for one in items if one.dimension == "results")
    found: dict[str, dict[str, int]] = {post: {} for post in base.posts}
    for post, item in posted(base):
        found[post][item.code] = given.whole(f"post-{post}-{item.code}")
    for post, weights in found.items():
        if (total := sum(weights.values())) != own:
            first = f"post-{post}-{next(iter(weights))}"
            raise Invalid(
                N_("合计要和工作业绩的比重一样是 %(own)s，现在是 %(sum)s"),
                first,
                own=own,
                sum=total,
            )
    return found


def _grade(grade: Grade, given: _Typed) -> Grade:
    least = given.number(f"grade-{grade.name}-least") if grade.least else grade.least
    if grade.coefficient is None:
        return Grade(grade.name, least, None)
    return Grade(grade.name, least, given.number(f"grade-{grade.name}-coefficient", 0, 3))


def _check_weights(items: tuple[MonthItem, ...]) -> None:
    total = sum(one.weight for one in items)
    if total != WHOLE:
        first = f"weight-{items[0].code}"
        raise Invalid(N_("各项的比重合计要是 100，现在是 %(sum)s"), first, sum=total)


def _check_order(made: Composite) -> None:
    """Better is never worth less, and bands go down."""
    marks = [(f"mark-{mark}", made.marks[mark]) for mark in reversed(MARKS)]
    bands = [(f"figure-{name}", made.figures[name]) for name in STANDINGS]
    steps = [(f"share-{at}-points", points) for at, (_least, points) in enumerate(made.shares)]
    for named in (marks, bands, steps):
        _falling(named)
    _falling([(f"share-{at}-least", one[0]) for at, one in enumerate(made.shares)], strictly=True)
    _falling([(f"grade-{one.name}-least", one.least) for one in made.grades], strictly=True)
    if made.tally["good"] < 0:
        raise Invalid(N_("表扬不能减分"), "tally-good")
    if made.tally["bad"] > 0:
        raise Invalid(N_("不满不能加分，请填 0 或负数"), "tally-bad")
    if not 0 <= made.tally["least"] <= made.tally["start"]:
        raise Invalid(N_("最低分要在 0 和起分之间"), "tally-least")


def _falling(named: list[tuple[str, Decimal]], *, strictly: bool = False) -> None:
    for (name, one), (_next, other) in pairwise(named):
        if one < other or (strictly and one == other):
            raise Invalid(N_("要比下一档高"), name)


# ── comparing ───────────────────────────────────────────────────────────────────────────────────


def changed(before: Composite, after: Composite) -> list[tuple[Field, str, str]]:
    """(field, before, after) of what differs; what one of them lacks is an empty text."""
    was = {one.name: one for one in fields(before)}
    now = {one.name: one for one in fields(after)}
    return [
        (now.get(name) or was[name], _of(was.get(name)), _of(now.get(name)))
        for name in dict.fromkeys([*was, *now])
        if _of(was.get(name)) != _of(now.get(name))
    ]


def _of(field: Field | None) -> str:
    return field.value if field else ""
