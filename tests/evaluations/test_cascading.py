"""What becomes of marks once notes count no more: never lower, in any order, and only what rested on them."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.evaluations.cascading import (
    RED_LINE,
    Cascade,
    Change,
    Resting,
    cascade,
    differences,
    kept_up,
)
from zhubo_web.policies.rubrics import BROADCAST, DIMENSIONS

MARK = st.integers(1, 5)
MARKS = st.one_of(st.none(), MARK)
NOTE = st.integers(1, 9)
NAMES = st.sampled_from([*DIMENSIONS, *(one.code for one in BROADCAST)])
SUGGESTED = st.dictionaries(st.sampled_from(list(DIMENSIONS)), MARK)
RATINGS = st.builds(
    Resting,
    marks=st.dictionaries(NAMES, MARKS, min_size=1),
    evidence=st.dictionaries(NAMES, st.lists(NOTE, max_size=3)),
    suggested=SUGGESTED,
    red_line=st.one_of(st.none(), NOTE),
)


@pytest.mark.parametrize(("mark", "before", "after", "wanted"), [
    (2, 2, 3, 3), (2, 1, 3, 4), (4, 2, 5, 5), (3, 4, 2, 3), (3, 3, 3, 3), (1, 1, None, 3),
    (3, 5, None, 3), (2, None, 4, 3),
])  # fmt: skip
def test_a_mark_by_dimension_moves_as_its_suggestion(
    mark: int, before: int | None, after: int | None, wanted: int
) -> None:
    was = {} if before is None else {"product": before}
    now = {} if after is None else {"product": after}
    found = cascade(Resting({"product": mark}, suggested=was), now, ())
    assert found.marks == {"product": wanted}
    assert len(found.changes) == (mark != wanted)


@pytest.mark.parametrize(("before", "after"), [(1, None), (None, 5), (None, None)])
def test_what_nobody_noted_any_more_leaves_emergencies_as_they_are(
    before: int | None, after: int | None
) -> None:
    was = {} if before is None else {"emergency": before}
    now = {} if after is None else {"emergency": after}
    assert cascade(Resting({"emergency": 2}, suggested=was), now, ()).marks == {"emergency": 2}


@pytest.mark.parametrize(("mark", "cited", "gone", "wanted"), [
    (1, [1], {1}, 3), (2, [1, 2], {1, 2, 3}, 3), (2, [1, 2], {1}, 2), (2, [], {1}, 2),
    (5, [1], {1}, 5), (3, [1], {1}, 3), (None, [1], {1}, None),
])  # fmt: skip
def test_a_low_item_rests_on_evidence(
    mark: int | None, cited: list[int], gone: set[int], wanted: int | None
) -> None:
    found = cascade(Resting({"C1": mark}, {"C1": cited}), {}, gone)
    assert found.marks == {"C1": wanted}


def test_a_red_line_falls_with_its_note() -> None:
    rating = Resting({"product": 3}, red_line=7)
    assert not cascade(rating, {}, {6}).red_line_falls
    found = cascade(rating, {}, {7})
    assert found.red_line_falls and found.changes == (Change(RED_LINE, None, None, RED_LINE),)


@given(RATINGS, SUGGESTED, st.sets(NOTE))
def test_it_never_lowers_and_stays_between_1_and_5(
    rating: Resting, suggested: dict[str, int], gone: set[int]
) -> None:
    found = cascade(rating, suggested, gone)
    assert found.marks.keys() == rating.marks.keys()
    for name, mark in rating.marks.items():
        now = found.marks[name]
        assert (now is None) == (mark is None)
        assert now is None or mark is None or mark <= now <= 5
    changed = {one.name: (one.before, one.after) for one in found.changes if one.name != RED_LINE}
    assert changed == {
        name: (mark, found.marks[name])
        for name, mark in rating.marks.items()
        if found.marks[name] != mark
    }


@given(RATINGS, SUGGESTED, st.sets(NOTE))
def test_again_changes_nothing(rating: Resting, suggested: dict[str, int], gone: set[int]) -> None:
    found = cascade(rating, suggested, gone)
    line = None if found.red_line_falls else rating.red_line
    again = cascade(Resting(found.marks, rating.evidence, suggested, line), suggested, gone)
    assert again == Cascade(found.marks, (), False)
    assert kept_up(cascade(rating, suggested, gone), found.marks).marks == found.marks


@given(RATINGS, SUGGESTED, st.lists(NOTE, min_size=2, max_size=4, unique=True))
def test_the_order_of_what_is_taken_away_does_not_matter(
    rating: Resting, suggested: dict[str, int], gone: list[int]
) -> None:
    ends = []
    for order in permutations(gone):
        present, away, fell = rating.marks, set[int](), False
        for one in order:
            away.add(one)
            last = len(away) == len(gone)
            step = cascade(rating, suggested if last else rating.suggested, away)
            kept = kept_up(step, present)
            present, fell = kept.marks, fell or kept.red_line_falls
        ends.append((present, fell))
    whole = cascade(rating, suggested, set(gone))
    assert all(one == (whole.marks, whole.red_line_falls) for one in ends)


@given(RATINGS, st.sets(st.integers(20, 30)))
def test_what_it_does_not_rest_on_changes_nothing(rating: Resting, gone: set[int]) -> None:
    assert cascade(rating, rating.suggested, gone) == Cascade(rating.marks, (), False)


def test_what_a_decision_set_is_listed() -> None:
    found = differences({"product": 2, "language": 3}, {"product": 4, "language": 3})
    assert found == (Change("product", 2, 4, "decision"),)
