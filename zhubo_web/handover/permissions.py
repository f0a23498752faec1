"""Who hands a month over, reads it and says that it arrived: (person, thing) → None or why not. Pure."""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

READS = (roles.HR, roles.ADMINISTRATION, roles.OWNER)


def reads_packages(person: Any, _thing: Any = None) -> Reason | None:
    """HR, administration, the owner; for the whole shop."""
    if person is not SYSTEM and not getattr(person, "is_screen", False) and person.holds(*READS):
        return None
    return Reason(N_("月度包给人力资源、行政和负责人看"))


def sends(person: Any, package: Any = None) -> Reason | None:
    """The clock on its day, or whoever reads it, earlier."""
    return None if person is SYSTEM else reads_packages(person, package)


def receives(person: Any, _package: Any = None) -> Reason | None:
    """HR; the owner where there is none."""
    if person is SYSTEM or getattr(person, "is_screen", False):
        return Reason(N_("由人力资源来收"))
    return None if person.holds(roles.HR, roles.OWNER) else Reason(N_("由人力资源来收"))
