"""Lines and corrections: what is not final says so, what changed is listed once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.handover.packaging import (
    CONTESTED,
    FEW,
    FINAL,
    OPEN,
    Line,
    changes,
    coefficient_of,
    standing,
    status_of,
)

LINES = st.builds(
    lambda who, score, status, version: line(who, score=score, status=status, version=version),
    st.integers(1, 6),
    st.sampled_from((None, Decimal("76.5"), Decimal("85.0"))),
    st.sampled_from((FINAL, CONTESTED, OPEN, FEW)),
    st.integers(0, 3),
)


def line(who: int = 1, **values: Any) -> Line:
    usual: dict[str, Any] = {
        "assistant_id": who, "name": f"助播{who}", "evaluation_id": who, "status": FINAL,
        "score": Decimal("85.0"), "grade": "A", "coefficient": Decimal("1.1"),
        "results": Decimal("80.0"), "attitude": None, "ability": Decimal("88.0"),
        "broadcasts": 8, "watched": 5, "version": 1, "digest": "d",
    }  # fmt: skip
    return Line(**{**usual, **values})


@pytest.mark.parametrize(
    ("told", "contested", "grade", "status", "coefficient"),
    [
        (True, False, "A", FINAL, Decimal("1.1")),
        (True, True, "A", CONTESTED, Decimal("1.0")),
        (False, False, "A", OPEN, Decimal("1.0")),
        (True, False, "", FEW, Decimal("1.0")),
    ],
)
def test_what_is_not_final_is_paid_at_one(
    told: bool, contested: bool, grade: str, status: str, coefficient: Decimal
) -> None:
    found = status_of(told=told, contested=contested, grade=grade)
    assert found == status and coefficient_of(found, Decimal("1.1")) == coefficient
    if status == FINAL:
        assert coefficient_of(found, None) is None


@given(st.lists(LINES))
def test_a_line_is_read_as_it_was_stored(lines: list[Line]) -> None:
    assert [Line.read(one.stored()) for one in lines] == lines


ONE_EACH = st.lists(LINES, unique_by=lambda one: one.assistant_id)


@given(st.lists(ONE_EACH), ONE_EACH)
def test_after_a_correction_there_is_nothing_to_correct(
    packages: list[list[Line]], now: list[Line]
) -> None:
    found = changes(standing(packages), now)
    assert all(one.before != one.after for one in found)
    assert changes(standing([*packages, [one.after for one in found]]), now) == []


def test_an_employee_number_makes_no_correction_and_old_packages_read_without_one() -> None:
    kept = {k: v for k, v in line(1).stored().items() if k != "employee_number"}
    old = Line.read(kept)
    assert old.employee_number == ""
    numbered = line(1, employee_number="0042")
    assert Line.read(numbered.stored()).employee_number == "0042"
    assert changes({1: old}, [numbered]) == []
    (changed,) = changes({1: old}, [line(1, employee_number="0042", grade="B")])
    assert changed.after.employee_number == "0042"
