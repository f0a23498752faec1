"""Who may read and write figures: (person, broadcast) → None or why not. Pure.

The lead of the room, HR, administration and the owner read; the lead and HR write. Whoever was on air in a
broadcast, as its host or assistant, sees that broadcast's figures.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

READS = (roles.OPERATIONS, roles.HR, roles.ADMINISTRATION, roles.OWNER)
WRITES = (roles.OPERATIONS, roles.HR)
ON_AIR = (roles.ASSISTANT, roles.HOST, roles.SENIOR_HOST)


def reads_figures(person: Any, _thing: Any = None) -> Reason | None:
    """May see the figures of some broadcasts."""
    if person.holds(*READS, *ON_AIR):
        return None
    return Reason(N_("直播数据给运营主管、人力、行政、负责人看，本场的主播和助播看自己的场次"))


def writes_figures(person: Any, _thing: Any = None) -> Reason | None:
    """Enters figures of at least one room."""
    if person.holds(*WRITES):
        return None
    return Reason(N_("直播数据由运营主管或人力来填"))


def writes(person: Any, broadcast: Any) -> Reason | None:
    """Enters the figures of this broadcast."""
    if not getattr(person, "is_screen", False) and person.holds(*WRITES, room=broadcast.room):
        return None
    return Reason(N_("这一场的数据由本直播间的运营主管或人力来填"))
