"""What a measurement is, and whether it is good enough. Pure arithmetic, nothing is measured here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Target:
    """What a figure must reach, by its value or by its ratio to the peer's."""

    of: str
    sign: str
    bound: float

    def __str__(self) -> str:
        times = " ×" if self.of == "ratio" else ""
        return f"{self.sign} {self.bound:g}{times}"

    def met(self, number: float | None) -> bool:
        """Whether a number reaches it; one that was not had does not."""
        if number is None:
            return False
        return number <= self.bound if self.sign == "≤" else number >= self.bound


def least_ratio(bound: float) -> Target:
    """At least so many times the peer's."""
    return Target("ratio", "≥", bound)


def most_ratio(bound: float) -> Target:
    """At most so many times the peer's."""
    return Target("ratio", "≤", bound)


def at_most(bound: float) -> Target:
    """At most so much."""
    return Target("value", "≤", bound)


def at_least(bound: float) -> Target:
    """At least so much."""
    return Target("value", "≥", bound)


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``detail`` says how it came about: samples, shares, what is left out."""

    name: str
    unit: str
    value: float | None
    target: Target | None = None
    peer: float | None = None
    ratio: float | None = None
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.target.met(self.ratio if self.target.of == "ratio" else self.value)

    def record(self, date: str) -> dict[str, Any]:
        """The figure as docs/measured.json has it."""
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "peer": rounded(self.peer),
            "ratio": rounded(self.ratio),
            "target": str(self.target) if self.target else None,
            "met": self.met,
            "date": date,
            "detail": self.detail,
        }


def rounded(number: float | None) -> float | int | None:
    """Three digits that mean something: nobody believes more of a shared machine."""
    if number is None:
        return None
    short = float(f"{number:.3g}")
    return int(short) if short == int(short) else short


class Wanted(NamedTuple):
    """A figure before it is measured: its name, its unit, what it must reach."""

    name: str
    unit: str
    target: Target | None = None

    def had(self, value: float, peer: float | None = None, detail: str = "") -> Figure:
        """Measured once, or already brought down to one number."""
        ratio = value / peer if peer else None
        return Figure(self.name, self.unit, value, self.target, peer, ratio, detail)

    def compared(self, pairs: Sequence[tuple[float, float]], detail: str = "") -> Figure:
        """Ours against the peer's, run by turns: medians, and the median of each turn's ratio."""
        ours, peer = (median(side) for side in zip(*pairs, strict=True))
        ratio = median(one / other for one, other in pairs)
        return Figure(self.name, self.unit, ours, self.target, peer, ratio, detail)

    def missing(self, why: object) -> Figure:
        """Not had: it stands in the table, with the reason, and is not met."""
        lines = str(why).strip().splitlines() or [""]
        told = f"not measured: {lines[0][:160]}"
        return Figure(self.name, self.unit, None, self.target, detail=told)
