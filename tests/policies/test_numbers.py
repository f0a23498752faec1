"""Numbers, rubrics and settings: bounds, units, weights, and that a matter never falls back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core.reasons import Invalid
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT, Transition, by_system
from zhubo_web.policies.parameters import BY_NAME, GROUPS, PARAMETERS, USUAL, Numbers, read_all
from zhubo_web.policies.rising import KINDS, MEANINGS
from zhubo_web.policies.rubrics import BROADCAST, DIMENSIONS, read, stored, weights


def test_every_usual_value_is_within_its_own_bounds() -> None:
    assert read_all(USUAL, {}) == {name: str(Decimal(value)) for name, value in USUAL.items()}
    assert {one.group for one in PARAMETERS} == set(GROUPS)


@given(st.sampled_from(PARAMETERS), st.integers(-5000, 5000))
def test_a_number_is_read_exactly_when_it_is_within_its_bounds(one, value) -> None:  # type: ignore[no-untyped-def]
    fits = Decimal(one.least) <= value <= Decimal(one.most)
    try:
        assert one.read(str(value)) == value and fits
    except Invalid as error:
        assert not fits and error.field == one.name


@pytest.mark.parametrize("typed", ["", "八", "NaN", "Infinity", "1e9", "-1", "2.5"])
def test_what_is_no_whole_number_of_hours_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        BY_NAME["plan_review_hours"].read(typed)


def test_a_time_of_day_is_of_the_day_after_in_shanghai() -> None:
    late_evening = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    after_midnight = late_evening + timedelta(minutes=2)
    numbers = Numbers(USUAL)
    assert numbers.next_day("summary_due_time", late_evening) == datetime(
        2026, 11, 28, 6, 0, tzinfo=UTC
    )
    assert numbers.next_day("summary_due_time", after_midnight) == datetime(
        2026, 11, 29, 6, 0, tzinfo=UTC
    )


def test_a_name_that_an_old_version_had_not_yet_has_its_usual_value() -> None:
    assert Numbers({}).span("plan_review_hours") == timedelta(hours=24)


def test_the_rubric_has_twelve_items_whose_weights_sum_to_a_hundred() -> None:
    assert len(BROADCAST) == 12 and sum(one.weight for one in BROADCAST) == 100
    assert weights(BROADCAST) == {"language": 20, "interaction": 30, "product": 30, "emergency": 20}
    assert list(weights(BROADCAST)) == list(DIMENSIONS)
    assert all(all(one.anchors) for one in BROADCAST)
    assert read(stored(BROADCAST)) == BROADCAST


def test_every_kind_says_what_each_setting_means() -> None:
    assert set(MEANINGS) == set(KINDS)


@pytest.mark.parametrize(
    ("row", "light", "standard", "strict"),
    [
        ("all", True, True, True),
        ("light", True, False, False),
        ("standard", True, True, False),
        ("strict", False, False, True),
    ],
)
def test_a_row_stands_for_the_settings_it_names(
    row: str, light: bool, standard: bool, strict: bool
) -> None:
    one = Transition("a", "b", "go", "thing.gone", by_system, setting=row)
    assert [one.applies(each) for each in (LIGHT, STANDARD, STRICT)] == [light, standard, strict]


def test_a_blank_number_is_refused_and_what_was_not_asked_for_stays() -> None:
    """Never the product's usual value in silence, where the merchant had set another."""
    own = {**USUAL, "plan_review_hours": "36"}
    assert read_all({}, own) == own
    for blank in ("", " ", "None"):
        with pytest.raises(Invalid) as refused:
            read_all({"plan_review_hours": blank}, own)
        assert refused.value.field == "plan_review_hours"


@pytest.mark.parametrize(
    ("typed", "kept"), [("1e2", "100"), ("3.0", "3"), ("-0", None), ("１２", "12"), (" 7 ", "7")]
)
def test_a_number_is_kept_as_one_text_however_it_is_typed(typed: str, kept: str | None) -> None:
    own = {**USUAL, "plan_gap_hours": "0"}
    name = "plan_gap_hours" if kept is None else "plan_review_hours"
    assert read_all({name: typed}, own)[name] == (kept or "0")


@pytest.mark.parametrize("typed", ["59.123", "1e-30", "NaN", "-1", "1e9", "sNaN", "Infinity"])
def test_a_score_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_all({"evaluation_red_line_cap": typed}, USUAL)
