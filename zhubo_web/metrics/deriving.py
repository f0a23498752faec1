"""Figures computed from others, and what of a broadcast goes into an average. Pure, Decimal.

A figure that misses an input, or whose divisor is nought, is not there: missing is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from zhubo_web.metrics.definitions import DICTIONARY, Definition, Ratio, defined

PLACES = Decimal("0.0001")
Values = Mapping[str, Decimal]


def rounded(value: Decimal) -> Decimal:
    """As it is stored: four decimals, halves away from nought, and no minus before nought."""
    return value.quantize(PLACES, ROUND_HALF_UP) + 0


def parts(ratio: Ratio, values: Values) -> tuple[Decimal, Decimal] | None:
    """(what is divided, by what); None where one of them is not known or the divisor is not positive."""
    if any(name not in values for name in (*ratio.over, ratio.under)) or values[ratio.under] <= 0:
        return None
    return sum((values[name] for name in ratio.over), Decimal(0)) * ratio.times, values[ratio.under]


def computed(definition: Definition, values: Values) -> Decimal | None:
    """The figure by its definition, from other figures of the same broadcast."""
    if definition.ratio is None or (found := parts(definition.ratio, values)) is None:
        return None
    return rounded(found[0] / found[1])


def completed(values: Values) -> dict[str, Decimal]:
    """The figures and what can be computed from them by today's definitions; computed ones win."""
    found = dict(values)
    for name in DICTIONARY:
        value = computed(defined(name), values)
        if value is not None:
            found[name] = value
    return found


def completed_one(definition: Definition, values: Values) -> Decimal | None:
    """One figure: computed where its inputs are there, else as it was given."""
    value = computed(definition, values)
    return values.get(definition.id) if value is None else value


def observed(definition: Definition, values: Values) -> tuple[Decimal, Decimal] | None:
    """(amount, weight) of one broadcast, so that a level over several is Σamount ÷ Σweight.

    None where the figure is missing, or what it is weighed by.
    """
    if definition.ratio is not None and (found := parts(definition.ratio, values)) is not None:
        return found
    value = values.get(definition.id)
    if value is None:
        return None
    if definition.weight is None:
        return value, Decimal(1)
    weight = values.get(definition.weight)
    return (value * weight, weight) if weight else None
