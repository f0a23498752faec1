"""Periods and what is taken together in them: nothing lost, nothing twice, gaps stay gaps."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.dashboards import buckets, periods
from zhubo_web.dashboards.buckets import BROADCAST, STEPS, Held, Seen, bucketed, fitting, spans
from zhubo_web.dashboards.periods import CHOSEN, LONGEST, NAMES, Period

TODAY = date(2026, 11, 27)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
steps = st.sampled_from([one for one in STEPS if one != BROADCAST])
amounts = st.decimals(0, 1000, places=2)
weights = st.decimals("0.01", 5000, places=2)


@st.composite
def stretches(draw: st.DrawFn) -> Period:
    first = draw(days)
    return Period(CHOSEN, first, first + timedelta(days=draw(st.integers(0, LONGEST - 1))))


@st.composite
def measured(draw: st.DrawFn) -> tuple[Period, list[Held], list[Seen]]:
    """Broadcasts in and around a period, some of them measured."""
    period = draw(stretches())
    offsets = draw(st.lists(st.integers(-20, period.days + 20), max_size=30))
    held = [
        Held(number, period.first + timedelta(days=off), "20:00", "专场")
        for number, off in enumerate(sorted(offsets), 1)
    ]
    seen = [
        Seen(one.day, one.id, draw(amounts), draw(weights)) for one in held if draw(st.booleans())
    ]
    return period, held, seen


@given(stretches(), steps)
def test_the_stretches_of_a_period_are_its_days_each_once(period: Period, step: str) -> None:
    every = [
        first + timedelta(days=n)
        for first, last in spans(period, step)
        for n in range((last - first).days + 1)
    ]
    assert every == [period.first + timedelta(days=n) for n in range(period.days)]


@given(stretches(), st.sampled_from(("week", "month")))
def test_no_stretch_crosses_a_week_or_a_month(period: Period, step: str) -> None:
    for first, last in spans(period, step):
        same = periods.monday if step == "week" else (lambda day: day.replace(day=1))
        assert same(first) == same(last)


@given(measured(), st.sampled_from(list(STEPS)))
def test_each_thing_is_in_exactly_one_bucket_and_sums_agree(
    given_: tuple[Period, list[Held], list[Seen]], step: str
) -> None:
    period, held, seen = given_
    made = bucketed(seen, held, period, step)
    inside = [one for one in seen if period.holds(one.day)]
    assert Counter(one for bucket in made for one in bucket.seen) == Counter(inside)
    assert sum((one.weight for one in made), Decimal(0)) == sum(
        (one.weight for one in inside), Decimal(0)
    )
    over = [(one.value * one.weight, one.weight) for one in made if one.value is not None]
    if over:
        whole = sum((a for a, _w in over), Decimal(0)) / sum((w for _a, w in over), Decimal(0))
        told = sum((one.amount for one in inside), Decimal(0)) / sum(
            (one.weight for one in inside), Decimal(0)
        )
        assert abs(whole - told) <= abs(told) * Decimal("1e-20")


@given(measured(), st.sampled_from(list(STEPS)))
def test_what_was_not_measured_is_a_gap_and_never_zero(
    given_: tuple[Period, list[Held], list[Seen]], step: str
) -> None:
    period, held, seen = given_
    for one in bucketed(seen, held, period, step):
        assert (one.value is None) == (not one.seen)
        if one.seen:
            values = [each.amount / each.weight for each in one.seen]
            assert one.value is not None
            slack = max(values) * Decimal("1e-20")
            assert min(values) - slack <= one.value <= max(values) + slack


def test_every_broadcast_has_its_place_measured_or_not() -> None:
    period = Period(CHOSEN, date(2026, 11, 1), date(2026, 11, 3))
    held = [Held(n, date(2026, 11, n), "20:00", "") for n in (1, 2, 3)]
    seen = [Seen(date(2026, 11, 1), 1, Decimal(80), Decimal(1)),
            Seen(date(2026, 11, 3), 3, Decimal(70), Decimal(1))]  # fmt: skip
    made = bucketed(seen, held, period, BROADCAST)
    assert [one.value for one in made] == [80, None, 70]


def test_counts_are_added_and_a_bare_rate_is_not_weighed_against_them() -> None:
    day = date(2026, 11, 1)
    counts = [Seen(day, 1, Decimal(1000), Decimal(100)), Seen(day, 2, Decimal(6000), Decimal(300))]
    bare = Seen(day, 3, Decimal(90), Decimal(1), counted=False)
    period = Period(CHOSEN, day, day)
    assert bucketed([*counts, bare], [], period, "day")[0].value == Decimal("17.5")
    assert bucketed([bare], [], period, "day")[0].value == 90


def test_too_little_says_nothing() -> None:
    day = date(2026, 11, 1)
    nine = [Seen(day, 1, Decimal(100), Decimal(1)) for _ in range(9)]
    period = Period(CHOSEN, day, day)
    assert bucketed(nine, [], period, "day", fewest=10)[0].value is None
    assert bucketed([*nine, nine[0]], [], period, "day", fewest=10)[0].value == 100


@given(stretches(), st.sampled_from(["", *STEPS, "nonsense"]), st.integers(0, 5000))
def test_no_curve_has_more_points_than_can_be_told_apart(
    period: Period, wanted: str, broadcasts: int
) -> None:
    step = fitting(period, wanted, tuple(STEPS), broadcasts)
    amount = broadcasts if step == BROADCAST else len(spans(period, step))
    assert amount <= buckets.MOST + 1
    assert fitting(period, wanted, ("month",), broadcasts) == "month"


# ── periods ─────────────────────────────────────────────────────────────────────────────────────


@given(
    st.sampled_from([*NAMES, "", "x"]),
    st.one_of(st.text(max_size=12), days.map(str)),
    st.one_of(st.text(max_size=12), days.map(str)),
    days,
)
def test_whatever_is_asked_for_is_a_period_up_to_today(
    name: str, first: str, last: str, today: date
) -> None:
    found = periods.read({"period": name, "from": first, "to": last}, today)
    assert found.first <= found.last <= today and 1 <= found.days <= LONGEST
    before = found.before
    assert before.days == found.days and before.last + timedelta(days=1) == found.first


def test_the_usual_periods() -> None:
    def read(name: str) -> tuple[str, str]:
        found = periods.read({"period": name}, TODAY)
        return str(found.first), str(found.last)

    assert read("week") == ("2026-11-23", "2026-11-27")
    assert read("month") == ("2026-11-01", "2026-11-27")
    assert read("last_month") == ("2026-10-01", "2026-10-31")
    assert read("weeks") == read("") == ("2026-10-05", "2026-11-27")


def test_days_the_wrong_way_round_are_turned_and_too_many_are_cut() -> None:
    asked = {"period": CHOSEN, "from": "2026-11-20", "to": "2026-11-01"}
    found = periods.read(asked, TODAY)
    assert (found.first, found.last) == (date(2026, 11, 1), date(2026, 11, 20))
    long = periods.read({"period": CHOSEN, "from": "2020-01-01", "to": "2026-11-01"}, TODAY)
    assert long.cut and long.days == LONGEST and long.last == date(2026, 11, 1)
    assert not periods.read({"period": CHOSEN, "from": "2025-09-29", "to": "2026-11-02"}, TODAY).cut
