"""The month's numbers by name: taken apart, put together, checked, compared."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.months.facts import everywhere
from zhubo_web.core.reasons import Invalid
from zhubo_web.months.scoring import compose
from zhubo_web.policies.composites import USUAL, read, stored
from zhubo_web.policies.weighing import changed, fields, read_all

TYPED = {one.name: one.value for one in fields(USUAL)}


def test_what_is_taken_apart_comes_together_again() -> None:
    assert read_all(TYPED, USUAL) == USUAL and read_all({}, USUAL) == USUAL
    assert len({one.name for one in fields(USUAL)}) == len(fields(USUAL))
    assert changed(USUAL, read(stored(read_all(TYPED, USUAL)))) == []


def test_the_three_sides_may_weigh_otherwise_as_long_as_it_is_a_hundred() -> None:
    moved = {"weight-R1": "5", "weight-T1": "20"}
    posts = {
        f"post-{post}-R3": str(int(TYPED[f"post-{post}-R3"]) - 5) for post in ("camera", "desk")
    }
    posts["post-comments-R1"] = "9"
    made = read_all({**moved, **posts}, USUAL)
    weights = [str(one.weight) for one in compose(everywhere(3), made).parts]
    assert weights == ["25", "30", "45"]
    assert len(changed(USUAL, made)) == 5


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"weight-R1": "11"}, "weight-R1"),
        ({"weight-T1": "abc"}, "weight-T1"),
        ({"weight-T1": "-5"}, "weight-T1"),
        ({"mix-T1-self": "0"}, "mix-T1-records"),
        ({"post-camera-R1": "9"}, "post-camera-R1"),
        ({"weight-R1": "9", "weight-T1": "16"}, "post-camera-R1"),
        ({"mark-4": "101"}, "mark-4"),
        ({"mark-2": "80"}, "mark-3"),
        ({"figure-same": "95"}, "figure-better"),
        ({"share-1-least": "98"}, "share-0-least"),
        ({"share-1-points": "70"}, "share-1-points"),
        ({"grade-A-least": "93"}, "grade-S-least"),
        ({"grade-A-coefficient": "9"}, "grade-A-coefficient"),
        ({"tally-good": "-1"}, "tally-good"),
        ({"tally-bad": "1"}, "tally-bad"),
        ({"tally-least": "90"}, "tally-least"),
        ({"mark-3": "75.125"}, "mark-3"),
        ({"mark-3": "NaN"}, "mark-3"),
        ({"name-R1": " \u200b\n"}, "name-R1"),
        ({"name-R1": "停留"}, "name-R1"),
        ({"name-R1": "同名", "name-A4": " 同名 "}, "name-R1"),
        ({"name-T1": "责" * 21}, "name-T1"),
        ({"anchor-T1-3": ""}, "anchor-T1-3"),
        ({"anchor-A3-5": "好" * 101}, "anchor-A3-5"),
    ],
)
def test_what_is_no_composite_is_refused_at_its_field(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_all(typed, USUAL)
    assert refused.value.field == field


def test_names_and_anchors_are_words_of_the_version_in_one_line() -> None:
    typed = {
        "name-R1": " 互动\n回应 ",
        "anchor-T1-1": "逾期<b>三</b>次",
        "anchor-R1-1": "没有这一格",
    }
    made = read_all(typed, USUAL)
    assert made.item("R1").name == "互动 回应" and made.item("R1").anchors == ()
    assert made.item("T1").anchors == ("逾期<b>三</b>次", *USUAL.item("T1").anchors[1:])
    assert [(one.words, *pair) for one, *pair in changed(USUAL, made)] == [
        (("工作业绩", "R1"), "互动", "互动 回应"),
        (("责任心", "1 分"), USUAL.item("T1").anchors[0], "逾期<b>三</b>次"),
    ]
    swapped = read_all({"name-R1": "停留", "name-R2": "互动"}, USUAL)
    assert [swapped.item(code).name for code in ("R1", "R2")] == ["停留", "互动"]


@given(st.dictionaries(st.sampled_from(sorted(TYPED)), st.text(max_size=6), max_size=4))
def test_whatever_is_typed_gives_a_composite_of_a_hundred_or_a_refusal(typed: Any) -> None:
    try:
        made = read_all(typed, USUAL)
    except Invalid as refused:
        assert refused.field in TYPED
        return
    assert sum(one.weight for one in made.items) == 100
    assert len({one.name for one in made.items}) == len(USUAL.items)
    assert all(len(one.anchors) == len(USUAL.item(one.code).anchors) for one in made.items)
    assert read(stored(made)) == made
