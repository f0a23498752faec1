"""Every row of a workflow table × everybody × setting × state, for tests that the tables drive.

Pure: things and people are plain objects, so that a whole table is walked in a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from tests.sentences import sentences
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT, SYSTEM, Transition, Workflow

SETTINGS = (LIGHT, STANDARD, STRICT)


@dataclass(frozen=True)
class Place:
    """A room."""

    id: int = 1
    group_id: int | None = None
    name: str = "护肤直播间"


HERE, ELSEWHERE = Place(), Place(2, None, "别家直播间")


@dataclass(frozen=True)
class Somebody:
    """A person with roles in one room, or in the whole shop."""

    id: int
    name: str
    roles: tuple[str, ...]
    room: Place | None = None
    is_screen: bool = field(default=False)

    def holds(self, *wanted: str, room: Any = None) -> bool:
        """As Person.holds: without a room, anywhere; with one, there or in the whole shop."""
        covered = self.room is None or room is None or room.id == self.room.id
        return covered and bool(set(wanted) & set(self.roles))


#: One of each role in the room; ``chen`` is whom things belong to, ``li`` another assistant, ``wu``
#: leads another room, ``clock`` is the timer.
PEOPLE: dict[str, Any] = {
    "chen": Somebody(1, "陈小满", (roles.ASSISTANT,), HERE),
    "li": Somebody(2, "李一帆", (roles.ASSISTANT,), HERE),
    "he": Somebody(3, "何主播", (roles.HOST,), HERE),
    "ma": Somebody(4, "马运营", (roles.OPERATIONS,), HERE),
    "lin": Somebody(5, "林资深", (roles.SENIOR_HOST,), HERE),
    "hong": Somebody(6, "洪人力", (roles.HR,)),
    "guo": Somebody(7, "郭行政", (roles.ADMINISTRATION,)),
    "qian": Somebody(8, "钱老板", (roles.OWNER,)),
    "dai": Somebody(9, "戴代表", (roles.REPRESENTATIVE,)),
    "sun": Somebody(10, "孙维护", (roles.SYSADMIN,)),
    "wu": Somebody(11, "吴外人", (roles.OPERATIONS,), ELSEWHERE),
    "clock": SYSTEM,
}
Make = Callable[[str, str], Any]
Why = dict[str, set[str]]  #: part of a sentence → the names of those who are refused with it


def allowed(
    workflow: Workflow, make: Make, people: Mapping[str, Any] = PEOPLE
) -> dict[str, set[str]]:
    """``"source → target verb [setting]"`` of every row → the names of those who may make it.

    ``make(state, setting)`` gives a thing for which every guard holds. Everybody else is refused
    with a sentence of that row's own rules, and nothing moves.
    """
    return {
        key: {name for name, words in answers.items() if words is None}
        for key, answers in answered(workflow, make, people).items()
    }


def answered(
    workflow: Workflow, make: Make, people: Mapping[str, Any] = PEOPLE
) -> dict[str, dict[str, str | None]]:
    """Every row → everybody → None, or the sentence with which they are refused.

    Where a row stands for several settings, who may in one of them may.
    """
    found: dict[str, dict[str, str | None]] = {}
    for row, setting in _asked(workflow):
        key = f"{row.source} → {row.target} {row.verb} [{row.setting}]"
        answers = found.setdefault(key, {})
        for name, person in people.items():
            said = _answer(workflow, row, lambda at=row.source, to=setting: make(at, to), person)
            answers[name] = None if answers.get(name, "") is None else said
    return found


def stated(
    workflow: Workflow, make: Make, why: Mapping[str, Why], people: Mapping[str, Any] = PEOPLE
) -> list[str]:
    """Where somebody is refused with another sentence than ``why`` states for the verb, or where it
    states one for somebody who may, or none for somebody who may not."""
    wrong = []
    for key, answers in answered(workflow, make, people).items():
        wanted = {who: words for words, names in why[key.split()[-2]].items() for who in names}
        for who, text in answers.items():
            words = wanted.get(who)
            if (words is None) != (text is None) or (words or "") not in (text or ""):
                wrong.append(f"{key}: {who} is told {text!r}, not {words!r}")
    return wrong


def _asked(workflow: Workflow) -> Iterator[tuple[Transition, str]]:
    for row, setting in product(workflow.rows, SETTINGS):
        if row.applies(setting):
            yield row, setting


def _answer(workflow: Workflow, row: Transition, make: Callable[[], Any], by: Any) -> str | None:
    """None where the step may be made; else the button's explanation, which is the verb's refusal:
    403 and a sentence of the row's permission, or 409 and one of its guard."""
    thing = make()
    reason = workflow.why_not(thing, row.verb, by)
    if reason is None:
        return None
    forbidden = row.who(by, make()) is not None
    rule = row.who if forbidden else row.guard
    assert rule is not None and _is_a_sentence_of(rule, reason, thing), (row.verb, str(reason))
    with pytest.raises(Denied if forbidden else WrongState) as refused:
        workflow.step(thing, row.verb, by)
    assert refused.value.reason == reason and thing.state == row.source
    return str(reason)


def _is_a_sentence_of(rule: Callable[..., Any], reason: Reason, thing: Any) -> bool:
    """Whether the rule itself says this, or the thing says it where the rule asks the thing."""
    given = {one.msgid for one in vars(thing).values() if isinstance(one, Reason)}
    return bool(str(reason)) and reason.msgid in sentences(rule) | given


def strays(workflow: Workflow, make: Make) -> list[str]:
    """Steps that somebody could make from a state or in a setting for which no row stands, and those
    that are refused without naming the state the thing is in."""
    verbs = {row.verb for row in workflow.rows}
    stray = []
    for state, verb, setting in product(workflow.states, verbs, SETTINGS):
        if workflow.row(state, verb, setting) is not None:
            continue
        for name, person in PEOPLE.items():
            reason = workflow.why_not(make(state, setting), verb, person)
            if reason is None or f"“{workflow.states[state]}”" not in str(reason):
                stray.append(f"{name}: {verb} from {state} [{setting}]: {reason}")
    return stray
