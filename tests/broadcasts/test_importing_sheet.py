"""Reading a run sheet: what was typed is never lost, and what is read can be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.broadcasts.importing.sheet import (
    COLUMNS,
    MINUTE_MS,
    Row,
    checked,
    milliseconds,
    pasted,
    rearranged,
    typed,
)

KINDS = {"product": "讲品", "opening": "开场", "interaction": "互动"}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0", 0), ("40", 40), ("1:05", 65), ("1：05", 65), ("720", 720), ("12:00", 720)],
)
def test_a_time_is_minutes_or_hours_and_minutes(text: str, minutes: int) -> None:
    assert milliseconds(text) == minutes * MINUTE_MS


@pytest.mark.parametrize("text", ["", "-1", "721", "1:2:3", "十", "1.5", "99:00"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert milliseconds(text) is None


@given(st.lists(st.text(max_size=3), max_size=6), st.text(max_size=8))
def test_a_button_loses_no_row_but_the_one_it_takes_out(titles: list[str], wish: str) -> None:
    rows = [Row(title=title) for title in titles]
    for verb in ("add", "up-1", "down-0", wish):
        left = [row.title for row in rearranged(rows, verb)]
        assert sorted(left) == sorted(titles + ([""] if verb == "add" else []))
    if titles:
        assert len(rearranged(rows, "remove-0")) == len(rows) - 1


@pytest.mark.parametrize("place", ["²", "①", "", "-1", "9" * 5000])
def test_a_button_of_no_row_changes_nothing(place: str) -> None:
    rows = [Row(title="开场"), Row(title="收尾")]
    for verb in ("up", "down", "remove"):
        assert rearranged(rows, f"{verb}-{place}") == rows


@given(st.lists(st.tuples(st.integers(0, 720), st.booleans()), min_size=1, max_size=8))
def test_rows_in_order_have_no_fault(plan: list[tuple[int, bool]]) -> None:
    ordered = sorted(plan)
    columns = {name: ["" for _one in ordered] for name in COLUMNS}
    columns |= {
        "minute": [str(minute) for minute, _quiet in ordered],
        "title": ["段" for _one in ordered],
        "kind": ["product" for _one in ordered],
        "no_interrupt": [str(n) for n, (_minute, quiet) in enumerate(ordered) if quiet],
    }
    rows = checked(typed(columns), KINDS, {})
    assert not any(row.errors for row in rows)
    assert [row.no_interrupt for row in rows] == [quiet for _minute, quiet in ordered]


def test_a_pasted_table_finds_products_by_name_and_says_which_it_does_not_know() -> None:
    names = {text: key for key, text in KINDS.items()}
    table = "分钟\t环节\n0\t开场\t开场\n10\t\t\t精华\t\t\t\t勿扰\n20\t\t\t面霜"
    rows = pasted(table, names, {"精华": "7"})
    assert [row.kind for row in rows] == ["opening", "product", "product"]
    assert [row.product for row in rows] == ["", "7", ""]
    assert rows[1].no_interrupt
    assert rows[2].title == "面霜"
    assert "product" in rows[2].errors
