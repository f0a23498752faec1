"""The engine: only a row moves a thing, the reason is the button's and the refusal's alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM, Transition, Workflow, by_system


@dataclass
class Lamp:
    """A thing with two states."""

    state: str = "off"
    broken: bool = False


def grown_up(person: Any, _lamp: Any) -> Reason | None:
    return None if person == "adult" else Reason("只有大人能开灯")


def whole(lamp: Lamp) -> Reason | None:
    return Reason("灯坏了") if lamp.broken else None


TABLE = Workflow(
    name="lamp",
    initial="off",
    terminal=frozenset(),
    rows=(
        Transition("off", "on", "switch_on", "lamp.lit", grown_up, whole),
        Transition("on", "off", "switch_off", "lamp.darkened", grown_up),
        Transition("on", "off", "burn_out", "lamp.darkened", by_system),
    ),
)


def test_a_row_moves_the_thing_and_is_returned() -> None:
    lamp = Lamp()
    assert TABLE.step(lamp, "switch_on", "adult").event == "lamp.lit"
    assert lamp.state == "on"


def test_a_refusal_leaves_the_state_and_says_why() -> None:
    lamp = Lamp()
    with pytest.raises(Denied, match="只有大人"):
        TABLE.step(lamp, "switch_on", "child")
    assert lamp.state == "off"


def test_a_guard_that_does_not_hold_is_a_wrong_state() -> None:
    lamp = Lamp(broken=True)
    with pytest.raises(WrongState, match="灯坏了"):
        TABLE.step(lamp, "switch_on", "adult")


def test_the_button_is_told_the_same_reason_as_the_verb() -> None:
    lamp = Lamp(broken=True)
    assert TABLE.why_not(lamp, "switch_on", "adult") == Reason("灯坏了")


def test_only_the_clock_does_what_belongs_to_the_clock() -> None:
    lamp = Lamp(state="on")
    with pytest.raises(Denied):
        TABLE.step(lamp, "burn_out", "adult")
    TABLE.step(lamp, "burn_out", SYSTEM)
    assert lamp.state == "off"


@given(st.lists(st.sampled_from(["switch_on", "switch_off", "burn_out", "explode"]), max_size=30))
def test_no_sequence_of_verbs_leaves_the_table(verbs: list[str]) -> None:
    lamp = Lamp()
    for verb in verbs:
        before = lamp.state
        row = TABLE.row(before, verb)
        try:
            TABLE.step(lamp, verb, "adult")
        except (Denied, WrongState):
            assert lamp.state == before
        else:
            assert row is not None and lamp.state == row.target
