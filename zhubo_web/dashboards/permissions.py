"""Who looks at curves, and of whom: (person, thing) → None or why not. Pure.

Assistants and hosts see their own; the room's group, administration and the owner those of their rooms.
What may be read of figures is the figures' own rule.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.dashboards.lines import FIGURES, ME, Line
from zhubo_web.evaluations import permissions as evaluations
from zhubo_web.metrics import permissions as metrics

OVERSEES, READS_FIGURES = evaluations.READS, metrics.READS
OWN = (roles.ASSISTANT, roles.HOST, roles.SENIOR_HOST)
#: Who reads the names behind a number of 四项原则; everybody reads the number, and what is their own.
NAMES = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)


def is_person(person: Any) -> bool:
    """No screen, and not the timer."""
    return person is not None and not getattr(person, "is_screen", False)


def reads_trends(person: Any, _thing: Any = None) -> Reason | None:
    """One's own, or those of the rooms one oversees."""
    if is_person(person) and person.holds(*OWN, *OVERSEES):
        return None
    return Reason(N_("走势给助播和主播看自己的，给监督小组、行政和负责人看自己直播间的"))


def oversees_some(person: Any, _thing: Any = None) -> Reason | None:
    """The group, administration and the owner, in at least one room."""
    if is_person(person) and person.holds(*OVERSEES):
        return None
    return Reason(N_("团队的情况给监督小组、行政和负责人看，自己的在“走势”里看"))


def draws(person: Any, kind: str, line: Line) -> Reason | None:
    """Whether this line may be drawn for this person, of oneself or of others."""
    if kind not in line.of:
        return Reason(N_("这一项只能按人看"))
    if kind != ME and (reason := oversees_some(person)):
        return reason
    if line.sort == FIGURES:
        if kind == ME:
            return metrics.reads_figures(person)
        read = person.holds(*READS_FIGURES)
        return None if read else Reason(N_("直播间的数据给运营主管、人力、行政、负责人看"))
    if kind == ME and not person.holds(roles.ASSISTANT):
        return Reason(N_("这一项只有助播有"))
    return None


def reads_checks(person: Any, _thing: Any = None) -> Reason | None:
    """What is done about a number of 四项原则 that is below its target: whoever reads names."""
    if is_person(person) and person.holds(*NAMES):
        return None
    return Reason(N_("低于目标以后做了什么给监督小组、行政和负责人看"))


def answers(person: Any, check: Any) -> Reason | None:
    """An operations lead says what is done about it; without one the owner."""
    if getattr(person, "id", None) in check.lead_ids():
        return None
    return Reason(N_("由直播运营主管说明做了什么"))


def reads_ledger(person: Any, _thing: Any = None) -> Reason | None:
    """What is about oneself as an assistant, or all of the rooms one oversees."""
    if is_person(person) and person.holds(roles.ASSISTANT, *OVERSEES):
        return None
    return Reason(N_("台账给助播看自己的，给监督小组、行政和负责人看自己直播间的"))
