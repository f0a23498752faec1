"""The numbers that are filled in beforehand: rounded half towards 3, and never what people judged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.months.facts import everywhere, mark, points, share
from zhubo_web.months.suggesting import SEEN, mark_of, marks, suggest
from zhubo_web.policies.composites import USUAL


@pytest.mark.parametrize(
    ("worth", "told"),
    [("0", 1), ("40", 1), ("50", 2), ("49.9", 1), ("60", 2), ("67.5", 3), ("67.4", 2), ("75", 3),
     ("81.5", 3), ("81.6", 4), ("88", 4), ("94", 4), ("94.1", 5), ("100", 5)],
)  # fmt: skip
def test_the_nearest_mark_half_way_towards_three(worth: str, told: int) -> None:
    assert mark_of(Decimal(worth), USUAL) == told


def test_what_was_not_met_stays_open() -> None:
    found = suggest({"post": "", "watched": 0, "items": {}}, USUAL)
    assert marks(found) == {one.code: None for one in USUAL.rated}


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_what_the_work_came_to_is_what_is_filled_in(value: int) -> None:
    assert set(marks(suggest(everywhere(value), USUAL)).values()) == {value}


def test_neither_classes_nor_the_assistant_nor_viewers_move_it() -> None:
    before = suggest(everywhere(3), USUAL)
    facts = everywhere(3)
    for sources in facts["items"].values():
        for name in sources.keys() - set(SEEN):
            sources[name] = [mark(1)]
    assert suggest(facts, USUAL) == before


def test_each_source_stands_beside_it() -> None:
    items = {
        "T1": {"records": [share(19, 20)]},
        "A2": {"broadcasts": [points("75"), points("100")]},
    }
    found = suggest({"post": "", "watched": 2, "items": items}, USUAL)
    assert [(one.name, one.points) for one in found["T1"].sources] == [("records", Decimal(88))]
    assert found["A2"].points == Decimal("87.5") and found["A2"].mark == 4
    assert found["A1"].mark is None and found["A1"].sources == ()
