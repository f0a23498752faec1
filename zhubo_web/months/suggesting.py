"""The five numbers that a class finds filled in beforehand, from what the work itself came to. Pure.

Only what stands outside the month's own judgements is looked at: records, hosts' words, evaluations of
single broadcasts, quizzes. What another class gives, or the assistant says, is never in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from zhubo_web.months.scoring import Facts, Part, compose
from zhubo_web.policies.composites import Composite

SEEN = ("records", "hosts", "broadcasts", "quiz")
MIDDLE = 3


@dataclass(frozen=True)
class Suggestion:
    """What an item comes to without judgements: ``mark`` None where nothing was met. ``sources``:
    the sources that were there, with their points."""

    code: str
    points: Decimal | None
    mark: int | None
    sources: tuple[Part, ...]


def mark_of(points: Decimal, composite: Composite) -> int:
    """The mark whose points lie nearest; half way, the one nearer to 3."""
    return min(
        composite.marks, key=lambda one: (abs(composite.marks[one] - points), abs(one - MIDDLE))
    )


def suggest(facts: Facts, composite: Composite) -> dict[str, Suggestion]:
    """A suggestion for every item that the classes rate, by its code."""
    seen = {
        code: {name: inputs for name, inputs in sources.items() if name in SEEN}
        for code, sources in facts["items"].items()
    }
    found = compose({**facts, "items": seen}, composite)
    suggestions = {}
    for item in composite.rated:
        part = found.part(item.code)
        there = tuple(one for one in part.parts if one.points is not None)
        mark = None if part.points is None else mark_of(part.points, composite)
        suggestions[item.code] = Suggestion(item.code, part.points, mark, there)
    return suggestions


def marks(suggestions: Mapping[str, Suggestion]) -> dict[str, int | None]:
    """The numbers alone."""
    return {code: one.mark for code, one in suggestions.items()}
