"""A workflow's table becomes a diagram by itself."""

from __future__ import annotations

from datetime import timedelta

from tests.architecture.reading import script
from zhubo_web.core.workflow import Timer, Transition, Workflow, by_system

drawing = script("draw.py")


def anyone(_person: object, _thing: object) -> None:
    """Allow everybody."""


TABLE = Workflow(
    name="door",
    initial="shut",
    terminal=frozenset({"gone"}),
    rows=(
        Transition("shut", "open", "open", "door.opened", anyone),
        Transition(
            "open", "gone", "fall", "door.fell", by_system, timer=Timer("at", timedelta(days=1))
        ),
    ),
    states={"shut": "关着"},
)


def test_every_row_is_an_arrow() -> None:
    drawn = drawing.draw(TABLE)
    for line in ("shut: 关着", "[*] --> shut", "shut --> open: open", "gone --> [*]"):
        assert line in drawn


def test_what_the_clock_does_is_marked() -> None:
    assert "open --> gone: fall ⏱" in drawing.draw(TABLE)


def test_every_table_of_the_product_is_drawn() -> None:
    assert list(drawing.workflows())
