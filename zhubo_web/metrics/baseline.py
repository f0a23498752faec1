"""What is usual, and whether a figure is more than chance: two standard errors and a margin. Pure.

A level is Σamount ÷ Σweight over the broadcasts of eight weeks in the same room and slot. How much such
levels move by chance is read off those broadcasts themselves. A change counts only beyond two standard
errors (a little more while there are few broadcasts, so that the chance of a false alarm stays the same)
and beyond the figure's margin in per cent. Sales have long tails: one lucky evening moves a mean further
than its standard error knows. So the same must hold of the broadcasts' fourth roots, each counted once.
Compared is with the own level and with that of room and slot, and the better verdict for the person holds:
else whoever has improved would be flat for ever, and whoever works in a falling room would be blamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

WEEKS = 8
#: Fewer broadcasts to compare with say nothing.
FEWEST = 6
SLOT_HOURS = 2
#: So many times the usual distance from the middle, and by half of it: worth a second look at the source.
STRANGE = 6
#: Degrees of freedom → the factor that lets as little pass by chance as two standard errors of many do.
_FACTORS = ((5, "2.90"), (6, "2.75"), (7, "2.60"), (8, "2.50"), (9, "2.45"), (12, "2.35"), (16, "2.27"),
            (24, "2.20"), (40, "2.12"), (80, "2.06"))  # fmt: skip
ABOVE, BELOW, FLAT, FEW = "above", "below", "flat", "few"
#: From the best to the worst for the person.
ORDER = {"better": 0, "same": 1, "worse": 2}

Observed = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Spread:
    """A mean, the variance of one broadcast around it, and the effective number of broadcasts."""

    mean: Decimal
    variance: Decimal
    count: Decimal

    def beyond(self, other: Spread, factor: Decimal) -> int:
        """1 or -1 where the other's mean lies so many standard errors above or below, else 0."""
        error = (self.variance * (1 / self.count + 1 / other.count)).sqrt()
        off = other.mean - self.mean
        return 0 if abs(off) <= factor * error else (1 if off > 0 else -1)


@dataclass(frozen=True)
class Level:
    """A level over some broadcasts: weighted, and of their roots, each broadcast counted once."""

    weighted: Spread
    rooted: Spread
    count: int

    @property
    def value(self) -> Decimal:
        return self.weighted.mean


@dataclass(frozen=True)
class Verdict:
    """above, below, flat or few; against which level, and the whole per cent of the change."""

    word: str
    usual: Decimal | None = None
    change: int | None = None


def _spread(observed: Sequence[Observed]) -> Spread:
    whole = sum((weight for _amount, weight in observed), Decimal(0))
    mean = sum((amount for amount, _weight in observed), Decimal(0)) / whole
    off = sum((weight * (amount / weight - mean) ** 2 for amount, weight in observed), Decimal(0))
    squares = sum((weight**2 for _amount, weight in observed), Decimal(0))
    spare = max(len(observed) - 1, 1)
    return Spread(mean, off / whole * len(observed) / spare, whole**2 / squares)


def root(value: Decimal) -> Decimal:
    """The fourth root, of what is negative too."""
    return value.copy_sign(1).sqrt().sqrt().copy_sign(value)


def level(observed: Sequence[Observed], fewest: int = FEWEST) -> Level | None:
    """What these broadcasts come to; None if they are too few."""
    known = [(amount, weight) for amount, weight in observed if weight > 0]
    if len(known) < fewest:
        return None
    roots = [(root(amount / weight), Decimal(1)) for amount, weight in known]
    return Level(_spread(known), _spread(roots), len(known))


def factor(count: int) -> Decimal:
    """How many standard errors count as two, with so many broadcasts."""
    return next((Decimal(text) for most, text in _FACTORS if count - 1 <= most), Decimal(2))


def against(found: Level, usual: Level, margin: int) -> Verdict:
    """One or more broadcasts against one level."""
    off = found.value - usual.value
    change = round(off / abs(usual.value) * 100) if usual.value else None
    errors = factor(usual.count)
    sign = usual.weighted.beyond(found.weighted, errors)
    if sign != usual.rooted.beyond(found.rooted, errors):
        sign = 0
    if abs(off) * 100 <= margin * abs(usual.value):
        sign = 0
    return Verdict({1: ABOVE, -1: BELOW, 0: FLAT}[sign], usual.value, change)


def judge(
    observed: Sequence[Observed],
    levels: Sequence[Level | None],
    margin: int,
    better: str,
    enough: bool = True,
) -> Verdict:
    """The better verdict of those against each level that is known; ``enough``: buyers, comments."""
    known = [one for one in levels if one is not None]
    found = level(observed, 1)
    if found is None or not known or not enough:
        return Verdict(FEW, known[0].value if known else None)
    verdicts = [against(found, one, margin) for one in known]
    return min(verdicts, key=lambda one: ORDER[meaning(one.word, better)])


def meaning(word: str, better: str) -> str:
    """better, worse or same; where neither way is better, whatever differs is only different."""
    if word not in (ABOVE, BELOW) or better not in ("up", "down"):
        return "same"
    return "better" if (word == ABOVE) == (better == "up") else "worse"


def worsens(better: str, before: Decimal, after: Decimal) -> bool:
    """Whether a figure gets worse, by which way is better for it (up, down, '' for neither)."""
    return after < before if better == "up" else after > before if better == "down" else False


def is_strange(value: Decimal, others: Sequence[Decimal]) -> bool:
    """Whether a figure lies so far off that a slip is likelier than a day: flagged, never left out."""
    if len(others) < FEWEST:
        return False
    middle = median(others)
    usual = median(abs(one - middle) for one in others)
    off = abs(value - middle)
    return off * 2 > abs(middle) and 0 < usual * STRANGE * Decimal("1.4826") < off


def same_slot(first: int, second: int) -> bool:
    """Whether two starts, in minutes of the day, lie within two hours; midnight is no wall."""
    apart = abs(first - second) % 1440
    return min(apart, 1440 - apart) <= SLOT_HOURS * 60
