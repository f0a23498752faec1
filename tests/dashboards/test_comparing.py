"""One period against another and each point against what is usual: never louder than the noise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.dashboards import charting, comparing
from zhubo_web.dashboards.attention import Member, ordered
from zhubo_web.dashboards.buckets import Bucket, Seen
from zhubo_web.dashboards.charting import Axis
from zhubo_web.dashboards.lines import LINES
from zhubo_web.metrics import baseline

SCORE = LINES["score"].definition
ENGAGE = LINES["engage_rate"].definition
BUYS = LINES["cvr"].definition
DAY = date(2026, 11, 1)
values = st.lists(st.decimals(1, 100, places=1), min_size=1, max_size=30)


def scores(of: Sequence[float | Decimal], place: object = None) -> list[Seen]:
    return [
        Seen(DAY + timedelta(days=n), n, Decimal(str(one)), Decimal(1), place=str(place))
        for n, one in enumerate(of)
    ]


def test_few_before_says_nothing_and_so_does_nothing_at_all() -> None:
    assert comparing.compare(scores([80] * 20), scores([70] * 5), SCORE).word == "few"
    assert comparing.compare([], scores([70] * 20), SCORE).word == "few"
    assert comparing.compare(scores([80]), [], SCORE).word == "few"


def test_a_clear_change_is_said_and_a_small_or_noisy_one_is_not() -> None:
    before = scores([70, 72, 68, 71, 69, 70, 72, 68])
    assert comparing.compare(scores([88, 90, 89, 91]), before, SCORE).word == "better"
    assert comparing.compare(scores([55, 52, 54, 53]), before, SCORE).word == "worse"
    assert comparing.compare(scores([73, 74, 72, 75]), before, SCORE).word == "same"
    noisy = scores([30, 95, 45, 100, 20, 90, 55, 85])
    assert comparing.compare(scores([80, 78]), noisy, SCORE).word == "same"


def test_only_the_same_room_and_time_of_day_are_compared() -> None:
    strong, weak = [20, 21, 19, 20, 22, 18, 20], [5, 5, 6, 4, 5, 5, 5]
    before = [*scores(strong, "night"), *scores(weak, "noon")]
    found = comparing.compare(scores([5, 5, 6, 5, 5], "noon"), before, ENGAGE)
    assert found.word == "same"
    assert comparing.compare(scores([5, 5, 6, 5, 5], "dawn"), before, ENGAGE).word == "few"


def test_conversion_needs_its_buyers() -> None:
    before = scores([2, 2.1, 1.9, 2, 2.2, 1.8, 2])
    now = scores([4, 4.1, 3.9, 4])
    assert comparing.compare(now, before, BUYS).word == "few"
    bought = [Seen(o.day, o.broadcast, o.amount, o.weight, o.place, said=Decimal(25)) for o in now]
    assert comparing.compare(bought, before, BUYS).word == "better"


def test_counts_and_bare_rates_are_not_compared_with_each_other() -> None:
    bare = [Seen(o.day, o.broadcast, o.amount, o.weight, o.place, False) for o in scores([9] * 9)]
    assert comparing.compare(scores([5] * 9), bare, ENGAGE).word == "few"


@given(values, values)
def test_what_is_the_same_up_to_its_order_never_differs(
    one: list[Decimal], other: list[Decimal]
) -> None:
    found = comparing.compare(scores(one), scores([*one, *one, *one, *one, *one, *one]), SCORE)
    assert found.word in ("same", "few")
    told = comparing.compare(scores(one), scores(other), SCORE)
    again = comparing.compare(scores(one[::-1]), scores(other[::-1]), SCORE)
    assert told.word == again.word and told.word in comparing.WORDS


def test_periods_drawn_from_one_distribution_are_rarely_called_different() -> None:
    drawn, called = random.Random(7), 0
    for _ in range(300):
        before, now = ([drawn.gauss(76, 11) for _ in range(20)] for _ in range(2))
        called += comparing.compare(scores(now), scores(before), SCORE).word != "same"
    assert called / 300 < 0.05


@given(
    st.lists(st.decimals(1, 100, places=1), min_size=6, max_size=30), st.decimals(1, 100, places=1)
)
def test_a_point_inside_the_band_is_never_called_high_or_low(
    before: list[Decimal], value: Decimal
) -> None:
    level = comparing.usual(scores(before))
    assert level is not None
    bucket = Bucket(DAY, DAY, tuple(scores([value])))
    band = comparing.band(level, bucket, SCORE.margin)
    assert band is not None and band[0] <= level.value <= band[1]
    if band[0] <= value <= band[1]:
        assert comparing.verdict(bucket, level, SCORE) == baseline.FLAT
    assert comparing.verdict(Bucket(DAY, DAY, ()), level, SCORE) == baseline.FEW
    assert comparing.band(level, Bucket(DAY, DAY, ()), SCORE.margin) is None


# ── the middle of a team ────────────────────────────────────────────────────────────────────────


def team(*of: Sequence[int]) -> dict[int, list[tuple[Decimal, Decimal]]]:
    return {n: [(Decimal(v), Decimal(1)) for v in own] for n, own in enumerate(of)}


def test_a_middle_needs_five_people_who_were_each_seen_enough() -> None:
    five = [[70] * 3, [75] * 3, [80] * 3, [85] * 3, [90] * 3]
    assert comparing.middle(team(*five)) == 80
    assert comparing.middle(team(*five[:4])) is None
    assert comparing.middle(team(*five[:4], [90] * 2)) is None
    assert comparing.middle({}) is None


# ── drawing ─────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.decimals(0, 10**7, places=2), min_size=1, max_size=60))
def test_the_axis_holds_every_value_with_few_round_numbers(of: list[Decimal]) -> None:
    axis = Axis.over(of, Decimal(0))
    assert axis.ticks[0] <= min(of) and max(of) <= axis.ticks[-1]
    assert 2 <= len(axis.ticks) <= 6
    heights = [axis.y(one) for one in sorted(of)]
    assert heights == sorted(heights, reverse=True)
    assert charting.TOP <= min(heights) <= max(heights) <= charting.TOP + charting.HEIGHT


def test_shares_are_not_drawn_beyond_a_hundred() -> None:
    axis = Axis.over([Decimal(99), Decimal(100)], Decimal(0), Decimal(100))
    assert axis.ticks[-1] == 100


@given(st.lists(st.one_of(st.none(), st.decimals(0, 100, places=1)), min_size=1, max_size=60))
def test_a_curve_begins_anew_after_each_gap(of: list[Decimal | None]) -> None:
    known = [one for one in of if one is not None]
    axis = Axis.over(known or [Decimal(0)])
    path = charting.line(of, axis)
    begun = sum(
        one is not None and (place == 0 or of[place - 1] is None) for place, one in enumerate(of)
    )
    assert path.count("M") == begun and path.count("L") == len(known) - begun


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 120])
def test_names_under_the_curve_are_few_and_have_both_ends(count: int) -> None:
    chosen = charting.labelled(count)
    assert chosen[0] == 0 and chosen[-1] == count - 1
    assert len(chosen) == len(set(chosen)) <= charting.MOST_LABELS


# ── who needs attention ─────────────────────────────────────────────────────────────────────────


def test_those_with_the_most_to_look_at_come_first_and_the_rest_by_name() -> None:
    calm, low = Member(1, "安"), Member(2, "白", scores=[(DAY, Decimal(60))] * 3)
    late = Member(3, "陈", open=2, late=2, due=10, kept=5)
    best = Member(4, "丁", scores=[(DAY, Decimal(99))] * 9)
    assert [one.id for one in ordered([best, calm, low, late])] == [3, 2, 4, 1]
    assert calm.needs() == best.needs() == []
    assert [num for _text, num in late.needs()] == [2, 50]


def test_little_is_never_held_against_anybody() -> None:
    little = Member(
        1, "安", broadcasts=2, minutes=200, due=2, scores=[(DAY, Decimal(40))] * 2, bad=2
    )
    assert little.needs() == [] and Member(2, "白").seen is None and Member(2, "白").mean is None
