"""Who may change the policy's numbers and the settings: (person, thing) → None or why not. Pure.

The policy belongs to administration (clause 六); where a shop has none, the owner stands in.
"""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

KEEPS = (roles.ADMINISTRATION, roles.OWNER)


def reads_policy(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody who is in its scope, and those who oversee them; not the technical role alone."""
    everybody = tuple(role for role in roles.ALL if role != roles.SYSADMIN)
    return None if person.holds(*everybody) else Reason(N_("这一页给参与直播和监督的人看"))


def keeps_policy(person: Any, _thing: Any = None) -> Reason | None:
    """Administration, or the owner."""
    if person.holds(*KEEPS):
        return None
    return Reason(N_("制度的数值由行政主管部门或商户负责人来改，有想法请告诉他们"))


def chooses_settings(person: Any, _thing: Any = None) -> Reason | None:
    """Administration, the owner, or who leads operations of the whole shop."""
    if person.holds(*KEEPS):
        return None
    return Reason(N_("省事、标准、严谨由行政主管部门或商户负责人来选"))
