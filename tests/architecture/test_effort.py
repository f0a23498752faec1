"""How much a normal week asks of people, counted from the workflow tables in the standard setting.

A shop of twelve: owner, operations lead, two senior hosts, HR, three hosts, four assistants; two rooms
and twenty-one broadcasts a week, one assistant each. An act is a step that the clock does not make.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

import pytest

from zhubo_web.broadcasts.permissions import anybody_there_or_clock, leads_or_clock
from zhubo_web.broadcasts.workflow import WORKFLOW as BROADCAST
from zhubo_web.core.workflow import LIGHT, STANDARD, Transition, Workflow, by_system
from zhubo_web.evaluations.workflow import WORKFLOW as EVALUATION
from zhubo_web.observations.workflow import OBSERVATION
from zhubo_web.plans.workflow import WORKFLOW as PLAN
from zhubo_web.summaries.workflow import WORKFLOW as SUMMARY

BROADCASTS, ASSISTANTS, HOSTS = 21, 4, 3
MOST_ACTS, MOST_STATES = 110, 5
#: Whom the clock may stand in for.
CLOCK = (by_system, leads_or_clock, anybody_there_or_clock)
#: What each object goes through when nothing is wrong: the states that a normal one has on its way.
NORMAL: tuple[tuple[Workflow, tuple[str, ...]], ...] = (
    (PLAN, ("submitted", "approved", "closed")),
    (BROADCAST, ("live", "ended", "summarised", "closed")),
    (OBSERVATION, ("released", "no_response")),
    (SUMMARY, ("draft", "submitted", "accepted")),
    (EVALUATION, ("draft", "submitted", "published", "final")),
)
#: Acts that are no step of a table: 同上场 before each broadcast, the assistant's arrival, and the
#: host's five taps a week.
OUTSIDE = BROADCASTS + BROADCASTS + 5 * HOSTS


def _by_a_person(row: Transition) -> bool:
    return row.timer is None and row.who not in CLOCK


def _way(workflow: Workflow, start: str, end: str, setting: str) -> list[Transition]:
    """The way with the fewest acts, then the fewest steps."""
    waiting: list[tuple[int, int, int, str, list[Transition]]] = [(0, 0, 0, start, [])]
    seen, number = set[str](), 0
    while waiting:
        acts, steps, _order, state, way = heapq.heappop(waiting)
        if state == end:
            return way
        if state in seen:
            continue
        seen.add(state)
        for row in workflow.rows:
            if row.source == state and row.applies(setting):
                number += 1
                cost = acts + _by_a_person(row)
                heapq.heappush(waiting, (cost, steps + 1, number, row.target, [*way, row]))
    raise AssertionError(f"{workflow.name}: no way from {start} to {end} in {setting}")


def _ways(workflow: Workflow, states: Iterable[str], setting: str) -> list[Transition]:
    way, at = list[Transition](), workflow.initial
    for state in states:
        way += _way(workflow, at, state, setting)
        at = state
    return way


def _acts(workflow: Workflow, states: Iterable[str], setting: str = STANDARD) -> int:
    return sum(_by_a_person(row) for row in _ways(workflow, states, setting))


def test_a_normal_week_takes_few_acts_beside_the_console() -> None:
    acts = {workflow.name: _acts(workflow, states) for workflow, states in NORMAL}
    assert acts == {
        "weekly_plan": 2,
        "broadcast": 0,
        "observation": 1,
        "summary": 2,
        "prelim_eval": 1,
    }
    # An observation's one act is the tap on the console. To begin a summary and to submit it is one
    # tap on one form.
    week = (
        ASSISTANTS * acts["weekly_plan"]
        + BROADCASTS * (acts["broadcast"] + acts["prelim_eval"] + acts["summary"] - 1)
        + OUTSIDE
    )
    assert week == 107 and week <= MOST_ACTS


@pytest.mark.parametrize(("workflow", "states"), NORMAL)
def test_a_normal_object_shows_few_states(workflow: Workflow, states: tuple[str, ...]) -> None:
    shown = {workflow.initial, *(row.target for row in _ways(workflow, states, STANDARD))}
    assert len(shown) <= MOST_STATES, shown


def test_the_light_setting_asks_for_no_more_than_the_standard() -> None:
    for workflow, states in NORMAL:
        assert _acts(workflow, states, LIGHT) <= _acts(workflow, states)
    assert _acts(PLAN, NORMAL[0][1], LIGHT) == 1
