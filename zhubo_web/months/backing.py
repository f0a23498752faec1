"""Whether the lowest grade can stand: what its low marks rest on, how much of the work was seen. Pure.

The measures are those of the four principles, asked of one assistant's month. That enough broadcasts were
rated is asked before there is a grade at all (``scoring.graded``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason, Reasons
from zhubo_web.months.scoring import Facts
from zhubo_web.months.suggesting import suggest
from zhubo_web.policies.composites import Composite

#: What the principles ask for: so many per cent of the time watched, so many sides noted.
HOURS_TARGET, SIDES_WANTED = 30, 3
#: Marks that want something to rest on.
LOW = (1, 2)
NO_PROOF = N_("单场评分有 1、2 分没有勾出记录（%(days)s）")
NO_RECORD = N_("小组打了 1、2 分，却没有别的记录：%(names)s")
FEW_HOURS = N_("只看了直播时间的 %(share)s%%，要到 %(target)s%%")
FEW_SIDES = N_("四个方面只记过 %(sides)s 个，要到 %(wanted)s 个")
UNBACKED = N_(
    "评成 %(grade)s 级还缺依据，不能定稿：%(reasons)s。"
    "请退回会商，按有依据的定分；确实要这样定的，由行政主管部门写明理由放行"
)


@dataclass(frozen=True)
class Seen:
    """What stands around a month: minutes watched and on air, how many sides were noted; ``unproved``:
    the days of the broadcasts in which a low mark names no record."""

    watched: int = 0
    on_air: int = 0
    sides: int = 0
    unproved: Sequence[str] = field(default_factory=tuple)


def low_without_proof(
    marks: Mapping[str, int | None], evidence: Mapping[str, Sequence[int]]
) -> bool:
    """Whether a low mark of one broadcast's evaluation names no record."""
    return any(mark in LOW and not evidence.get(name) for name, mark in marks.items())


def unrecorded(facts: Facts, composite: Composite) -> list[str]:
    """The names of the items that a class marked low and of which nothing else is there: no record, no
    host's word, no broadcast's evaluation."""
    known = suggest(facts, composite)
    return [
        item.name
        for item in composite.rated
        if known[item.code].points is None and _is_low(facts["items"].get(item.code, {}))
    ]


def _is_low(sources: Mapping[str, Iterable[Mapping[str, object]]]) -> bool:
    return any(one.get("mark") in LOW for one in sources.get("group", ()))


def missing(facts: Facts, composite: Composite, seen: Seen) -> Reasons:
    """What the month lacks for its lowest grade, a sentence each; nothing where it can stand. Where
    nothing was on air nothing is said of how much was watched."""
    told = []
    if seen.unproved:
        told.append(Reason(NO_PROOF, {"days": "、".join(seen.unproved)}))
    if names := unrecorded(facts, composite):
        told.append(Reason(NO_RECORD, {"names": names}))
    if seen.on_air:
        share = (200 * seen.watched + seen.on_air) // (2 * seen.on_air)
        if share < HOURS_TARGET:
            told.append(Reason(FEW_HOURS, {"share": share, "target": HOURS_TARGET}))
        if seen.sides < SIDES_WANTED:
            told.append(Reason(FEW_SIDES, {"sides": seen.sides, "wanted": SIDES_WANTED}))
    return Reasons(told)
