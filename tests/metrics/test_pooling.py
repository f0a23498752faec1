"""A month against what is usual: arithmetic, how often it calls chance a change, how much it misses."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.metrics import baseline, pooling
from zhubo_web.metrics.baseline import ABOVE, BELOW, FEW, FLAT
from zhubo_web.metrics.pooling import Held

ONE = Decimal(1)
RATES = st.lists(st.integers(1, 200), min_size=6, max_size=20)


def held(values: list[int], stratum: Any = "evening", weight: int = 1) -> list[Held]:
    return [
        Held(n, stratum, Decimal(value * weight), Decimal(weight)) for n, value in enumerate(values)
    ]


def levels(**strata: list[int]) -> dict[Any, baseline.Level]:
    told = {name: baseline.level([(Decimal(v), ONE) for v in of]) for name, of in strata.items()}
    return {name: one for name, one in told.items() if one is not None}


@given(RATES)
def test_the_very_broadcasts_of_the_level_are_as_usual(values: list[int]) -> None:
    found = pooling.judged(held(values), [levels(evening=values)], 10, "up")
    assert (found.word, found.change) == (FLAT, 0)
    assert found.broadcasts == tuple(range(len(values)))


@given(RATES, st.integers(2, 9), st.randoms())
def test_neither_order_nor_unit_nor_equal_shares_matter(
    values: list[int], times: int, chance: random.Random
) -> None:
    month, usual = held(values), levels(evening=[90, 100, 110, 95, 105, 100, 99])
    found = pooling.judged(month, [usual], 10, "up")
    shuffled = chance.sample(month, len(month))
    assert pooling.judged(shuffled, [usual], 10, "up").word == found.word
    bigger = [Held(o.broadcast, o.stratum, o.amount * times, o.weight) for o in month]
    raised = levels(evening=[v * times for v in (90, 100, 110, 95, 105, 100, 99)])
    assert pooling.judged(bigger, [raised], 10, "up").word == found.word
    halves = [Held(o.broadcast, o.stratum, o.amount, o.weight, Decimal("0.5")) for o in month]
    half = pooling.judged(halves, [usual], 10, "up")
    assert (half.word, half.change, half.broadcasts) == (found.word, found.change, found.broadcasts)


@given(st.lists(st.integers(150, 400), min_size=6, max_size=12), st.integers(1, 50))
def test_more_is_never_worse(values: list[int], more: int) -> None:
    usual = [levels(evening=[90, 100, 110, 95, 105, 100, 99])]
    ratios = [pooling.judged(held([v + add for v in values]), usual, 30, "up").change or 0
              for add in (0, more)]  # fmt: skip
    assert ratios[0] <= ratios[1]


def test_who_works_the_weak_hours_is_measured_by_the_weak_hours() -> None:
    usual = levels(morning=[10, 11, 9, 10, 10, 11, 9], evening=[100, 105, 95, 99, 101, 100, 97])
    month = [*held([10, 9, 11, 10], "morning"), *held([100], "evening")]
    assert pooling.judged(month, [usual], 10, "up").word == FLAT
    found = pooling.judged([*held([20, 21, 19, 20], "morning"), *held([190])], [usual], 30, "up")
    assert found.word == ABOVE and found.change is not None and found.change > 85


def test_ratios_are_pooled_not_averaged() -> None:
    month = [Held(1, "e", Decimal(10), Decimal(100)), Held(2, "e", Decimal(300), Decimal(1000))]
    level = baseline.level([(Decimal(20), Decimal(100))] * 8)
    assert level is not None
    found = pooling.against(month, {"e": level}, 30)
    assert found is not None and found.value == Decimal(310) / Decimal(1100)
    assert found.change == 41


def test_a_share_of_a_broadcast_weighs_as_much() -> None:
    month = [Held(1, "e", Decimal(100), ONE, Decimal("0.25")), Held(2, "e", Decimal(200), ONE, ONE)]
    found = pooling.against(month, levels(e=[100] * 8), 30)
    assert found is not None and found.value == 180


def test_the_better_verdict_holds_and_a_fallen_room_is_nobodys_fault() -> None:
    own, room = levels(evening=[200, 202, 198, 200, 201, 199]), levels(evening=[100, 99, 101] * 3)
    same = held([201] * 8)
    assert pooling.judged(same, [own, room], 30, "up").word == ABOVE
    assert pooling.judged(held([100] * 8), [own, room], 30, "up").word == FLAT
    low = held([40] * 8)
    assert pooling.judged(low, [own, room], 30, "up").word == BELOW
    fallen = pooling.judged(low, [own, room], 30, "up", lambda: levels(evening=[41, 40, 39] * 3))
    assert (fallen.word, fallen.usual) == (FLAT, 40)
    alone = pooling.judged(low, [own, room], 30, "up", lambda: levels(evening=[99, 100, 101] * 3))
    assert alone.word == BELOW


def test_too_little_says_nothing() -> None:
    usual = levels(evening=[100] * 8)
    assert pooling.judged([], [usual], 30, "up").word == FEW
    assert pooling.judged(held([500] * 8), [usual], 30, "up", enough=False).word == FEW
    known, strange = held([500]), held([500, 500], "night")
    few = pooling.judged([*known, *strange], [usual], 30, "up")
    assert (few.word, few.usual, few.value) == (FEW, None, 500)


def test_starts_within_two_hours_are_one_slot() -> None:
    assert pooling.slots([1200, 1190, 600, 1310]) == [1250, 1250, 600, 1250]
    assert pooling.slots([0, 120, 121]) == [60, 60, 121]
    assert pooling.slots([]) == []


# ── chance ──────────────────────────────────────────────────────────────────────────────────────


def taken(chance: random.Random, viewers: int, share: float) -> int:
    """How many of these viewers do something that one in so many does."""
    expected = viewers * share
    if expected > 30:
        return max(0, round(chance.gauss(expected, (expected * (1 - share)) ** 0.5)))
    found, left = 0, chance.random()
    while left > exp(-expected):
        found, left = found + 1, left * chance.random()
    return found


def drawn(chance: random.Random, kind: str, base: float) -> tuple[Decimal, Decimal]:
    """(amount, weight) of one broadcast, with tails as real ones have."""
    viewers = max(20, int(chance.lognormvariate(6.5, 0.7)))
    if kind == "interaction":
        amount: float = taken(chance, viewers, max(0.002, chance.gauss(0.05, 0.012) * base))
    elif kind == "follows":
        amount = taken(chance, viewers, chance.lognormvariate(0, 0.4) * 0.006 * base)
    elif kind == "retention":
        amount = viewers * max(1.0, chance.gauss(40, 9)) * base
    elif kind == "conversion":
        amount = taken(chance, viewers, min(0.5, chance.lognormvariate(0, 0.6) * 0.02 * base))
    elif kind == "sales":
        buyers = taken(chance, viewers, min(0.5, chance.lognormvariate(0, 0.6) * 0.02))
        amount = sum(chance.lognormvariate(4.5, 0.8) for _ in range(buyers)) * base
    else:
        amount, viewers = chance.lognormvariate(4, 0.7) * base, 1
    return Decimal(str(amount)), Decimal(viewers)


#: Kind of figure → its margin, and the fewest buyers.
KINDS = {"interaction": (30, 0), "follows": (20, 0), "retention": (10, 0), "conversion": (30, 100),
         "sales": (30, 0), "counts": (20, 0)}  # fmt: skip


def word(chance: random.Random, kind: str, count: int, lift: float = 1) -> str:
    """The verdict of a random month: so many broadcasts in one to four rooms and slots."""
    margin, fewest = KINDS[kind]
    bases = [chance.uniform(0.4, 1.6) for _ in range(chance.randint(1, 4))]
    month = []
    for number in range(count):
        at = chance.randrange(len(bases))
        share = chance.choice([ONE, ONE, Decimal("0.5")])
        month.append(Held(number, at, *drawn(chance, kind, bases[at] * lift), share))
    own, room = {}, {}
    for at, base in enumerate(bases):
        mine = max(1, 2 * count // len(bases))
        before = [drawn(chance, kind, base) for _ in range(mine + chance.randint(0, 30))]
        own[at], room[at] = baseline.level(before[:mine]), baseline.level(before)
    known: list[Any] = [{k: one for k, one in of.items() if one} for of in (own, room)]
    enough = sum(one.share * one.amount for one in month) >= fewest
    return pooling.judged(month, known, margin, "up", enough=bool(enough)).word


@pytest.mark.parametrize("kind", KINDS)
def test_fewer_than_five_in_a_hundred_months_are_false_alarms(kind: str) -> None:
    chance = random.Random(f"{kind} 2026")
    words = Counter(word(chance, kind, chance.randint(4, 30)) for _ in range(800))
    told = words.total() - words[FEW]
    assert told > 500 and words[ABOVE] + words[BELOW] < 0.05 * told, words


@pytest.mark.parametrize("kind", KINDS)
def test_a_real_rise_by_sixty_in_a_hundred_is_mostly_found(kind: str) -> None:
    chance = random.Random(f"{kind} better")
    words = Counter(word(chance, kind, chance.randint(20, 30), 1.6) for _ in range(200))
    assert words[ABOVE] > 0.5 * (words.total() - words[FEW]), words
    assert words[BELOW] == 0
