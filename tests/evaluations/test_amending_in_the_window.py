"""A review inside the broadcast's window moves the score that is out, and the page says what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import counted
from tests.evaluations.published import (
    DAY,
    DECIDED,
    HOUR,
    MARKS,
    TAPS,
    publish,
    reviewed,
    take_away,
)
from tests.held import USUAL, Held, hold
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations.models import Evaluation, Given

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Rated by ma in the standard way, published by hong, its notes released."""
    made = hold(app, cast, taps=TAPS, watched=30)
    made.clock(timedelta(minutes=1))
    return made


@pytest.mark.parametrize(("verb", "more", "score"), [
    ("withdraw", (), "83.1"), ("correct", ("mark",), "83.1"), ("correct", ("praise",), "87.6"),
    ("uphold", (), "78.3"),
])  # fmt: skip
def test_a_review_moves_the_score_that_is_out(
    held: Held, verb: str, more: tuple[str, ...], score: str
) -> None:
    publish(held)
    reviewed(held, verb, *more)
    with held.looking(2 * DAY):
        one = held.evaluation()
        assert one.score == Decimal(score)
        amends = [rating.amends for rating in one.ratings if rating.amends]
        if verb == "uphold":
            assert not amends
        else:
            assert amends[0]["source"] == ["observation", held.notes[0]]
            assert amends[0]["reasons"] == "回放里是对的"


def test_a_dispute_that_waits_moves_nothing(held: Held) -> None:
    publish(held)
    with held.at(2 * HOUR):
        held.note(0).dispute(held.person("chen"), "价格没报错")
        found = held.evaluation().preview()
        assert found is not None and not found.changes
        assert not held.evaluation().amend(SYSTEM, **DECIDED).changes


@pytest.mark.parametrize("whose", ["withdrawn", "host"])
def test_what_the_observer_takes_back_moves_it_too(held: Held, whose: str) -> None:
    publish(held)
    with held.at(2 * HOUR):
        ma = held.person("ma")
        if whose == "withdrawn":
            held.note(0).self_withdraw(ma, "听错了")
        else:
            held.note(0).reattribute(ma, whose)
        assert held.evaluation().score == Decimal("83.1")


def test_a_decision_from_above_is_not_followed_by_itself(held: Held) -> None:
    publish(held)
    take_away(held, 0, after=2 * HOUR)
    with held.looking(3 * HOUR):
        assert held.evaluation().score == Decimal("78.3")


def test_what_is_not_out_reckons_with_what_stands(held: Held) -> None:
    with held.at(HOUR):
        one = held.evaluation()
        before = one.suggestions()["product"]
        assert before is not None and before.mark == 1
        one.submit(held.person("ma"), Given(MARKS, why="当场改了"))
    reviewed(held, "withdraw")
    with held.at(DAY + HOUR):
        one = held.evaluation()
        after = one.suggestions()["product"]
        assert after is not None and after.mark == 2
        assert (one.state, one.score, len(one.ratings)) == ("submitted", Decimal("78.3"), 1)
        one.publish(held.person("hong"))
        assert (one.state, one.score) == ("published", Decimal("83.1"))


def test_the_page_lists_what_changed_and_why(held: Held, client_of: Enter, app: Flask) -> None:
    publish(held)
    reviewed(held, "withdraw")
    with held.at(2 * DAY):
        one = held.evaluation()
        one.amend(held.person("guo"), **DECIDED, given=Given({**MARKS, "product": 5}))
        path = f"/evaluations/{one.id}"
    for name in ("chen", "lin"):
        client = client_of(getattr(held.cast, name))
        with counted(app) as statements:
            page = client.get(path).text
        assert "产品介绍准确性 3 → 4：依据的记录变了，建议分跟着变" in page
        assert "78.3 → 83.1" in page and "回放里是对的" in page
        assert "产品介绍准确性 4 → 5：按决定" in page and "回放里价格是对的" in page
        assert f"/notes/{held.notes[0]}" in page
        assert len(statements) <= 12, "\n".join(statements)
    assert "郭行政" not in client_of(held.cast.chen).get(path).text


def test_evaluations_of_other_assistants_are_left_alone(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, taps=(*TAPS, *USUAL), watched=30, assistants=("chen", "li"))
    held.clock(timedelta(minutes=1))
    publish(held)
    with held.at(HOUR):
        other = held.evaluation("li")
        usual: dict[str, int | None] = {**MARKS, "language": 3}
        other.submit(held.person("ma"), Given(usual))
        other.publish(held.person("hong"))
    versions = {}
    with held.at(2 * HOUR):
        held.note(0).dispute(held.person("chen"), "价格没报错")
        held.note(0).withdraw(held.person("lin"), "回放里是对的")
        for one in Evaluation.of(held.broadcast).values():
            versions[one.assistant_id] = len(one.ratings)
    assert versions == {cast.chen.id: 2, cast.li.id: 1}
