"""The arithmetic of the bench: what counts as reached, and what a turn's ratio is."""

from __future__ import annotations

import pytest

from tests.bench.figures import (
    Figure,
    Target,
    Wanted,
    at_least,
    at_most,
    least_ratio,
    most_ratio,
    rounded,
)
from tests.bench.recordings import Played, tail


@pytest.mark.parametrize(
    ("target", "value", "ratio", "met"),
    [
        (at_most(10), 10, None, True),
        (at_most(10), 10.1, None, False),
        (at_least(95), 95, None, True),
        (at_least(95), 94.9, None, False),
        (least_ratio(1.3), 1, 1.3, True),
        (least_ratio(1.3), 99, 1.29, False),
        (most_ratio(2), 99, 2, True),
        (most_ratio(2), 1, 2.01, False),
        (most_ratio(2), 1, None, False),
    ],
)
def test_a_target_is_reached_by_what_it_is_about(
    target: Target, value: float, ratio: float | None, met: bool
) -> None:
    assert Figure("a", "ms", value, target, 1, ratio).met is met


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    assert Wanted("a", "ms").had(3).met is None


def test_the_ratio_is_the_median_of_the_turns_and_not_of_the_whole() -> None:
    pairs = [(10.0, 5.0), (30.0, 10.0), (4.0, 4.0)]  # the machine was busy in the third
    figure = Wanted("a", "notes/CPU-s", least_ratio(2)).compared(pairs)
    assert (figure.value, figure.peer, figure.ratio) == (10, 5, 2)
    assert figure.met


def test_what_was_not_measured_stands_there_as_missed_with_the_reason() -> None:
    record = Wanted("a", "ms", at_most(1)).missing(RuntimeError("no Redis\nat all")).record("today")
    assert record["value"] is None
    assert record["met"] is False
    assert record["detail"] == "not measured: no Redis"


def test_a_record_has_what_readers_of_the_file_expect() -> None:
    record = Wanted("a", "ms", at_most(4)).had(3.14159, 2).record("2026-11-26")
    assert record == {
        "name": "a",
        "value": 3.14,
        "unit": "ms",
        "peer": 2,
        "ratio": 1.57,
        "target": "≤ 4",
        "met": True,
        "date": "2026-11-26",
        "detail": "",
    }


@pytest.mark.parametrize(
    ("number", "short"), [(None, None), (0, 0), (15354.4, 15400), (0.0045129, 0.00451), (60.0, 60)]
)
def test_a_number_keeps_three_digits(number: float | None, short: float | None) -> None:
    assert rounded(number) == short


def test_a_peer_that_took_nothing_gives_no_ratio() -> None:
    assert Wanted("a", "KB", at_most(60)).had(3, 0).ratio is None


def test_the_tail_is_the_value_that_a_share_does_not_exceed() -> None:
    values = [float(number) for number in range(1, 201)]
    assert tail(values, 0.99) == 198
    assert tail(values, 0.5) == 100
    with pytest.raises(RuntimeError):
        tail([], 0.5)


def test_growth_leaves_out_the_first_minutes_and_is_told_for_ten() -> None:
    memory = [(0.0, 100.0), (120.0, 140.0), (420.0, 143.0)]
    assert Played(memory=memory).growth() == pytest.approx(6)
