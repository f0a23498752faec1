"""Changing one thing by decision: the list of changed numbers equals a full rebuild."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.appeals.rebuilding import Key, Numbers, Rebuild, difference
from tests.appeals.shops import CLASSES, NOW, Shop, at, settle, shop_of
from tests.cast import Cast
from zhubo_web.appeals.consequences import OUTCOMES
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.effects import Effects, Remedy, Row
from zhubo_web.core.database import begin_writing
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.observations.models import Tag
from zhubo_web.policies.rubrics import DIMENSIONS

#: A shop for each number: what fails is drawn again from its number alone.
CHANCES = st.integers(0, 2**32).map(Random)
OWN = ("note", "kind", "tag", "weight", "feedback")
RULES = settings(max_examples=30, phases=(Phase.explicit, Phase.generate))
FEWER = settings(RULES, max_examples=15)
Changed = dict[Key, tuple[str | None, str | None]]


def listed(rows: Iterable[Row]) -> Changed:
    """The rows by what they are, without the thing itself."""
    return {one.key: (one.before, one.after) for one in rows if one.what not in OWN}


def frozen(shop: Shop, chance: Random) -> Rebuild:
    """The shop's months are frozen or still open."""
    rebuild = Rebuild.of(shop)
    for number, month in shop.months.items():
        if chance.random() < 0.15:
            month.state = "rating"
            continue
        facts = rebuild.facts(number)
        raw = rebuild.composed(facts)[1]
        settle(
            month, facts, chance, raw=raw, graded=lambda s, n=number: rebuild.graded(n, s)[0]
        )  # fmt: skip
        if month.results:
            found = month.results[-1]
            rebuild.scores[number] = found.score
            both = found.score is not None and raw is not None
            rebuild.moved[number] = found.score - raw if both else Decimal(0)  # type: ignore[operator]
    return rebuild


def appeal(number: int, kind: str, thing: Any, who: int, remedy: Remedy, code: str = "") -> Any:
    return SimpleNamespace(
        id=number, kind=kind, target_id=thing.id, code=code, assistant_id=who, remedy=remedy
    )


def seen(one: Any) -> Any:
    """As much of a target as a preview asks for."""
    return SimpleNamespace(
        kind=one.kind, id=one.target_id, code=one.code, assistant_id=one.assistant_id
    )


def no_outcome_falls(before: Numbers, after: Numbers) -> None:
    for key, former in before.items():
        if key[2] in OUTCOMES and former is not None:
            latter = after[key]
            assert latter is not None and Decimal(latter) >= Decimal(former), key


def decide(rebuild: Rebuild, one: Any, told: Callable[[], None] = lambda: None) -> bool:
    """Preview, carry out, and compare with the rebuild, which is ``told`` what was set; then again,
    which changes nothing. False where it would be worse: then it is refused and nothing changes."""
    before = rebuild.everything()
    foreseen = effects.preview(seen(one), one.remedy)
    assert not db.session.dirty and not db.session.new
    assert rebuild.everything() == before
    if foreseen.worse:
        with pytest.raises(Invalid, match="变差"):
            effects.carry_out(one, None)
        assert rebuild.everything() == before
        return False
    found = effects.carry_out(one, None)
    db.session.expire_all()
    told()
    after = rebuild.everything()
    assert listed(found.rows) == difference(before, after)
    assert list(found.rows) == list(foreseen.rows) and found.months == foreseen.months
    assert Effects.read(json.loads(json.dumps(found.stored()))) == found
    no_outcome_falls(before, after)
    the_facts_are_those_of_the_rebuild(rebuild)
    again = effects.carry_out(one, None)
    assert list(again.rows) == [] and rebuild.everything() == after
    return True


def the_facts_are_those_of_the_rebuild(rebuild: Rebuild) -> None:
    for number, month in rebuild.shop.months.items():
        if month.frozen_at is not None:
            kept = month.results[-1].facts if month.results else month.facts
            assert kept == rebuild.facts(number)


@contextmanager
def drawn(app: Flask, cast: Cast, chance: Random) -> Iterator[Rebuild]:
    """A shop of this chance with its rebuild, undone afterwards."""
    with at(NOW), app.app_context():
        begin_writing()
        try:
            yield frozen(shop_of(chance, cast), chance)
        finally:
            db.session.rollback()


def whose(note: Any) -> int:
    """The assistant for whom a note counts."""
    number: int = note.assistant_id or note.broadcast.people("assistant")[0].id
    return number


DROPPED = Remedy("granted", {"drop": True})


@RULES
@given(chance=CHANCES)
def test_notes_that_go(app: Flask, cast: Cast, chance: Random) -> None:
    with drawn(app, cast, chance) as rebuild:
        notes = rebuild.shop.notes
        for number, note in enumerate(chance.sample(notes, min(3, len(notes)))):
            assert decide(rebuild, appeal(number, "observation", note, whose(note), DROPPED))


def lighter(chance: Random, note: Any) -> Remedy:
    """Another severity, another tag, or both; whatever is heavier is to be refused."""
    tags = [one for one in Tag.current() if one.polarity and one.dimension in DIMENSIONS]
    severity = {"severity": chance.choice((1, 1, 2, 3))}
    tag = {"tag": chance.choice(tags).id}
    return Remedy("partly", chance.choice((severity, tag, {**tag, **severity})))


@RULES
@given(chance=CHANCES)
def test_notes_that_count_as_another_tag_or_severity(
    app: Flask, cast: Cast, chance: Random
) -> None:
    """Also beside notes that go, in any order."""
    with drawn(app, cast, chance) as rebuild:
        notes = rebuild.shop.notes
        for number, note in enumerate(chance.sample(notes, min(4, len(notes)))):
            remedy = DROPPED if chance.random() < 0.2 else lighter(chance, note)
            decide(rebuild, appeal(number, "observation", note, whose(note), remedy))


def test_both_are_met_often_enough_to_say_something(app: Flask, cast: Cast) -> None:
    """Of the shops above many have a mark, and some a month, that rises with a lighter note."""
    marks = months = refused = 0
    for seed in range(30):
        chance = Random(seed)
        with drawn(app, cast, chance) as rebuild:
            for number, note in enumerate(rebuild.shop.notes[:3]):
                one = appeal(number, "observation", note, whose(note), lighter(chance, note))
                found = effects.preview(seen(one), one.remedy)
                refused += found.worse
                marks += not found.worse and any(row.what == "mark" for row in found.rows)
                months += not found.worse and any(row.what == "month" for row in found.rows)
    assert marks >= 3 and months >= 1 and refused >= 5, (marks, months, refused)


@FEWER
@given(chance=CHANCES)
def test_feedback_that_goes(app: Flask, cast: Cast, chance: Random) -> None:
    with drawn(app, cast, chance) as rebuild:
        for number, month in rebuild.shop.months.items():
            for one in rebuild.shop.feedback[number]:
                assert decide(rebuild, appeal(one.id, "feedback", one, month.assistant_id, DROPPED))


@FEWER
@given(chance=CHANCES)
@example(chance=Random(471858))  # marks set beside a red line's note that is in dispute
def test_marks_that_are_set(app: Flask, cast: Cast, chance: Random) -> None:
    with drawn(app, cast, chance) as rebuild:
        for one in rebuild.shop.evaluations:
            given = rebuild.shop.given[one.id]
            names = chance.sample(list(given["marks"]), 2)
            marks = {name: chance.choice((None, 2, 3, 4, 5, 5)) for name in names}

            def told(one: Any = one, given: Any = given, marks: Any = marks) -> None:
                if one.ratings[-1].part == "set":
                    given["marks"] = {**rebuild.marks(one.id), **marks}
                    given["inputs"] = one.ratings[-1].inputs
                    rebuild.kept.pop(one.id, None)

            remedy = Remedy("partly", {"marks": marks})
            decide(rebuild, appeal(one.id, "evaluation", one, one.assistant_id, remedy), told)


@FEWER
@given(chance=CHANCES)
def test_items_and_results_of_months_that_are_set(app: Flask, cast: Cast, chance: Random) -> None:
    with drawn(app, cast, chance) as rebuild:
        for number, month in rebuild.shop.months.items():
            if month.results:
                code, of = chance.choice(("T2", "A1", "A2")), chance.choice(CLASSES)
                mark = chance.choice((3, 4, 5))
                _item(rebuild, number, code, of, mark)
                _result(rebuild, number, chance.choice(("60", "84.5", "97")))


def _item(rebuild: Rebuild, number: int, code: str, of: str, mark: int) -> None:
    group = rebuild.shop.fixed[number][code]["group"]

    def told() -> None:
        rebuild.shop.fixed[number][code]["group"] = [
            {**one, "mark": mark} if one["of"] == of else one for one in group
        ]

    month = rebuild.shop.months[number]
    remedy = Remedy("partly", {"marks": {of: str(mark)}})
    decide(rebuild, appeal(number, "month_item", month, month.assistant_id, remedy, code), told)


def _result(rebuild: Rebuild, number: int, score: str) -> None:
    month = rebuild.shop.months[number]

    def told() -> None:
        raw = rebuild.composed(rebuild.facts(number))[1]
        assert raw is not None
        rebuild.moved[number] = Decimal(score) - raw

    remedy = Remedy("granted", {"score": score})
    decide(rebuild, appeal(number, "month_result", month, month.assistant_id, remedy), told)
