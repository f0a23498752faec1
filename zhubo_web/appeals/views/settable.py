"""What a decision about an appeal may set, with how it stands now: marks of classes or sides, records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.appeals.forms import DecisionForm, decision_form
from zhubo_web.appeals.models import Appeal
from zhubo_web.core.i18n import _, speaks_english
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.scoring import NOT_MET
from zhubo_web.extensions import db
from zhubo_web.months import scoring
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.observations.catalogue import KIND_NAMES
from zhubo_web.observations.models import Tag
from zhubo_web.policies.rubrics import DIMENSIONS


@dataclass(frozen=True)
class Settable:
    """``marks``: name → (label, present mark); ``records``: name → (label, how many were in time, of how
    many due)."""

    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    records: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)


def settable_of(appeal: Appeal) -> Settable:
    """What a decision about this one may set; nothing where it sets no marks and no records."""
    if appeal.kind == "evaluation":
        return Settable(_sides(appeal))
    if appeal.kind != "month_item":
        return Settable()
    month = db.session.get(MonthlyEvaluation, appeal.target_id)
    result = month.result() if month else None
    sources = result.facts["items"].get(appeal.code, {}) if result else {}
    return Settable(_classes(sources), _records(sources))


def form_of(appeal: Appeal, *, posted: bool = False) -> DecisionForm:
    """The decision's form for this appeal."""
    found = settable_of(appeal)
    return decision_form(appeal, found.marks, found.records, _tags(appeal), posted=posted)


def _tags(appeal: Appeal) -> list[tuple[int, str]]:
    """The tags as which a note may count, under what they are for; none where it is about no note."""
    if appeal.kind != "observation":
        return []
    english = speaks_english()
    return [
        (one.id, f"{_(KIND_NAMES[one.kind])} · {one.name_en if english else one.name_zh}")
        for one in Tag.current()
        if one.polarity
    ]


def _sides(appeal: Appeal) -> dict[str, tuple[str, str]]:
    found = db.session.get(Evaluation, appeal.target_id)
    rating = found.deciding() if found else None
    if found is None or rating is None:
        return {}
    named = {**DIMENSIONS, **{one.code: one.name for one in found.policy.rubric}}
    return {name: (_(named[name]), str(mark)) for name, mark in rating.marks.items()}


def _classes(sources: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    marks = {one["of"]: one["mark"] for one in sources.get("group", ())}
    return {
        name: (_(roles.CLASS_NAMES[name]), NOT_MET if mark is None else str(mark))
        for name, mark in marks.items()
    }


def _records(sources: Mapping[str, Any]) -> dict[str, tuple[str, int, int]]:
    shares = {one["record"]: one for one in sources.get("records", ())}
    return {
        name: (_(title), int(shares[name]["done"]), int(shares[name]["due"]))
        for name, title in scoring.RECORDS.items()
        if name in shares
    }
