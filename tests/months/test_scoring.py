"""The month's arithmetic: what practice says it comes to, and what must hold of any facts."""

from __future__ import annotations

import random
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.months.drawn import composed, months
from tests.months.facts import everywhere, figure, mark
from zhubo_web.months.scoring import digest, graded, standing
from zhubo_web.policies import composites
from zhubo_web.policies.composites import POSTS, USUAL, read, stored


@pytest.mark.parametrize(
    ("value", "score", "grade"), [(3, "76.5", "B"), (4, "85.6", "A"), (5, "94.0", "S")]
)
def test_what_practice_says_all_threes_fours_and_fives_come_to(
    value: int, score: str, grade: str
) -> None:
    found = composed(everywhere(value))
    assert found.score == Decimal(score)
    told = graded(found.score, 8, 3, USUAL)
    assert told is not None and told.name == grade


def test_weights_sum_to_a_hundred_for_every_post() -> None:
    for post in POSTS:
        assert sum(USUAL.weight(item, post) for item in USUAL.items) == 100
        by = {
            name: sum(USUAL.weight(one, post) for one in USUAL.items if one.dimension == name)
            for name in composites.DIMENSIONS
        }
        assert by == {"results": 30, "attitude": 25, "ability": 45}
    for item in USUAL.items:
        assert sum(source.weight for source in item.sources) == 100


def test_a_composite_is_read_as_it_was_stored() -> None:
    assert read(stored(USUAL)) == USUAL


@given(months())
def test_shares_of_what_is_there_make_one_at_every_level(facts: dict[str, Any]) -> None:
    found = composed(facts)
    if found.score is None:
        assert all(one.points is None for one in found.every())
        return
    tiny = Decimal("1e-18")
    for level in (found.parts, *(one.parts for one in found.parts if one.points is not None)):
        assert abs(sum(one.share for one in level if one.share is not None) - 1) < tiny
    for item in (one for dimension in found.parts for one in dimension.parts):
        if item.points is not None:
            assert abs(sum(one.share for one in item.parts if one.share is not None) - 1) < tiny


@given(months())
def test_the_score_lies_between_the_lowest_and_the_highest_of_what_is_there(
    facts: dict[str, Any],
) -> None:
    found = composed(facts)
    there = [one for part in found.parts for one in part.parts if one.points is not None]
    known = [one.points for one in there if one.weight and one.points is not None]
    if found.score is None:
        assert not known
        return
    half = Decimal("0.05")
    assert min(known) - half <= found.score <= max(known) + half


@given(months(), st.randoms())
def test_the_order_of_inputs_does_not_matter(facts: dict[str, Any], dice: random.Random) -> None:
    other = deepcopy(facts)
    for own in other["items"].values():
        for inputs in own.values():
            dice.shuffle(inputs)
    assert composed(other).score == composed(facts).score
    assert digest(facts) == digest(deepcopy(facts))


#: From the worst to the best: (word, change) of a figure of which more is better, with a margin of 30.
STANDINGS = (("below", -70), ("below", -40), ("flat", 5), ("above", 40), ("above", 70))


def better_figures(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The same figure standing better; of one that has no better way there is none."""
    sign = {"up": 1, "down": -1}.get(one["better"])
    if sign is None or one["word"] == "few":
        return []
    names = ("much_worse", "worse", "same", "better", "much_better")
    found = []
    for word, change in STANDINGS[names.index(standing(one)) + 1 :]:
        turned = {"above": "below", "below": "above"}.get(word, word) if sign < 0 else word
        found.append({**one, "word": turned, "change": change * sign})
    return found


def betters(one: dict[str, Any]) -> list[dict[str, Any]]:
    """What this input would be if it were better: every kind of input has its own way."""
    kind = one["kind"]
    if kind == "figure":
        return better_figures(one)
    if kind == "mark":
        return (
            [] if one["mark"] is None else [{**one, "mark": n} for n in range(one["mark"] + 1, 6)]
        )
    if kind == "share":
        return [{**one, "done": n} for n in range(one["done"] + 1, one["due"] + 1)]
    if kind == "tally":
        fewer = [{**one, "bad": n} for n in range(one["bad"]) if n + one["good"]]
        return [*fewer, {**one, "good": one["good"] + 1}] if one["good"] + one["bad"] else []
    worth = Decimal(one["points"])
    return [{**one, "points": str((worth + 100) / 2)}, {**one, "points": "100"}]


def places(facts: dict[str, Any], kind: str) -> list[tuple[str, str, int]]:
    """Where the inputs of a kind stand that could be better."""
    return [
        (code, source, at)
        for code, own in facts["items"].items()
        for source, inputs in own.items()
        for at, one in enumerate(inputs)
        if one["kind"] == kind and betters(one)
    ]


@pytest.mark.parametrize("kind", ["mark", "figure", "share", "points", "tally"])
@given(facts=months(), data=st.data())
def test_what_is_better_never_lowers_the_score(kind: str, facts: dict[str, Any], data: Any) -> None:
    found = places(facts, kind)
    assume(found)
    code, source, at = data.draw(st.sampled_from(found))
    other = deepcopy(facts)
    inputs = other["items"][code][source]
    inputs[at] = data.draw(st.sampled_from(betters(inputs[at])))
    before, after = composed(facts).score, composed(other).score
    assert before is not None and after is not None and after >= before


def test_each_better_figure_is_better() -> None:
    for way in ("up", "down"):
        worst = figure("below" if way == "up" else "above", -70 if way == "up" else 70, way)
        told = [standing(worst), *(standing(one) for one in better_figures(worst))]
        assert told == ["much_worse", "worse", "same", "better", "much_better"]


@given(months(), st.data())
def test_what_does_not_apply_changes_nothing_beyond_what_is_there(
    facts: dict[str, Any], data: Any
) -> None:
    code = data.draw(st.sampled_from([one.code for one in USUAL.rated]))
    other = deepcopy(facts)
    other["items"].setdefault(code, {}).setdefault("group", []).append(mark(None))
    assert composed(other).score == composed(facts).score


def test_a_survey_alone_never_carries_more_than_its_cap() -> None:
    facts = everywhere(3)
    facts["items"]["A4"] = {"survey": [mark(1)]}
    found = composed(facts).part("A4")
    assert found.points == 40 and found.weight == Decimal("0.5")
    facts["items"]["A4"]["feedback"] = [{"kind": "tally", "good": 5, "bad": 0}]
    both = composed(facts).part("A4")
    assert both.weight == 5 and both.points == Decimal(94)  # 0.9 × 100 + 0.1 × 40
    assert [one.share for one in both.parts] == [Decimal("0.9"), Decimal("0.1")]


def test_too_little_seen_gives_no_grade() -> None:
    assert graded(Decimal(99), 2, 3, USUAL) is None
    assert graded(None, 9, 3, USUAL) is None


@pytest.mark.parametrize(
    ("word", "change", "better", "told"),
    [
        ("above", 35, "up", "better"),
        ("above", 60, "up", "much_better"),
        ("below", -35, "up", "worse"),
        ("below", -75, "up", "much_worse"),
        ("below", -75, "down", "much_better"),
        ("above", 75, "", "same"),
        ("flat", 25, "up", "same"),
        ("above", None, "up", "better"),
    ],
)
def test_a_figure_against_what_is_usual(word: str, change: int, better: str, told: str) -> None:
    assert standing(figure(word, change, better)) == told
