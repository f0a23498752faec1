"""Months with a result, built through the models: what reports are read from in tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.cast import Cast
from tests.months.facts import everywhere, figure, mark
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models import ClassRating, Month, MonthlyEvaluation, MonthSignature
from zhubo_web.months.models.rated import stored
from zhubo_web.policies.composites import USUAL
from zhubo_web.policies.models import PolicyVersion

FIRST = date(2026, 11, 1)
RATERS = {"operations": "ma", "host": "lin", "hr": "hong"}


def opened(first: date = FIRST) -> Month:
    """The cycle of a month, in the version of its first day."""
    if (there := Month.of(first)) is not None:
        return there
    made = Month(first_day=first).govern("month")
    made.policy = PolicyVersion.in_force(clock.shanghai(first))
    made.policy_id = made.policy.id
    made._plan()
    db.session.add(made)
    db.session.flush()
    return made


def evaluation(
    cast: Cast, person_id: int | None = None, first: date = FIRST, **values: Any
) -> MonthlyEvaluation:
    """One assistant's month before anything was given (chen's unless told otherwise)."""
    month = opened(first)
    who = db.session.get_one(Person, person_id or cast.chen.id)
    made = MonthlyEvaluation(
        month=month, assistant=who, room_id=cast.care, state="rating", setting="standard",
        raised_for="", policy=month.policy, policy_id=month.policy_id,
        self_from=month.self_from, self_by=month.self_by, rate_by=month.rate_by,
        sign_by=month.sign_by, publish_at=month.publish_by, frozen_at=month.freeze_at,
    )  # fmt: skip
    for name, value in values.items():
        setattr(made, name, value)
    db.session.add(made)
    db.session.flush()
    return made


def result(
    made: MonthlyEvaluation,
    cast: Cast,
    facts: Mapping[str, Any],
    *,
    marks: Mapping[str, int] | None = None,
    state: str = "published",
    **words: Any,
) -> MonthlyEvaluation:
    """With three classes' marks and a signed result; published unless told otherwise."""
    given = marks or dict.fromkeys(("operations", "host", "hr"), 4)
    for name, one in given.items():
        row = {item.code: one for item in USUAL.rated}
        rater = getattr(cast, RATERS[name]).id
        rating = ClassRating(member_class=name, rater_id=rater, marks=stored(row), **words)
        rating.submitted_at = clock.now()
        made.ratings.append(rating)
    db.session.flush()
    made.facts = dict(facts)
    made._write(made.with_marks(facts), None)
    sign(made, cast)
    made.state = state
    if state != "computed":
        made.appeal_until = clock.now() + timedelta(days=14)
    db.session.flush()
    return made


def sign(made: MonthlyEvaluation, cast: Cast) -> None:
    """All three classes under the newest version."""
    for name, who in RATERS.items():
        number = made.results[-1].number
        person = getattr(cast, who).id
        row = MonthSignature(result_number=number, member_class=name, person_id=person)
        made.signatures.append(row)
    db.session.flush()


def calibrated(made: MonthlyEvaluation, by: Decimal, reason: str) -> MonthlyEvaluation:
    """Another version, so many points away, with its reason."""
    before = made.results[-1]
    assert before.score is not None
    made._write(before.facts, before.score + by, reason)
    return made


def facts_of(
    broadcasts: list[int], evaluations: Mapping[int, int], watched: int | None = None
) -> dict[str, Any]:
    """A month with everything: figures, records, hosts, evaluations (id → broadcast), viewers."""
    found = everywhere(3, watched=len(evaluations) if watched is None else watched)
    items = found["items"]
    for item in USUAL.items:
        if item.sides:
            items[item.code]["broadcasts"] = [
                {"kind": "points", "side": side, "points": "92.0", "weight": 5,
                 "evaluation": one, "broadcast": of}
                for one, of in evaluations.items()
                for side in item.sides
            ]  # fmt: skip
        items[item.code].pop("group", None)
        items[item.code].pop("self", None)
    items["R1"]["figures"] = [figure("above", 65), {**figure("few"), "metric": "comment_rate"}]
    items["R2"]["figures"] = [{**figure("below", -22, margin=10), "metric": "watch_avg"}]
    items["T1"]["records"] = [
        {"kind": "share", "record": "summary_ontime", "done": 11, "due": 12},
        {
            "kind": "share",
            "record": "attend_ontime",
            "done": 12,
            "due": 12,
            "late": [],
            "missed": [],
        },
    ]
    items["T2"]["hosts"] = [
        mark(2),
        {"kind": "tally", "good": 2, "bad": 1, "praise": [], "complaints": []},
    ]
    items["A4"] = {"feedback": [{"kind": "tally", "good": 5, "bad": 1}], "survey": []}
    items["A1"]["quiz"] = []
    found["broadcasts"], found["month"] = broadcasts, calendars.written(FIRST)
    found["assistant"] = 0
    return found
