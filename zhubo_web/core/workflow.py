"""State machines as tables: one row a transition, and the only place that assigns a state.

A row says where from, where to, what is recorded, who may, what must hold, and what is due next.
The same table guards the verb, explains the button, feeds the inbox and draws the diagram in docs.
Pure Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Reason, WrongState

Permission = Callable[[Any, Any], Reason | None]
Guard = Callable[[Any], Reason | None]


class System:
    """The timer. It moves work on or protects the assistant; it never judges."""

    id = None
    name = "SYS"


SYSTEM = System()
#: The settings of a kind of object: 省事, 标准, 严谨. A row names one of the last two, or ALL.
LIGHT, STANDARD, STRICT = "light", "standard", "strict"
ALL = "all"


class Stateful(Protocol):
    """Anything with a state that a workflow moves."""

    state: str


def by_system(actor: Any, _thing: Any) -> Reason | None:
    """Allow the timer only."""
    return None if actor is SYSTEM else Reason(N_("这一步由系统自动完成"))


@dataclass(frozen=True)
class Due:
    """Something a person must do after a transition: opens an entry in the inboxes it names.

    ``whom`` gives the ids of the people; ``after`` counts from the transition, or ``until`` gives
    the moment. ``closes_on`` names the transitions that settle it; leaving the state does too.
    ``announced`` False is for what comes by the dozen long before its time: nobody is told when it
    opens, only reminded. Of what is ``discreet`` a group does not hear, not even how many there are.
    ``escalate_to`` names who is told once that it is late, and who is asked where nobody named can be
    asked any more; never the latter where it is ``personal``: only its person can do it.
    """

    title: str
    whom: Callable[[Any], Sequence[int]]
    endpoint: str
    after: timedelta | None = None
    until: Callable[[Any], Any] | None = None
    escalate_to: Callable[[Any], Sequence[int]] | None = None
    announced: bool = True
    discreet: bool = False
    personal: bool = False

    def __post_init__(self) -> None:
        _declared[self.title] = self


#: Title → the declaration: an entry of an inbox keeps the title, and by it finds whom else to ask.
_declared: dict[str, Due] = {}


def declared() -> dict[str, Due]:
    """Every declaration by its title, of the features that are loaded."""
    return dict(_declared)


def due_titled(title: str) -> Due | None:
    """The declaration whose entries bear this title."""
    return _declared.get(title)


@dataclass(frozen=True)
class Timer:
    """A transition the clock makes: ``after`` the moment in the column named ``since``."""

    since: str
    after: timedelta = timedelta(0)


@dataclass(frozen=True)
class Transition:
    """One row. ``setting`` is all, standard (省事 and 标准), light (省事 alone) or strict (严谨).

    ``tells`` names the people who get a notice in the words of ``notice`` (filled by the thing's
    ``told``); ``at_once`` lets it through quiet hours and the digest: always, or where it holds of
    the thing.
    """

    source: str
    target: str
    verb: str
    event: str
    who: Permission
    guard: Guard | None = None
    due: Due | None = None
    timer: Timer | None = None
    setting: str = ALL
    tells: Callable[[Any], Sequence[int]] | None = None
    at_once: bool | Callable[[Any], bool] = False
    notice: str = ""
    label: str = ""

    def applies(self, setting: str) -> bool:
        """Whether the row stands for a thing of this setting."""
        return self.setting in (ALL, setting) or (self.setting, setting) == (STANDARD, LIGHT)

    def hurries(self, thing: Any) -> bool:
        """Whether what it tells may come at any hour."""
        return self.at_once(thing) if callable(self.at_once) else self.at_once


def setting_of(thing: Any) -> str:
    """A thing's setting; what has none is handled in the standard way."""
    return getattr(thing, "setting", None) or STANDARD


@dataclass(frozen=True)
class Workflow:
    """A named table with its first and last states."""

    name: str
    initial: str
    terminal: frozenset[str]
    rows: tuple[Transition, ...]
    title: str = ""
    states: dict[str, str] = field(default_factory=dict)

    def row(self, state: str, verb: str, setting: str = STANDARD) -> Transition | None:
        """The row that leaves this state by this verb in this setting, if there is one."""
        return next(
            (r for r in self.rows if (r.source, r.verb) == (state, verb) and r.applies(setting)),
            None,
        )

    def why_not(self, thing: Stateful, verb: str, by: Any) -> Reason | None:
        """None when the step may be made now, else the reason: for the button's explanation."""
        row = self.row(thing.state, verb, setting_of(thing))
        if row is None:
            return self._moved_on(thing)
        return row.who(by, thing) or (row.guard(thing) if row.guard else None)

    def step(self, thing: Stateful, verb: str, by: Any) -> Transition:
        """Make the step and return its row, for the verb to record.

        Raises WrongState when no row leaves the present state by this verb or its guard does not
        hold, and Denied when the person may not.
        """
        row = self.row(thing.state, verb, setting_of(thing))
        if row is None:
            raise WrongState(self._moved_on(thing))
        if reason := row.who(by, thing):
            raise Denied(reason)
        if row.guard and (reason := row.guard(thing)):
            raise WrongState(reason)
        thing.state = row.target
        return row

    def open_verbs(self, thing: Stateful, by: Any) -> Iterator[str]:
        """The verbs this person could use on the thing now."""
        for row in self.rows:
            if row.source != thing.state or not row.applies(setting_of(thing)):
                continue
            if self.why_not(thing, row.verb, by) is None:
                yield row.verb

    def timers(self) -> Iterator[Transition]:
        """The rows that the clock makes."""
        return (row for row in self.rows if row.timer is not None)

    def _moved_on(self, thing: Stateful) -> Reason:
        state = self.states.get(thing.state, thing.state)
        return Reason(N_("现在的状态是“%(state)s”，这一步做不了，请刷新后再看"), {"state": state})
