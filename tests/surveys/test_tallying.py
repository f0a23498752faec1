"""What feedback comes to: counted once, scores shown from 5 and counted from 30."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.surveys.tallying import Item, Scores, tally
from zhubo_web.surveys.wording import SORTS, SOURCES

items = st.lists(
    st.builds(
        Item,
        group=st.integers(1, 12),
        source=st.sampled_from(sorted(SOURCES)),
        sort=st.sampled_from(sorted(SORTS)),
        people=st.integers(1, 50),
        score=st.none() | st.integers(1, 5),
        attributed=st.booleans(),
    ),
    max_size=40,
)


@given(items)
def test_each_group_counts_once_and_only_what_was_attributed(given_items: list[Item]) -> None:
    groups = {one.group for one in given_items if one.attributed}
    found = tally(given_items)
    assert sum(found.kinds.values()) == len(groups)
    assert found.of("praise") + found.of("complaint") == len(groups)
    assert 0 <= found.complaints() <= found.of("complaint")


@given(items)
def test_counting_twice_or_adding_what_is_not_attributed_changes_nothing(
    given_items: list[Item],
) -> None:
    idle = [Item(99, "complaint", "complaint", attributed=False)]
    assert tally(given_items + given_items) == tally(given_items) == tally(given_items + idle)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), max_size=20))
def test_a_mean_is_shown_from_five_answers_and_counted_from_thirty(
    given_scores: list[tuple[int, int]],
) -> None:
    told = [
        Item(place, "on_screen", "praise", people, score)
        for place, (score, people) in enumerate(given_scores, 1)
    ]
    scores = tally(told).scores
    answers = sum(people for _score, people in given_scores)
    assert (scores.answers, scores.shown, scores.counted) == (answers, answers >= 5, answers >= 30)
    assert (scores.mean is None) == (answers < 5)
    assert scores.mean is None or Decimal(1) <= scores.mean <= Decimal(5)


def test_a_mean_is_rounded_half_up_to_one_decimal() -> None:
    assert Scores(5, 21).mean == Decimal("4.2")
    assert Scores(8, 26).mean == Decimal("3.3")  # 3.25
    assert Scores(4, 20).mean is None


def test_a_duplicate_of_what_was_not_attributed_counts_nothing() -> None:
    root = Item(1, "complaint", "complaint", attributed=False)
    repeated = Item(1, "service", "complaint", attributed=False)
    assert tally([root, repeated]).of("complaint") == 0


def test_a_hosts_word_is_no_complaint_of_a_viewer() -> None:
    told = tally([Item(1, "host_rating", "complaint"), Item(2, "service", "complaint")])
    assert (told.of("complaint"), told.complaints()) == (2, 1)
