"""A note that counts no more moves the score that rests on it: previewed, amended, listed, never lower."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.evaluations.published import (
    DAY,
    DECIDED,
    HOUR,
    MARKS,
    TAPS,
    lock,
    publish,
    take_away,
)
from tests.held import Held, hold
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Notice
from zhubo_web.evaluations.models import Given
from zhubo_web.extensions import db
from zhubo_web.observations.models import Tag


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Rated by ma in the standard way, published by hong, its notes released."""
    made = hold(app, cast, taps=TAPS, watched=30)
    made.clock(timedelta(minutes=1))
    return made


def test_the_preview_writes_nothing_and_is_what_the_amendment_comes_to(held: Held) -> None:
    publish(held)
    lock(held)
    with held.at(11 * DAY):
        one = held.evaluation()
        found = one.without([held.notes[0], held.notes[1]])
        assert found is not None and not db.session.dirty and not db.session.new
        assert [(c.name, c.before, c.after, c.why) for c in found.changes] == [
            ("product", 3, 5, "suggested")
        ]
        assert (found.before.score, found.after.score) == (one.score, Decimal("87.6"))
        assert len(one.ratings) == 1
    take_away(held, 0, 1)
    with held.at(12 * DAY):
        one = held.evaluation()
        assert one.score == Decimal("78.3")  # nothing follows by itself
        assert one.amend(SYSTEM, **DECIDED).after == found.after
    with held.looking(13 * DAY):
        one = held.evaluation()
        assert (one.state, one.score, len(one.ratings)) == ("final", Decimal("87.6"), 2)
        newest = one.deciding()
        assert newest is not None and newest.part == "amended"
        assert newest.amends is not None and newest.amends["reasons"] == "回放里价格是对的"
        first = one.rating()
        assert first is not None and first.score == Decimal("78.3")


def test_the_event_names_before_after_and_what_decided_it_and_the_assistant_is_told(
    held: Held,
) -> None:
    publish(held)
    take_away(held, 0, after=2 * DAY)
    with held.at(3 * DAY):
        held.evaluation().amend(SYSTEM, **DECIDED)
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.name == "evaluation.amended")
        ).one()
        assert event.data == {"before": "78.3", "after": "83.1", "source": ["appeal", 7]}
        assert event.from_state == event.to_state == "published"
        told = db.session.scalars(
            select(Notice.title).where(Notice.person_id == held.cast.chen.id)
        ).all()
        assert told.count("评分改了，原来的留着：%(title)s") == 1
        assert told.count("有一条记录按决定改了：%(title)s") == 1


def test_carried_out_again_it_changes_nothing(held: Held) -> None:
    publish(held)
    take_away(held, 0, 1)
    with held.at(12 * DAY):
        assert held.evaluation().amend(SYSTEM, **DECIDED).changes
        assert not held.evaluation().amend(SYSTEM, **DECIDED).changes
        assert len(held.evaluation().ratings) == 2


def test_one_after_the_other_is_the_same_as_all_at_once(app: Flask, cast: Cast) -> None:
    ends = set()
    for order in permutations((0, 1)):
        held = publish(hold(app, cast, taps=TAPS, watched=30))
        held.clock(2 * HOUR)
        for number in order:
            take_away(held, number, after=2 * DAY)
            with held.at(2 * DAY):
                held.evaluation().amend(SYSTEM, **DECIDED)
        with held.at(3 * DAY):
            one = held.evaluation()
            ends.add((one.score, tuple(one.deciding().read.items())))  # type: ignore[union-attr]
    assert len(ends) == 1 and next(iter(ends))[0] == Decimal("87.6")


def test_praise_that_is_taken_away_lowers_nothing(held: Held) -> None:
    publish(held)
    take_away(held, 2, 3)
    with held.at(12 * DAY):
        found = held.evaluation().amend(SYSTEM, **DECIDED)
        assert not found.changes and held.evaluation().score == Decimal("78.3")


@pytest.mark.parametrize("state", [
    "published", "acknowledged", "no_response", "disputed", "revised", "upheld", "final",
])  # fmt: skip
def test_it_is_amended_in_every_state_and_stays_in_it(held: Held, state: str) -> None:
    publish(held)
    with held.at(2 * HOUR):
        chen = held.person("chen")
        if state == "acknowledged":
            held.evaluation().acknowledge(chen)
        elif state in ("disputed", "revised", "upheld"):
            held.evaluation().dispute(chen, "价格没报错")
        if state == "revised":
            held.evaluation().revise(held.person("lin"), Given(MARKS), "看过")
        elif state == "upheld":
            held.person("lin").grant("hr", None)
            held.evaluation().uphold(held.person("lin"), "看过")
    if state == "no_response":
        held.clock(9 * DAY)
    elif state == "final":
        lock(held)
    take_away(held, 0, 1)
    with held.at(12 * DAY):
        one = held.evaluation()
        assert one.state == state
        one.amend(SYSTEM, **DECIDED)
        assert (one.state, one.score) == (state, Decimal("87.6"))


def test_before_the_publication_there_is_nothing_to_amend(held: Held) -> None:
    higher = Given({**MARKS, "product": 4})
    with held.at(HOUR):
        one = held.evaluation()
        assert one.without(held.notes) is None  # nobody has rated
        for given in (None, higher):
            with pytest.raises(WrongState):
                one.amend(SYSTEM, **DECIDED, given=given)
        assert one.submit(held.person("ma"), Given(MARKS, why="当场改了"))
        for given in (None, higher):
            with pytest.raises(WrongState):
                one.amend(SYSTEM, **DECIDED, given=given)


def test_a_decision_sets_the_marks_by_somebody_apart_and_never_lower(held: Held) -> None:
    publish(held)
    lock(held)
    with held.at(11 * DAY):
        one, guo = held.evaluation(), held.person("guo")
        for name in ("ma", "hong", "chen", "he", "sun"):
            with pytest.raises(Denied):
                one.amend(held.person(name), **DECIDED, given=Given({**MARKS, "product": 5}))
        for bad in ({"product": 2}, {"language": 1, "product": 4}):
            with pytest.raises(Invalid, match="不会让分数变低"):
                one.amend(guo, **DECIDED, given=Given({**MARKS, **bad}))
        with pytest.raises(Invalid, match="写明"):
            one.amend(guo, reasons=" ", source=("appeal", 7), given=Given(MARKS))
        with pytest.raises(Invalid, match="四个维度"):
            one.amend(guo, **DECIDED, given=Given({"product": 5}))
        one.amend(guo, **DECIDED, given=Given({**MARKS, "product": 4}))
        newest = one.deciding()
        assert newest is not None and (newest.part, newest.rater_id) == ("set", guo.id)
        assert (one.score, one.state) == (Decimal("83.1"), "final")
    take_away(held, 0, 1, after=12 * DAY)
    with held.at(13 * DAY):
        one = held.evaluation()
        one.amend(SYSTEM, **DECIDED)
        newest = one.deciding()
        assert newest is not None and newest.read["product"] == 5


def test_a_lower_severity_moves_it_as_previewed(held: Held) -> None:
    publish(held)
    with held.at(2 * DAY):
        first, second = held.note(0), held.note(1)
        lighter = {one.id: one.counting_as(severity=1) for one in (first, second)}
        foreseen = held.evaluation().preview(lighter)
        assert foreseen is not None
        for note in (first, second):
            note.overrule(SYSTEM, "轻了", ("appeal", 7), lighter[note.id])
        found = held.evaluation().amend(SYSTEM, **DECIDED)
        assert (found.changes, found.after) == (foreseen.changes, foreseen.after)
        assert [(one.before, one.after) for one in found.changes] == [(3, 4)]
        assert (first.kind, first.severity, first.state) == ("remind", 1, "corrected")


def test_another_tag_moves_its_weight_to_the_other_side(held: Held) -> None:
    publish(held)
    with held.at(2 * DAY):
        praise = {n.id: n.counting_as(tag=Tag.by_code("L01")) for n in map(held.note, (0, 1))}
        found = held.evaluation().preview(praise)
        assert found is not None
        assert {one.name: one.after for one in found.changes} == {"product": 5, "language": 5}
