"""What HR receives of a month: a line for each assistant, and what a correction changes. Pure.

What is not final (contested, not finished) carries coefficient 1.0 and says so. A package is never
written over: what changes later is a numbered correction, line by line, before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

from zhubo_web.core.marking import N_

FINAL, CONTESTED, OPEN, FEW = "final", "contested", "open", "few"
#: Whether a line may be used as it is → what that is called.
STATUSES = {
    FINAL: N_("最终结果"),
    CONTESTED: N_("复核中，不作为最终结果"),
    OPEN: N_("还没有定稿"),
    FEW: N_("看得太少，不定级"),
}
#: What is paid while a result is not final.
MEANWHILE = Decimal("1.0")


@dataclass(frozen=True)
class Line:
    """One assistant's month as HR uses it. Scores to a tenth; ``coefficient`` None: HR decides (D)."""

    assistant_id: int
    name: str
    evaluation_id: int
    status: str
    score: Decimal | None
    grade: str
    coefficient: Decimal | None
    results: Decimal | None
    attitude: Decimal | None
    ability: Decimal | None
    broadcasts: int
    watched: int
    version: int
    digest: str
    #: Of the shop's HR system. Packages from before it keep none; it makes no correction by itself.
    employee_number: str = field(default="", compare=False)

    def stored(self) -> dict[str, Any]:
        """As a package keeps it: numbers as text."""
        return {k: str(v) if isinstance(v, Decimal) else v for k, v in asdict(self).items()}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Line:
        """From what a package keeps."""
        numbers = ("score", "coefficient", "results", "attitude", "ability")
        told = {n: None if kept[n] is None else Decimal(kept[n]) for n in numbers}
        kept = {"employee_number": "", **kept}
        return cls(**{**{one.name: kept[one.name] for one in fields(cls)}, **told})


@dataclass(frozen=True)
class Change:
    """A line as it was handed over last, None if it was not, and as it is now."""

    before: Line | None
    after: Line


def status_of(*, told: bool, contested: bool, grade: str) -> str:
    """Whether a result may be used: given to the person, not contested, with a grade."""
    if not told:
        return OPEN
    if contested:
        return CONTESTED
    return FINAL if grade else FEW


def coefficient_of(status: str, coefficient: Decimal | None) -> Decimal | None:
    """What may be applied: the grade's where the result is final, else 1.0."""
    return coefficient if status == FINAL else MEANWHILE


def standing(packages: Iterable[Iterable[Line]]) -> dict[int, Line]:
    """Assistant → the line that was handed over last, of a month's package and its corrections."""
    return {line.assistant_id: line for lines in packages for line in lines}


def changes(handed: Mapping[int, Line], now: Iterable[Line]) -> list[Change]:
    """What a correction has to say: every line that differs from what was handed over last."""
    return [
        Change(handed.get(one.assistant_id), one)
        for one in now
        if handed.get(one.assistant_id) != one
    ]
