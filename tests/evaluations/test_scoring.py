"""The score: the table of points, weights that spread, no zero for what was not met, the cap."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core.reasons import Invalid
from zhubo_web.evaluations import scoring
from zhubo_web.policies.rubrics import BROADCAST, DIMENSIONS

CODES = [one.code for one in BROADCAST]
DIMENSION = {one.code: one.dimension for one in BROADCAST}
MARK = st.one_of(st.none(), st.integers(1, 5))
BY_ITEM = st.fixed_dictionaries(dict.fromkeys(CODES, MARK))
BY_DIMENSION = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, MARK))
EITHER = st.one_of(BY_ITEM, BY_DIMENSION)


def score(marks: scoring.Marks, cap: Decimal | None = None) -> Decimal | None:
    return scoring.result(marks, BROADCAST, cap).score


@pytest.mark.parametrize(("mark", "points"), [(1, 40), (2, 60), (3, 75), (4, 88), (5, 100)])
def test_the_same_mark_everywhere_is_worth_its_points(mark: int, points: int) -> None:
    assert score(dict.fromkeys(DIMENSIONS, mark)) == points
    assert score(dict.fromkeys(CODES, mark)) == points


def test_dimensions_weigh_20_30_30_20() -> None:
    marks = {"language": 3, "interaction": 4, "product": 2, "emergency": 5}
    assert score(marks) == Decimal("79.4")


def test_what_was_not_met_spreads_its_weight() -> None:
    marks = {"language": 3, "interaction": 4, "product": 4, "emergency": None}
    found = scoring.result(marks, BROADCAST)
    assert found.score == Decimal("84.8")  # (75 × 20 + 88 × 60) ÷ 80 = 84.75
    assert [part.share for part in found.parts] == [
        Decimal("0.25"), Decimal("0.375"), Decimal("0.375"), None,
    ]  # fmt: skip


@given(EITHER)
def test_it_lies_between_the_lowest_and_the_highest_mark_met(marks: scoring.Marks) -> None:
    met = [scoring.POINTS[mark] for mark in marks.values() if mark is not None]
    found = score(marks)
    assert (found is None) == (not met)
    assert found is None or min(met) <= found <= max(met)


@given(EITHER)
def test_not_met_is_the_same_as_not_there(marks: scoring.Marks) -> None:
    rest = {name: mark for name, mark in marks.items() if mark is not None}
    if set(marks) == set(CODES):
        assert score(rest) == score(marks)
    else:
        assert score(marks) == score({**dict.fromkeys(DIMENSIONS), **rest})


@given(BY_ITEM, st.sampled_from(CODES))
def test_leaving_the_lowest_item_of_a_dimension_out_never_lowers(
    marks: dict[str, int | None], code: str
) -> None:
    same = [marks[c] for c in CODES if DIMENSION[c] == DIMENSION[code] and marks[c] is not None]
    mark = marks[code]
    if mark is None or len(same) < 2 or mark > min(one for one in same if one is not None):
        return
    before, after = score(marks), score({**marks, code: None})
    assert before is not None and after is not None and after >= before


@given(EITHER, st.randoms())
def test_the_order_does_not_matter(marks: dict[str, int | None], random: object) -> None:
    pairs = list(marks.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    assert scoring.result(dict(pairs), tuple(reversed(BROADCAST))).score == score(marks)


@given(EITHER, st.data())
def test_a_higher_mark_never_lowers(marks: dict[str, int | None], draw: st.DataObject) -> None:
    name = draw.draw(st.sampled_from(sorted(marks)))
    mark = marks[name]
    if mark is None or mark == 5:
        return
    before, after = score(marks), score({**marks, name: mark + 1})
    assert before is not None and after is not None and after >= before


@given(EITHER)
def test_a_red_line_caps_and_never_lifts(marks: scoring.Marks) -> None:
    cap = Decimal(59)
    free, capped = score(marks), score(marks, cap)
    assert capped == (None if free is None else min(free, cap))


@given(EITHER)
def test_it_is_exact_to_a_tenth_and_its_shares_are_the_whole(marks: scoring.Marks) -> None:
    found = scoring.result(marks, BROADCAST)
    shares = [part.share for part in found.parts if part.share is not None]
    assert found.score is None or found.score == found.score.quantize(Decimal("0.1"))
    assert not shares or abs(sum(shares) - 1) < Decimal("1e-20")


def test_marks_are_read_strictly() -> None:
    assert scoring.read({"a": "5", "b": "na"}, ["a", "b"]) == {"a": 5, "b": None}
    for typed in ({"a": "6", "b": "1"}, {"a": "1"}, {"a": "１", "b": "1"}, {"a": " 1", "b": "1"}):
        with pytest.raises(Invalid) as refused:
            scoring.read(typed, ["a", "b"])
        assert refused.value.field in ("a", "b")
    with pytest.raises(Invalid, match="至少要有一项"):
        scoring.read({"a": "na"}, ["a"])


def test_extremes_are_1_2_and_5() -> None:
    assert scoring.extremes({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": None}) == ["a", "b", "e"]
