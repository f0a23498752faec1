"""What counts as a sign that somebody rates a person otherwise since that person objected."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from zhubo_web.appeals.watching import Noted, Rated, denser, signs

SINCE = datetime(2026, 12, 10, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=90)
DAY = timedelta(days=1)


def rated(days: int, *marks: int, number: int = 1) -> Rated:
    return Rated(("evaluation", number), SINCE + days * DAY, marks)


def noted(days: int, negative: int, minutes: int = 120) -> Noted:
    return Noted(1000 + days, SINCE + days * DAY, negative, minutes)


def kinds(*given: Rated) -> list[str]:
    return [one.kind for one in signs(given, [], SINCE, UNTIL)]


def test_a_low_mark_is_a_sign_and_a_usual_one_is_none() -> None:
    assert kinds(rated(-3, 3, 4, 3), rated(2, 3, 3, 3)) == []
    assert kinds(rated(-3, 3, 4, 3), rated(2, 3, 2, 3)) == ["low"]
    assert kinds(rated(2, 1)) == ["low"]


def test_a_whole_degree_under_the_raters_own_mean_is_a_sign() -> None:
    assert kinds(rated(-3, 4, 4, 4), rated(2, 4, 3)) == ["lower"]
    assert kinds(rated(-3, 4, 4, 3), rated(2, 4, 3)) == []
    found = signs([rated(-3, 5, 4), rated(2, 3, number=7)], [], SINCE, UNTIL)
    assert [(one.about, one.value, one.usual) for one in found] == [
        (("evaluation", 7), Decimal("3.0"), Decimal("4.5"))
    ]


def test_only_what_was_given_within_the_time_is_looked_at() -> None:
    assert kinds(rated(-1, 1), rated(90, 1), rated(-2, 5, 5)) == []
    assert kinds(rated(0, 1), rated(89, 2)) == ["low", "low"]


def test_what_did_not_apply_says_nothing() -> None:
    assert kinds(rated(-3, 4), rated(2)) == []


def test_many_more_notes_an_hour_are_a_sign_by_their_newest_broadcast() -> None:
    before = [noted(-one, 1) for one in range(1, 21)]
    found = signs([], [*before, noted(1, 5), noted(2, 6), noted(3, 0)], SINCE, UNTIL)
    assert [(one.kind, one.about) for one in found] == [("notes", ("broadcast", 1002))]
    assert (found[0].value, found[0].usual) == (Decimal("1.8"), Decimal("0.5"))
    assert signs([], [*before, noted(1, 2), noted(2, 3)], SINCE, UNTIL) == []


def test_without_anything_before_a_density_says_nothing() -> None:
    assert not denser(0, 0, 40, 60)
    assert not denser(3, 60, 0, 0)
    assert not denser(0, 1200, 3, 10)
    assert denser(0, 1200, 4, 10)


def test_the_tail_is_reckoned_exactly() -> None:
    # Alone after, over a tenth of the time: one in ten thousand; over a quarter: one in 256.
    assert denser(0, 900, 4, 100)
    assert not denser(0, 300, 4, 100)


def test_who_notes_as_before_is_seldom_told_of() -> None:
    """Asked after each of thirty broadcasts in ninety days: under one rater in twenty."""
    chance, raters = random.Random(5), 400
    told = 0
    for _rater in range(raters):
        level = chance.choice((0.2, 0.5, 1.5))
        before = [noted(-one - 1, _poisson(chance, level)) for one in range(30)]
        after: list[Noted] = []
        for one in range(30):
            after.append(noted(3 * one, _poisson(chance, level)))
            if signs([], [*before, *after], SINCE, UNTIL):
                told += 1
                break
    assert told < raters * 0.05


def _poisson(chance: random.Random, mean: float) -> int:
    """How many arrivals of an even stream fall into one length of time."""
    count, at = 0, chance.expovariate(mean)
    while at < 1:
        count += 1
        at += chance.expovariate(mean)
    return count
