"""What becomes of a rating's marks once notes it rests on count no more, or weigh otherwise. Pure.

A mark by dimension moves up by as much as the suggested mark does. A low mark by item (1 or 2) must
rest on evidence, so it becomes 3 once every note cited for it is gone. A red line falls with its
note. No mark is ever lowered, none that did not apply (None) becomes one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from zhubo_web.core.marking import N_
from zhubo_web.evaluations.scoring import HIGHEST, NORMAL, Marks
from zhubo_web.policies.rubrics import DIMENSIONS

RED_LINE = "red_line"
#: Where nobody noted anything, the suggestion stands here; what nobody met with has none.
USUAL: Mapping[str, int | None] = {**dict.fromkeys(DIMENSIONS, NORMAL), "emergency": None}
#: Why something changed, as it is read.
WHY = {
    "suggested": N_("依据的记录变了，建议分跟着变"),
    "evidence": N_("这一项的依据都不计了，低分要有依据"),
    "red_line": N_("依据的记录不计了，红线和封顶一起撤下"),
    "decision": N_("按决定"),
}


@dataclass(frozen=True)
class Resting:
    """A rating with what it rests on: the notes cited by what they prove, the marks that the notes
    suggested when it was made (by dimension, those that were noted), a confirmed red line's note."""

    marks: Marks
    evidence: Mapping[str, Sequence[int]] = field(default_factory=dict)
    suggested: Mapping[str, int] = field(default_factory=dict)
    red_line: int | None = None


@dataclass(frozen=True)
class Change:
    """One thing that changed: a dimension, an item or the red line, and why (a key of ``WHY``)."""

    name: str
    before: int | None
    after: int | None
    why: str


@dataclass(frozen=True)
class Cascade:
    """The marks as they are now, what changed in the order of the marks, whether a red line fell."""

    marks: Marks
    changes: tuple[Change, ...]
    red_line_falls: bool


def cascade(rating: Resting, suggested: Mapping[str, int], gone: Collection[int]) -> Cascade:
    """What becomes of a rating: ``suggested`` are the marks that what still counts suggests (by
    dimension, those that are still noted), ``gone`` the notes that count no more."""
    marks: dict[str, int | None] = {}
    changes = []
    for name, mark in rating.marks.items():
        marks[name], why = _moved(rating, name, mark, suggested, gone)
        if marks[name] != mark:
            changes.append(Change(name, mark, marks[name], why))
    falls = rating.red_line is not None and rating.red_line in gone
    if falls:
        changes.append(Change(RED_LINE, None, None, RED_LINE))
    return Cascade(marks, tuple(changes), falls)


def _moved(
    rating: Resting,
    name: str,
    mark: int | None,
    suggested: Mapping[str, int],
    gone: Collection[int],
) -> tuple[int | None, str]:
    if mark is None:
        return None, ""
    if name in DIMENSIONS:
        before, after = rating.suggested.get(name, USUAL[name]), suggested.get(name, USUAL[name])
        return _risen(mark, before, after), "suggested"
    cited = rating.evidence.get(name, ())
    unfounded = mark < NORMAL and bool(cited) and set(cited) <= set(gone)
    return (NORMAL if unfounded else mark), "evidence"


def _risen(mark: int, before: int | None, after: int | None) -> int:
    if before is None or after is None:
        return mark
    return min(HIGHEST, mark + max(0, after - before))


def kept_up(found: Cascade, present: Marks) -> Cascade:
    """The same, never below the ``present`` marks, which an earlier cascade may have raised; only
    what differs from them is a change."""
    marks = {name: _higher(mark, present.get(name)) for name, mark in found.marks.items()}
    changes = tuple(
        Change(one.name, present.get(one.name), marks.get(one.name), one.why)
        for one in found.changes
        if one.name == RED_LINE or marks[one.name] != present.get(one.name)
    )
    return Cascade(marks, changes, found.red_line_falls)


def _higher(one: int | None, other: int | None) -> int | None:
    return one if one is None or other is None else max(one, other)


def differences(before: Marks, after: Marks) -> tuple[Change, ...]:
    """What a decision about the whole set otherwise; a name that is on one side only has None."""
    names = dict.fromkeys([*before, *after])
    return tuple(
        Change(name, before.get(name), after.get(name), "decision")
        for name in names
        if before.get(name) != after.get(name)
    )
