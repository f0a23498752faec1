"""What moved a month, what is missing, what would help: read off the same tree the score is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.months.facts import everywhere, figure, mark, points
from tests.months.test_scoring import months
from zhubo_web.months.explaining import (
    beside,
    even_score,
    middle,
    missing,
    moved,
    movers,
    next_level,
    proposals,
    weakest,
)
from zhubo_web.months.scoring import compose
from zhubo_web.policies.composites import USUAL


def _strong() -> dict[str, Any]:
    facts = everywhere(3)
    facts["items"]["A1"]["broadcasts"] = [points("95"), points("99")]
    facts["items"]["R1"]["figures"] = [figure("above", 70)]
    facts["items"]["T2"]["hosts"] = [mark(1)]
    return facts


def test_what_moved_it_most_is_named_with_its_strongest_source() -> None:
    found = movers(compose(_strong(), USUAL), USUAL)
    told = [(one.item.code, one.source.name, one.effect) for one in found]
    assert told == [
        ("R1", "figures", Decimal("2.00")),
        ("A1", "broadcasts", Decimal("1.76")),
        ("T2", "hosts", Decimal("-1.75")),
    ]


def test_an_even_month_has_nothing_to_name() -> None:
    composed = compose(everywhere(3), USUAL)
    assert movers(composed, USUAL) == []
    assert even_score(composed, USUAL) == Decimal("76.5")


@given(months())
def test_the_even_score_and_all_effects_are_the_score(facts: dict[str, Any]) -> None:
    composed = compose(facts, USUAL)
    base = even_score(composed, USUAL)
    if composed.score is None:
        assert base is None and moved(composed, USUAL) == []
        return
    assert base is not None
    whole = base + sum(one.effect for one in moved(composed, USUAL))
    assert abs(whole - composed.score) <= Decimal("0.0500001")


def test_what_is_missing_is_said_at_its_widest_level() -> None:
    facts = everywhere(4)
    facts["items"]["A1"]["quiz"] = []
    for code in ("R1", "R2", "R3", "R4"):
        facts["items"].pop(code)
    facts["items"]["R5"]["figures"] = []
    facts["items"].pop("A3")
    found = missing(compose(facts, USUAL), USUAL)
    assert [(one.level, one.name, one.item) for one in found] == [
        ("dimension", "results", ""),
        ("source", "quiz", "A1"),
        ("item", "A3", "A3"),
    ]


@pytest.mark.parametrize(("worth", "mark_of_next"), [(40, 3), (74, 3), (75, 5), (99, 5)])
def test_the_next_level_is_above_the_points(worth: int, mark_of_next: int) -> None:
    item = USUAL.item("T1")
    found = next_level(item, Decimal(worth), USUAL)
    assert found == (mark_of_next, item.anchors[1 if mark_of_next == 3 else 2])


def test_there_is_nothing_above_the_top() -> None:
    assert next_level(USUAL.item("T1"), Decimal(100), USUAL) is None
    assert next_level(USUAL.item("A4"), Decimal(40), USUAL) is None


def test_proposals_are_three_at_most_and_begin_with_what_was_written() -> None:
    composed = compose(_strong(), USUAL)
    said = [("operations", "报价前看一眼提词屏"), ("host", "报价前看一眼提词屏"), ("hr", " ")]
    found = proposals(composed, USUAL, said)
    assert [(one.words, one.said_by) for one in found[:1]] == [("报价前看一眼提词屏", "operations")]
    assert [one.item.code for one in found[1:] if one.item] == ["T2", "A2"]
    three = [("operations", "一"), ("host", "二"), ("hr", "三")]
    assert [one.words for one in proposals(composed, USUAL, three)][:2] == ["一", "二"]
    assert proposals(compose({"items": {}, "watched": 0}, USUAL), USUAL, []) == []


@given(months(), st.lists(st.tuples(st.sampled_from(("host", "hr")), st.text(max_size=5))))
def test_proposals_never_repeat_and_are_never_more_than_three(
    facts: dict[str, Any], said: list[tuple[str, str]]
) -> None:
    found = proposals(compose(facts, USUAL), USUAL, said)
    words = [one.words for one in found]
    assert len(words) <= 3 and len(set(words)) == len(words) and all(words)


def test_the_weakest_are_those_that_leave_the_most() -> None:
    assert weakest(compose(everywhere(5), USUAL), USUAL)[0].item.code == "R1"


def test_ones_own_mark_stands_beside_the_classes() -> None:
    facts = everywhere(3)
    facts["items"]["T1"]["self"] = [mark(5, of="self")]
    facts["items"]["T1"]["group"] = [
        mark(3, of="operations"),
        mark(4, of="host"),
        mark(None, of="hr"),
    ]
    row = beside(facts, USUAL)[0]
    assert (row.own, dict(row.given)) == (5, {"operations": 3, "host": 4, "hr": None})
    assert row.difference == Decimal("1.5")
    assert beside(everywhere(3), USUAL)[0].difference is None


def test_a_team_of_four_has_no_middle() -> None:
    four = [Decimal(n) for n in (70, 80, 85, 90)]
    assert middle(four) is None
    assert middle([*four, Decimal("81.6")]) == 82
