"""Codes that live for a minute and tickets that are one person's: forged, old, foreign, hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.attendance.tickets import (
    LIVES_S,
    STEP_S,
    TICKET_S,
    code,
    is_fresh,
    scanned_at,
    ticket,
)

KEY = b"k" * 40
NOW = 1_795_000_000
SECONDS = st.integers(1_700_000_000, 1_900_000_000)


@given(SECONDS, st.integers(-300, 300))
def test_a_code_is_good_for_at_least_half_a_minute_and_never_beyond_a_minute(
    shown: int, later: int
) -> None:
    fresh = is_fresh(KEY, 1, 7, code(KEY, 1, 7, shown), shown + later)
    if 0 <= later <= STEP_S:
        assert fresh is True
    elif later >= LIVES_S or later <= -STEP_S:
        assert fresh is False
    else:
        assert fresh in (True, False)


@given(SECONDS)
def test_the_code_changes_every_thirty_seconds(shown: int) -> None:
    assert code(KEY, 1, 7, shown) != code(KEY, 1, 7, shown + STEP_S)


@pytest.mark.parametrize(
    ("key", "room", "broadcast"), [(KEY, 2, 7), (KEY, 1, 8), (b"x" * 40, 1, 7)]
)
def test_a_code_of_another_room_broadcast_or_shop_is_none_of_ours(
    key: bytes, room: int, broadcast: int
) -> None:
    assert is_fresh(key, room, broadcast, code(KEY, 1, 7, NOW), NOW) is None


@given(st.text(max_size=90))
def test_whatever_is_typed_is_no_code_and_no_ticket(text: str) -> None:
    assert is_fresh(KEY, 1, 7, text, NOW) is None
    assert scanned_at(KEY, 1, 7, text, NOW) is None


@given(SECONDS, st.integers(1, 99))
def test_a_code_whose_step_was_changed_is_refused(shown: int, by: int) -> None:
    step, _, seal = code(KEY, 1, 7, shown).partition(".")
    assert is_fresh(KEY, 1, 7, f"{int(step) + by}.{seal}", shown + by * STEP_S) is None


@given(SECONDS, st.integers(-60, 400))
def test_a_ticket_is_worth_its_second_for_three_minutes(shown: int, later: int) -> None:
    made = ticket(KEY, 5, 7, shown)
    worth = scanned_at(KEY, 5, 7, made, shown + later)
    assert worth == (shown if 0 <= later < TICKET_S else None)


@pytest.mark.parametrize(("person", "broadcast"), [(6, 7), (5, 8)])
def test_a_ticket_is_one_persons_for_one_broadcast(person: int, broadcast: int) -> None:
    assert scanned_at(KEY, person, broadcast, ticket(KEY, 5, 7, NOW), NOW) is None


def test_a_code_is_no_ticket() -> None:
    assert scanned_at(KEY, 1, 7, code(KEY, 1, 7, NOW), NOW) is None
    assert is_fresh(KEY, 1, 7, ticket(KEY, 1, 7, NOW), NOW) is None
