"""What is usual, what is more than chance, whose it is: arithmetic."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.metrics import baseline, definitions, deriving, sharing
from zhubo_web.metrics.definitions import DICTIONARY, defined

AMOUNTS = st.decimals(0, 10**7, places=2, allow_nan=False)
#: The digest of every definition that was ever in force: a new meaning is a new version.
PINNED = "d9232c1e759067a2"


def test_no_definition_is_edited_in_place() -> None:
    for versions in DICTIONARY.values():
        assert [one.version for one in versions] == list(range(1, len(versions) + 1))
        assert [one.since for one in versions] == sorted(one.since for one in versions)
    whole = "\n".join(repr(one) for key in sorted(DICTIONARY) for one in DICTIONARY[key])
    assert sha256(whole.encode()).hexdigest()[:16] == PINNED, "add a version instead of editing one"


def test_the_definition_of_the_day_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    first = DICTIONARY["gpm"][0]
    values = {**vars(first), "version": 2, "since": date(2026, 7, 1), "formula": "x"}
    monkeypatch.setitem(DICTIONARY, "gpm", (first, definitions.Definition(**values)))
    assert defined("gpm", date(2026, 6, 30)) is first
    assert defined("gpm", date(2026, 7, 1)).version == 2 == defined("gpm").version
    assert definitions.version("gpm", 1) is first


def test_ratios_are_computed_from_what_is_there_and_never_from_what_is_missing() -> None:
    values = {"gmv": Decimal(5000), "view_pv": Decimal(4000), "buyers": Decimal(0)}
    found = deriving.completed(values)
    assert found["gpm"] == Decimal(1250) and "aov" not in found and "cvr" not in found
    assert deriving.completed({**values, "gpm": Decimal(1)})["gpm"] == Decimal(1250)
    assert deriving.completed({"cvr": Decimal("1.5")}) == {"cvr": Decimal("1.5")}
    assert deriving.observed(defined("engage_count_rate"), {"comments": Decimal(3)}) is None
    watch = {"watch_avg": Decimal(40), "view_uv": Decimal(100)}
    assert deriving.observed(defined("watch_avg"), watch) == (Decimal(4000), Decimal(100))
    assert deriving.observed(defined("watch_avg"), {"watch_avg": Decimal(40)}) is None


@given(st.lists(st.tuples(AMOUNTS, st.integers(1, 10**6)), min_size=8, max_size=30))
def test_a_level_lies_within_what_it_is_made_of(pairs: list[tuple[Decimal, int]]) -> None:
    observed = [(amount, Decimal(weight)) for amount, weight in pairs]
    found = baseline.level(observed)
    rates = [amount / weight for amount, weight in observed]
    assert found is not None and min(rates) - 1 <= found.value <= max(rates) + 1
    assert baseline.judge(observed, [found], 10, "up").word == baseline.FLAT


def test_too_few_broadcasts_buyers_or_comments_say_nothing() -> None:
    few = [(Decimal(5), Decimal(1))] * (baseline.FEWEST - 1)
    assert baseline.level(few) is None
    usual = baseline.level([(Decimal(n), Decimal(1)) for n in range(90, 110)])
    new = [(Decimal(500), Decimal(1))]
    assert baseline.judge(new, [None, None], 30, "up").word == baseline.FEW
    assert baseline.judge(new, [usual], 30, "up", enough=False).word == baseline.FEW
    assert baseline.judge([], [usual], 30, "up").word == baseline.FEW
    assert baseline.judge(new, [usual], 30, "up").word == baseline.ABOVE


def test_a_change_within_the_margin_does_not_count_however_sure_it_is() -> None:
    usual = baseline.level([(Decimal(100), Decimal(1))] * 20)
    assert baseline.judge([(Decimal(109), Decimal(1))], [usual], 10, "up").word == baseline.FLAT
    assert baseline.judge([(Decimal(111), Decimal(1))], [usual], 10, "up").word == baseline.ABOVE
    assert baseline.judge([(Decimal(89), Decimal(1))], [usual], 10, "up").word == baseline.BELOW


def test_who_has_improved_is_not_flat_for_ever_and_the_better_verdict_holds() -> None:
    own = baseline.level([(Decimal(200 + n), Decimal(1)) for n in range(10)])
    room = baseline.level([(Decimal(100 + n), Decimal(1)) for n in range(10)])
    new = [(Decimal(205), Decimal(1))]
    assert baseline.judge(new, [own, room], 30, "up").word == baseline.ABOVE
    assert baseline.judge(new, [own, room], 30, "down").word == baseline.FLAT
    falling = [(Decimal(105), Decimal(1))]
    assert baseline.judge(falling, [own, room], 30, "up").word == baseline.FLAT
    assert baseline.judge([(Decimal(30), Decimal(1))], [own, room], 30, "up").word == baseline.BELOW


def month(kind: str, count: int) -> list[baseline.Observed]:
    """So many broadcasts of one and the same distribution, with tails as real ones have."""
    found = []
    for _ in range(count):
        weight = random.lognormvariate(6, 0.7)
        if kind == "rate":
            viewers = max(20, int(weight))
            share = min(0.5, max(0.002, random.gauss(0.05, 0.012)))
            amount: float = sum(random.random() < share for _ in range(viewers))
            weight = viewers
        elif kind == "retention":
            amount = weight * max(1.0, random.gauss(40, 9))
        elif kind == "sales":
            amount = weight * random.lognormvariate(0, 0.8) * (random.random() < 0.7)
        else:
            amount, weight = random.lognormvariate(4, 0.7), 1
        found.append((Decimal(str(amount)), Decimal(str(weight))))
    return found


@pytest.mark.parametrize("size", [1, 12])
def test_fewer_than_five_in_a_hundred_are_false_alarms(size: int) -> None:
    random.seed(20_261_127)
    kinds = {"rate": 30, "retention": 10, "sales": 30, "count": 20}
    alarms, figures = dict.fromkeys(kinds, 0), 150
    for kind, margin in kinds.items():
        for _ in range(figures):
            usual = month(kind, 24)
            levels = [baseline.level(usual[:10]), baseline.level(usual)]
            word = baseline.judge(month(kind, size), levels, margin, "up").word
            alarms[kind] += word in (baseline.ABOVE, baseline.BELOW)
    assert sum(alarms.values()) < 0.05 * figures * len(kinds), alarms


def test_a_slip_is_flagged_and_a_good_day_is_not() -> None:
    others = [Decimal(n) for n in range(90, 110)]
    assert baseline.is_strange(Decimal(9000), others)
    assert not baseline.is_strange(Decimal(130), others)
    assert not baseline.is_strange(Decimal(9000), others[:3])
    assert not baseline.is_strange(Decimal(9000), [Decimal(1)] * 20)


def test_midnight_is_no_wall_between_slots() -> None:
    assert baseline.same_slot(23 * 60, 30) and not baseline.same_slot(19 * 60, 9 * 60)


TURNS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(-100, 5000), st.integers(-100, 5000)), max_size=8
)


@given(TURNS, st.integers(1, 5000))
def test_shares_never_exceed_the_whole(turns: list[tuple[int, int, int]], length: int) -> None:
    found = sharing.shares(turns, length)
    assert all(share > 0 for share in found.values())
    assert sum(found.values(), Decimal(0)) <= Decimal("1.000000001")
    covered = set()
    for _who, first, last in turns:
        covered |= set(range(max(0, first), min(last, length)))
    assert abs(sum(found.values(), Decimal(0)) - Decimal(len(covered)) / length) < Decimal("1e-9")


def test_two_at_once_halve_and_a_gap_is_nobodys() -> None:
    found = sharing.shares([(1, 0, 600), (2, 300, 600)], 1000)
    assert found == {1: Decimal("0.45"), 2: Decimal("0.15")}
    assert sharing.shares([(1, 0, 600)], 0) == {}
