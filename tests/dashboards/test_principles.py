"""The arithmetic of the four principles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.dashboards import principles
from zhubo_web.dashboards.principles import Indicator, Kept, Promise, Share

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def promise(number: int, took: float | None, title: str = "单场评分：%(assistant)s") -> Promise:
    closed = None if took is None else NOON + took * HOUR
    return Promise(number, title, number % 3, NOON, NOON + 24 * HOUR, closed)


def test_of_nothing_nothing_is_said() -> None:
    assert Share.count([]).percent is None
    assert Kept("x").hours() == (None, None)
    assert not Indicator("a", "fair", "x", "person", 80, Share((), ())).is_below


def test_a_share_misses_its_target() -> None:
    one = Indicator("a", "fair", "x", "person", 100, Share((1, 2), (3,)))
    assert one.shown == 67 and one.is_below


def test_extremes_need_evidence_each() -> None:
    rows = [
        (1, {"A1": 5, "A2": 3}, {"A1": [7]}),
        (2, {"A1": 5, "A2": 2}, {"A1": [7]}),
        (3, {"A1": 3, "A2": None}, {}),
    ]
    assert principles.extremes_with_evidence(rows) == Share((1,), (2,))


def test_promises_by_kind_and_what_is_not_due_yet() -> None:
    kept = principles.by_kind(
        [promise(1, 2), promise(2, 30), promise(3, None), promise(4, 3, "月评自评：%(month)s")]
    )
    assert [one.title for one in kept] == ["单场评分", "月评自评"]
    assert kept[0].share(NOON + 3 * HOUR) == Share((1,), (2,))
    assert kept[0].share(NOON + 48 * HOUR) == Share((1,), (2, 3))
    assert kept[0].hours() == (Decimal("2.0"), Decimal("30.0"))


@given(st.lists(st.integers(0, 500).map(Decimal), min_size=1))
def test_a_percentile_is_one_of_the_values(values: list[Decimal]) -> None:
    middle, high = principles.percentile(values, 50), principles.percentile(values, 90)
    assert middle in values and high in values and middle is not None and high is not None
    assert min(values) <= middle <= high <= max(values)


@pytest.mark.parametrize(
    ("hour", "slot"),
    [(0, "夜里"), (5, "夜里"), (6, "上午"), (13, "下午"), (18, "晚上"), (23, "晚上")],
)
def test_parts_of_the_day(hour: int, slot: str) -> None:
    assert principles.slot_of(hour) == slot


def test_coverage_adds_up_by_part_of_the_day() -> None:
    found = principles.covered([("晚上", 30, 120), ("晚上", 90, 120), ("上午", 0, 60)])
    assert found == {"晚上": (120, 240), "上午": (0, 60)}


def test_two_observers_see_more_than_one() -> None:
    assert principles.several_observers([(1, 8), (1, 9), (2, 8), (2, 8)], [1, 2, 3]) == Share(
        (1,), (2, 3)
    )
