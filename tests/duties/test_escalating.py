"""Whatever waits for somebody and is late is told to somebody above, once; or here it says why not."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import zhubo_web
from zhubo_web.core import workflow
from zhubo_web.core.workflow import Due, Transition, Workflow

#: At its time the clock makes the next step, so that nothing stays undone.
BY_THE_CLOCK = {
    "写下播小结：%(title)s": "falls due, which tells the leads",
    "确认计划改动：%(name)s %(week)s": "the approved plan stands, which both sides hear",
    "月评自评：%(month)s": "the month goes on without it, which costs nobody a point",
    "看过月评：%(month)s": "silence is no agreement",
    "看面谈记录，确认或写明不同意：%(month)s": "silence is no agreement",
    "看复核决定，不服可以再要求：%(title)s": "one's own right; the decision is carried out",
    "补充申请复核的材料：%(title)s": "one's own matter",
}
#: Nothing is missed by leaving it.
FREE = {
    "有人要取消跟进事项：%(title)s": "the item goes on, and its own lateness is told",
    "到岗晚了一会儿，点情况属实或说明一下：%(title)s": "nothing follows from not answering",
    "有利害关系申报等确认": "no time is set",
    "看一遍跟播记录：%(title)s": "not answering is neutral",
    "评一评助播：%(title)s": "what is absent is left out",
    "一对一面谈：%(assistant)s，%(when)s，%(place)s": "who holds it says whether it took place",
    "到了用手机核对一下：%(title)s": "the lead's own duty stays until both names are there, and is told",
    "直播中有人求助：%(title)s": "stands on every console of the room until somebody takes it",
}


def rows() -> Iterator[Transition]:
    """The rows of every table of the product."""
    for module in pkgutil.walk_packages(zhubo_web.__path__, "zhubo_web."):
        if ".workflow" in module.name:
            for value in vars(import_module(module.name)).values():
                if isinstance(value, Workflow):
                    yield from value.rows


def dues() -> dict[str, Due]:
    """Everything that the product declares to wait for somebody."""
    found = {row.due.title: row.due for row in rows() if row.due}
    ours = (one for one in workflow._declared.values() if one.whom.__module__.startswith("zhubo_"))
    return found | {one.title: one for one in ours}


def test_what_is_late_is_told_above_or_says_why_not() -> None:
    assert len(dues()) > 40
    silent = {title for title, due in dues().items() if due.escalate_to is None}
    assert silent == {*BY_THE_CLOCK, *FREE}


@pytest.mark.parametrize("title", BY_THE_CLOCK)
def test_what_is_left_to_the_clock_is_settled_by_the_clock(title: str) -> None:
    """Every state that the entry waits in is left by a timer, for every setting it is opened in."""
    every = list(rows())
    waits = {(row.target, row.setting) for row in every if row.due and row.due.title == title}
    timed = [row for row in every if row.timer]
    assert waits
    for state, setting in waits:
        leaves = {row.setting for row in timed if row.source == state}
        assert leaves & {"all", setting}, (title, state)


def test_only_what_its_own_person_can_do_stays_with_them() -> None:
    """Told above when it is late, but handed to nobody when its person is gone."""
    personal = {title for title, due in dues().items() if due.personal}
    assert personal == {
        "交周计划：%(week)s",
        "周计划退回了，改好再交：%(week)s",
        "补上待补的计划：%(week)s",
        "小结过时了，补一下：%(title)s",
        "小结要补一项：%(title)s",
    }
