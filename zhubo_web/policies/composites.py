"""The monthly composite as data: items, weights, mixes, bands and grades of one version. Pure.

A month is the weighted mean of three dimensions (业绩, 态度, 能力), each of its items, each of its
sources. What is absent spreads its weight over what is there, level by level. The values here are
the product's starting data; a version of the policy keeps its own copy, and what was decided under it
is reckoned by that copy for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from zhubo_web.core.marking import N_

DIMENSIONS = {
    "results": N_("工作业绩"),
    "attitude": N_("工作态度"),
    "ability": N_("专业能力"),
}
#: Where an item's points come from → its name.
SOURCES = {
    "figures": N_("直播数据"),
    "records": N_("按时记录"),
    "group": N_("小组打分"),
    "self": N_("自评"),
    "hosts": N_("主播评价"),
    "broadcasts": N_("单场评分"),
    "quiz": N_("产品测验"),
    "feedback": N_("观众反馈"),
    "survey": N_("观众问卷"),
}
#: What an assistant mostly does → its name; it shifts weights within 业绩, and only there.
POSTS = {
    "": N_("不分岗位"),
    "camera": N_("上镜"),
    "desk": N_("中控"),
    "comments": N_("公屏"),
}


@dataclass(frozen=True)
class Source:
    """One source of an item: its weight in the mix; ``cap`` is the most it may ever be, in per cent."""

    name: str
    weight: int
    cap: int = 100


@dataclass(frozen=True)
class MonthItem:
    """One thing a month is made of. ``sides``: the sides of single broadcasts it is taken from;
    ``figures``: ids of the metric dictionary; ``anchors``: what 1, 3 and 5 look like."""

    code: str
    dimension: str
    weight: int
    name: str
    sources: tuple[Source, ...]
    sides: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()

    @property
    def is_rated(self) -> bool:
        """Whether the three classes give it a mark."""
        return any(one.name == "group" for one in self.sources)

    @property
    def is_self_rated(self) -> bool:
        return any(one.name == "self" for one in self.sources)


@dataclass(frozen=True)
class Grade:
    """From how many points on; ``coefficient`` is what HR may apply, None: HR decides."""

    name: str
    least: Decimal
    coefficient: Decimal | None


@dataclass(frozen=True)
class Composite:
    """Everything a month is reckoned by.

    ``marks``: points of 1 to 5. ``figures``: points of a figure by how it stands against what is
    usual. ``shares``: (from this share in per cent on, points), the highest first. ``tally``: where
    praise and blame begin, and what each adds. ``posts``: post → weight by item of 业绩.
    """

    items: tuple[MonthItem, ...]
    posts: Mapping[str, Mapping[str, int]]
    marks: Mapping[int, Decimal]
    figures: Mapping[str, Decimal]
    shares: tuple[tuple[Decimal, Decimal], ...]
    tally: Mapping[str, Decimal]
    grades: tuple[Grade, ...]

    def item(self, code: str) -> MonthItem:
        """The item with this code."""
        return next(one for one in self.items if one.code == code)

    def weight(self, item: MonthItem, post: str) -> int:
        """An item's weight for somebody of this post."""
        return self.posts.get(post, {}).get(item.code, item.weight)

    @property
    def lowest(self) -> str:
        """The name of the lowest grade."""
        return self.grades[-1].name

    @property
    def rated(self) -> tuple[MonthItem, ...]:
        """The items that the three classes give marks to."""
        return tuple(one for one in self.items if one.is_rated)

    @property
    def self_rated(self) -> tuple[MonthItem, ...]:
        return tuple(one for one in self.items if one.is_self_rated)


_DATA = (Source("figures", 100),)
_ITEMS = (
    MonthItem("R1", "results", 10, N_("互动"), _DATA, figures=("engage_rate", "comment_rate")),
    MonthItem("R2", "results", 8, N_("停留"), _DATA, figures=("watch_avg",)),
    MonthItem("R3", "results", 8, N_("商品点击"), _DATA, figures=("goods_ctr",)),
    MonthItem("R4", "results", 4, N_("涨粉和加团"), _DATA, figures=("follow_rate", "fanclub_rate")),
    MonthItem("R5", "results", 0, N_("成交转化"), _DATA, figures=("cvr", "gpm")),
    MonthItem(
        "T1",
        "attitude",
        15,
        N_("责任心"),
        (Source("records", 70), Source("group", 20), Source("self", 10)),
        anchors=(
            N_("多次逾期或漏交，有问题不说"),
            N_("基本按时，提醒后完成"),
            N_("全部按时且质量高，主动发现并解决问题"),
        ),
    ),
    MonthItem(
        "T2",
        "attitude",
        10,
        N_("团队协作"),
        (Source("hosts", 50), Source("group", 40), Source("self", 10)),
        anchors=(
            N_("不配合节奏，多次与同事冲突"),
            N_("能配合主播完成流程"),
            N_("主动补台，帮助新人，节奏默契"),
        ),
    ),
    MonthItem(
        "A1",
        "ability",
        16,
        N_("产品知识"),
        (Source("broadcasts", 50), Source("group", 20), Source("quiz", 20), Source("self", 10)),
        sides=("product",),
        anchors=(
            N_("多次关键错误，常见问题答不上"),
            N_("常见问题能答，个别细节要查"),
            N_("能讲清差异和边界，能帮别人更正"),
        ),
    ),
    MonthItem(
        "A2",
        "ability",
        15,
        N_("互动技巧"),
        (Source("broadcasts", 70), Source("group", 20), Source("self", 10)),
        sides=("interaction", "language"),
        anchors=(
            N_("依赖提醒，引导生硬"),
            N_("能按脚本互动"),
            N_("能看数据和评论即时调整，效果可见"),
        ),
    ),
    MonthItem(
        "A3",
        "ability",
        9,
        N_("临场应变"),
        (Source("broadcasts", 80), Source("group", 20)),
        sides=("emergency",),
        anchors=(
            N_("提醒后仍未行动，或处置使情况变坏"),
            N_("按预案处理，影响可控"),
            N_("先于观众发现，处置得当并提出预防措施"),
        ),
    ),
    MonthItem(
        "A4",
        "ability",
        5,
        N_("观众反馈"),
        (Source("feedback", 90), Source("survey", 10, cap=10)),
    ),
)
_POSTS = {
    "camera": {"R1": 8, "R2": 6, "R3": 6, "R4": 4, "R5": 6},
    "desk": {"R1": 6, "R2": 6, "R3": 14, "R4": 4, "R5": 0},
    "comments": {"R1": 14, "R2": 8, "R3": 4, "R4": 4, "R5": 0},
}
USUAL = Composite(
    items=_ITEMS,
    posts=_POSTS,
    marks={1: Decimal(40), 2: Decimal(60), 3: Decimal(75), 4: Decimal(88), 5: Decimal(100)},
    figures={
        "much_better": Decimal(100),
        "better": Decimal(90),
        "same": Decimal(80),
        "worse": Decimal(60),
        "much_worse": Decimal(40),
    },
    shares=tuple(
        (Decimal(least), Decimal(points))
        for least, points in ((98, 100), (95, 88), (85, 75), (70, 60), (0, 40))
    ),
    tally={"start": Decimal(80), "good": Decimal(4), "bad": Decimal(-10), "least": Decimal(40)},
    grades=(
        Grade("S", Decimal(93), Decimal("1.2")),
        Grade("A", Decimal(85), Decimal("1.1")),
        Grade("B", Decimal(72), Decimal("1.0")),
        Grade("C", Decimal(60), Decimal("0.9")),
        Grade("D", Decimal(0), None),
    ),
)


def stored(composite: Composite) -> dict[str, Any]:
    """A composite as a version keeps it: plain JSON, numbers as text."""
    return {
        "items": [_plain(asdict(one)) for one in composite.items],
        "posts": {post: dict(weights) for post, weights in composite.posts.items()},
        "marks": {str(mark): str(points) for mark, points in composite.marks.items()},
        "figures": {name: str(points) for name, points in composite.figures.items()},
        "shares": [[str(least), str(points)] for least, points in composite.shares],
        "tally": {name: str(value) for name, value in composite.tally.items()},
        "grades": [_plain(asdict(one)) for one in composite.grades],
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    def one(value: Any) -> Any:
        if isinstance(value, Decimal):
            return str(value)
        return list(value) if isinstance(value, tuple) else value

    return {name: one(value) for name, value in row.items()}


def read(kept: Mapping[str, Any]) -> Composite:
    """A composite from what a version keeps."""
    return Composite(
        items=tuple(_item(row) for row in kept["items"]),
        posts=kept["posts"],
        marks={int(mark): Decimal(points) for mark, points in kept["marks"].items()},
        figures={name: Decimal(points) for name, points in kept["figures"].items()},
        shares=tuple((Decimal(least), Decimal(points)) for least, points in kept["shares"]),
        tally={name: Decimal(value) for name, value in kept["tally"].items()},
        grades=tuple(_grade(row) for row in kept["grades"]),
    )


def _item(row: Mapping[str, Any]) -> MonthItem:
    sources = tuple(Source(**one) for one in row["sources"])
    texts = {name: tuple(row[name]) for name in ("sides", "figures", "anchors")}
    return MonthItem(**{**row, **texts, "sources": sources})


def _grade(row: Mapping[str, Any]) -> Grade:
    coefficient = row["coefficient"]
    return Grade(
        row["name"],
        Decimal(row["least"]),
        None if coefficient is None else Decimal(coefficient),
    )
