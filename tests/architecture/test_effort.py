"""How much a normal week asks of people, counted from the workflow tables in the standard setting.

A shop of twelve: owner, operations lead, two senior hosts, HR, three hosts, four assistants; two rooms
and twenty-one broadcasts a week, one assistant each. An act is a step that the clock does not make, or
the answer to an entry of an inbox that is no step. Broadcasts repeat with their people and run sheets.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

import pytest
from flask import Flask

from zhubo_web.broadcasts.permissions import anybody_there_or_clock, leads_or_clock
from zhubo_web.broadcasts.workflow import WORKFLOW as BROADCAST
from zhubo_web.core.workflow import (
    LIGHT,
    STANDARD,
    Transition,
    Workflow,
    by_system,
    declared,
)
from zhubo_web.evaluations.workflow import WORKFLOW as EVALUATION
from zhubo_web.observations.workflow import OBSERVATION
from zhubo_web.plans.workflow import WORKFLOW as PLAN
from zhubo_web.summaries.workflow import WORKFLOW as SUMMARY

BROADCASTS, ASSISTANTS, HOSTS = 21, 4, 3
MOST_ACTS, MOST_STATES = 110, 5
#: What a normal week takes.
WEEK = 104
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
#: Answers that are no step of a table, by the entry that asks for them.
#: The second name of 同上场 and coming in are one tap (tests/broadcasts/test_second_name.py).
#: Hosts may check in; nobody asks them to.
OUTSIDE = {
    "开播前确认：%(title)s": BROADCASTS,
    "到了用手机核对一下：%(title)s": BROADCASTS,
    "评一评助播：%(title)s": 5 * HOSTS,
}
#: What is answered by a tap that is counted already: notes are ticked as seen in the summary's form; the
#: summary is taken, and 问题 that were seen on air are settled, with 正常 (evaluations/test_one_tap.py).
BESIDE = {
    "看一遍跟播记录：%(title)s",
    "看小结：%(assistant)s，%(title)s",
    "给问题定处置：%(title)s",
}
#: Entries that are steps of the tables, so that they are counted there.
STEPS = {
    "交周计划：%(week)s",
    "审周计划：%(name)s %(week)s",
    "写下播小结：%(title)s",
    "单场评分：%(assistant)s，%(title)s",
}
#: Entries of weeks in which something goes otherwise, or of the strict setting.
OTHERWISE = {
    "到点了请手动开播：%(title)s",
    "播完了请手动下播：%(title)s",
    "直播中断，恢复或结束：%(title)s",
    "直播中有人求助：%(title)s",
    "把反馈归到人",
    "请假或调班等你答复：%(person)s，%(title)s",
    "有人请假，找人顶班：%(person)s，%(title)s",
    "到岗晚了一会儿，点情况属实或说明一下：%(title)s",
    "有人说这一班不合理，等你答复：%(title)s",
    "周计划退回了，改好再交：%(week)s",
    "确认计划改动：%(name)s %(week)s",
    "补上待补的计划：%(week)s",
    "复核有出入的记录：%(title)s",
    "小结过时了，补一下：%(title)s",
    "小结要补一项：%(title)s",
    "看一遍再公布：%(assistant)s，%(title)s",
    "答复评分异议：%(assistant)s，%(title)s",
    "有利害关系申报等确认",
}
#: The features that are met with in a week; the others begin with a month, a task or an objection.
WEEKLY = ("broadcasts", "surveys", "attendance", "plans", "observations", "evaluations")


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
    # tap on one form. Four plans are handed in one by one and approved by one 全部通过.
    plans = ASSISTANTS * (acts["weekly_plan"] - 1) + 1
    each = acts["broadcast"] + acts["prelim_eval"] + acts["summary"] - 1
    assert plans + BROADCASTS * each + sum(OUTSIDE.values()) == WEEK


def test_what_remains_is_for_what_nobody_saw_on_air() -> None:
    """A 问题 that was only recorded is settled by a tap of its own: so many a week are still normal."""
    assert MOST_ACTS - WEEK == 6


def test_every_entry_of_an_inbox_is_counted_or_of_another_week(started_app: Flask) -> None:
    """The application is there, so every feature has declared what it asks."""
    asked = {title for title, due in declared().items() if due.endpoint.split(".")[0] in WEEKLY}
    known = [set(OUTSIDE), BESIDE, STEPS, OTHERWISE]
    assert asked == set().union(*known)
    assert sum(map(len, known)) == len(asked), "each stands in one of them"


@pytest.mark.parametrize(("workflow", "states"), NORMAL)
def test_a_normal_object_shows_few_states(workflow: Workflow, states: tuple[str, ...]) -> None:
    shown = {workflow.initial, *(row.target for row in _ways(workflow, states, STANDARD))}
    assert len(shown) <= MOST_STATES, shown


def test_the_light_setting_asks_for_no_more_than_the_standard() -> None:
    for workflow, states in NORMAL:
        assert _acts(workflow, states, LIGHT) <= _acts(workflow, states)
    assert _acts(PLAN, NORMAL[0][1], LIGHT) == 1
