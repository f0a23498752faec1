"""Who keeps the product cards. Pure."""

from __future__ import annotations

from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

READERS = (roles.ASSISTANT, roles.HOST, *roles.GROUP, roles.ADMINISTRATION, roles.OWNER)


def reads_products(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody who works on broadcasts; the system administrator sees no business records."""
    return None if person.holds(*READERS) else Reason(N_("商品资料只给参与直播的人看"))


def keeps_products(person: Any, _thing: Any = None) -> Reason | None:
    """Operations lead, senior host, administration, owner."""
    if person.holds(roles.OPERATIONS, roles.SENIOR_HOST, roles.ADMINISTRATION, roles.OWNER):
        return None
    return Reason(N_("商品卡由运营主管、资深主播、行政或负责人维护，需要改请告诉他们"))
