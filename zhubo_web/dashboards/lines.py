"""What can be drawn over time: scores, the figures a month is made of, the product's own, months. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhubo_web.core.marking import N_
from zhubo_web.dashboards.buckets import BROADCAST, STEPS
from zhubo_web.metrics.definitions import PERCENT, Definition, defined
from zhubo_web.policies.composites import USUAL
from zhubo_web.policies.rubrics import DIMENSIONS

SCORE, FIGURES, OWN, MONTH = "score", "figures", "own", "month"
POINTS = N_("分")
#: The narrowest margin of the dictionary; scores and shares of what was due have none of their own.
MARGIN = 10
EVERY = tuple(STEPS)
ME, PERSON, ROOM, TEAM = "me", "person", "room", "team"
WHOLE, ALONE = (ME, PERSON, ROOM, TEAM), (ME, PERSON)


@dataclass(frozen=True)
class Line:
    """One thing over time. ``sort``: where it is read; ``group``: under which heading it is chosen;
    ``fewest``: less weight says nothing; ``of``: whose it can be; ``steps``: how it may be taken together.
    """

    id: str
    sort: str
    group: str
    definition: Definition
    fewest: int = 0
    of: tuple[str, ...] = WHOLE
    steps: tuple[str, ...] = EVERY

    @property
    def name(self) -> str:
        return self.definition.name

    def in_form(self, metric: str) -> Line:
        """The same of another form of its figure: its own name, definition and level."""
        return self if metric == self.id else replace(self, id=metric, definition=defined(metric))

    @property
    def is_score(self) -> bool:
        return self.sort in (SCORE, MONTH)


def _points(id: str, name: str, formula: str) -> Definition:
    return Definition(id, name, formula, POINTS, source="system", margin=MARGIN, whole=False)


def _scores() -> list[Line]:
    whole = _points("score", N_("总分"), N_("已公布的单场评分，0 到 100，一场一票"))
    said = N_("单场评分里这一方面的分，1 到 5 分折成 40、60、75、88、100")
    sides = [_points(side, name, said) for side, name in DIMENSIONS.items()]
    return [Line(one.id, SCORE, SCORE, one) for one in (whole, *sides)]


def _figures() -> list[Line]:
    return [
        Line(name, FIGURES, item.code, defined(name))
        for item in USUAL.items
        for name in item.figures
    ]


def _own(id: str, fewest: int = 0, **more: tuple[str, ...]) -> Line:
    kept = defined(id)
    meant = Definition(id, kept.name, kept.formula, PERCENT, source=kept.source, margin=MARGIN,
                       whole=False)  # fmt: skip
    return Line(id, OWN, OWN, meant, fewest, **more)


LINES: dict[str, Line] = {
    one.id: one
    for one in (
        *_scores(),
        *_figures(),
        _own("answer_rate", 10, of=ALONE),
        _own("attend_ontime"),
        _own("summary_ontime"),
        _own("plan_ontime", of=ALONE, steps=tuple(one for one in EVERY if one != BROADCAST)),
        _own("observe_cover"),
        _own("note_effect", of=ALONE),
        Line("months", MONTH, MONTH, _points("months", N_("月评总分"), N_("已经给本人的月评结果")),
             steps=("month",)),
    )
}  # fmt: skip
GROUPS: dict[str, str] = {
    SCORE: N_("单场评分"),
    **{item.code: item.name for item in USUAL.items if item.figures},
    OWN: N_("按时和回应"),
    MONTH: N_("月评"),
}


def of_group(group: str) -> list[Line]:
    """The lines under one heading."""
    return [one for one in LINES.values() if one.group == group]
