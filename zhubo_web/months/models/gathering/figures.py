"""The figures of a month as inputs: of broadcasts with the person on duty, by their share of each.

Where only counts are known a figure takes its count form (``metrics.forming``), and the input says
``instead_of`` what. Facts keep which form each figure took (``forms``): reckoned anew, it takes the same.
Facts without that were frozen before there were count forms, and stay without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from zhubo_web.attendance.models import worked_in
from zhubo_web.attendance.models.duty import Worked
from zhubo_web.metrics import forming
from zhubo_web.metrics.deriving import rounded
from zhubo_web.metrics.forming import Forms
from zhubo_web.metrics.models.persons import Changes, PersonFigure, figures_of
from zhubo_web.metrics.sharing import shares
from zhubo_web.months.models.own_figures.period import Period
from zhubo_web.policies.composites import Composite

Duty = dict[int, dict[int, Decimal]]
SHARE = Decimal("0.0001")


def duty_of(period: Period) -> Duty:
    """Person → broadcast → the share of it that they were on duty as assistant, to a ten-thousandth."""
    ids = {number for of in period.worked.values() for number in of}
    found: Duty = {one: {} for one in period.people}
    for number, worked in worked_in(ids).items():
        for person_id, share in attributed(worked).items():
            if person_id in found:
                found[person_id][number] = share
    return found


def attributed(worked: Worked) -> dict[int, Decimal]:
    """Assistant → their share of one broadcast by minutes on duty; who has none is not in it."""
    told = shares(worked.of("assistant"), worked.length_ms)
    return {who: part for who, share in told.items() if (part := share.quantize(SHARE)) > 0}


def written(duty: Mapping[str, str]) -> dict[int, Decimal]:
    """Duty as facts keep it."""
    return {int(number): Decimal(share) for number, share in duty.items()}


def figure_inputs(
    duty: Duty,
    composite: Composite,
    since: datetime,
    until: datetime,
    at: datetime,
    changes: Changes | None = None,
    among: Forms = forming.forms,
) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Person → item → its figures that are there, each against what is usual, in one of the forms that
    ``among`` gives."""
    names = (name for item in composite.items for name in item.figures)
    metrics = dict.fromkeys(form for name in names for form in among(name))
    found = figures_of(duty, metrics, since, until, at, changes)
    return {
        person_id: {
            item.code: list(_inputs(own, item.figures, among))
            for item in composite.items
            if item.figures
        }
        for person_id, own in found.items()
    }


def _inputs(
    own: Mapping[str, PersonFigure], metrics: Sequence[str], among: Forms
) -> Iterator[dict[str, Any]]:
    """One person's figures of an item, each in its form."""
    known = {name: one.against for name, one in own.items()}
    for metric in metrics:
        form = forming.chosen(known, among(metric))
        if form is not None:
            stands = {} if form == metric else {"instead_of": metric}
            yield {**_input(own[form]), **stands}


def forms_taken(inputs: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, str]:
    """Figure → the form it took, of inputs by item."""
    every = (one for of in inputs.values() for one in of)
    return {one.get("instead_of", one["metric"]): one["metric"] for one in every}


def forms_kept(facts: Mapping[str, Any]) -> Forms:
    """The forms that frozen facts allow: the one that was taken; what had no data may take any."""
    if "forms" not in facts:
        return forming.alone
    taken: Mapping[str, str] = facts["forms"]
    return lambda metric: (taken[metric],) if metric in taken else forming.forms(metric)


def _input(one: PersonFigure) -> dict[str, Any]:
    definition, against = one.definition, one.against
    return {
        "kind": "figure",
        "metric": definition.id,
        "version": definition.version,
        "value": _plain(against.value),
        "usual": _plain(against.usual),
        "change": against.change,
        "word": against.word,
        "better": definition.better,
        "margin": definition.margin,
        "broadcasts": sorted(against.broadcasts),
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{rounded(value):f}"
