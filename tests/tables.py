"""Every row of a workflow table × everybody × setting × state, for tests that the tables drive.

Pure: things and people are plain objects, so that a whole table is walked in a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT, SYSTEM, Workflow

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


def allowed(workflow: Workflow, make: Make, who: Iterable[str] = PEOPLE) -> dict[str, set[str]]:
    """``"source → target verb [setting]"`` of every row → the names of those who may make it.

    ``make(state, setting)`` gives a thing for which every guard holds. Everybody else is refused
    with a sentence, and nobody may make the step from another state or in a setting without it.
    """
    found = {}
    for row in workflow.rows:
        key = f"{row.source} → {row.target} {row.verb} [{row.setting}]"
        may = set[str]()
        for name, setting in product(who, SETTINGS):
            if not row.applies(setting):
                continue
            reason = workflow.why_not(make(row.source, setting), row.verb, PEOPLE[name])
            if reason is None:
                may.add(name)
            else:
                _refused(workflow, make(row.source, setting), row.verb, PEOPLE[name], reason)
        found[key] = found.get(key, set()) | may
    return found


def _refused(workflow: Workflow, thing: Any, verb: str, by: Any, reason: Reason) -> None:
    """The button's explanation and the verb's refusal are one sentence, and nothing moves."""
    state = thing.state
    assert reason.msgid
    try:
        workflow.step(thing, verb, by)
    except (Denied, WrongState) as error:
        assert error.reason == reason and thing.state == state
    else:
        raise AssertionError(f"{verb} was not refused")


def strays(workflow: Workflow, make: Make) -> list[str]:
    """Steps that somebody could make from a state or in a setting for which no row stands."""
    verbs = {row.verb for row in workflow.rows}
    stray = []
    for state, verb, setting in product(workflow.states, verbs, SETTINGS):
        if workflow.row(state, verb, setting) is not None:
            continue
        for name, person in PEOPLE.items():
            if workflow.why_not(make(state, setting), verb, person) is None:
                stray.append(f"{name}: {verb} from {state} [{setting}]")
    return stray
