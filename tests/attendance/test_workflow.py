"""The table of leave and swaps: every row for everybody, and every guard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from tests.tables import HERE, PEOPLE, Place, Somebody, allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.attendance.workflow import LEAVE
from zhubo_web.core import clock

#: From the domain's table; ``decline`` is the other person's no to a swap.
MAY = {
    " → requested request [all]": {"chen"},
    "requested → approved approve [all]": {"ma", "qian"},
    "requested → refused refuse [all]": {"ma", "qian"},
    "requested → refused decline [all]": {"li"},
    "requested → cancelled cancel [all]": {"chen"},
    "approved → cancelled cancel [all]": {"chen", "ma", "qian"},
}


@dataclass
class Asked:
    """A swap of ``chen`` with ``li`` that has its yes."""

    state: str
    setting: str
    kind: str = "swap"
    room: Place = HERE
    rooms: tuple[Place, ...] = (HERE,)
    person_id: int = 1
    other_id: int | None = 2
    other_agreed_at: datetime | None = field(default_factory=clock.now)
    reason: str = "那天人手不够"
    over: bool = False
    there: bool = True
    ahead: bool = True

    def shift_is_over(self) -> bool:
        return self.over

    def shift_is_ahead(self) -> bool:
        return self.ahead

    def has_it(self) -> bool:
        return self.there


def test_every_row_is_for_exactly_those_whom_the_domain_names() -> None:
    assert allowed(LEAVE, Asked) == MAY


def test_no_step_is_made_from_another_state() -> None:
    assert strays(LEAVE, Asked) == []


@pytest.mark.parametrize(
    ("state", "verb", "spoilt", "word"),
    [
        ("requested", "approve", {"other_agreed_at": None}, "对方先同意"),
        ("requested", "approve", {"over": True}, "不用再批"),
        ("requested", "approve", {"there": False}, "对不上"),
        ("requested", "refuse", {"reason": " "}, "为什么"),
        ("approved", "cancel", {"ahead": False}, "撤不回"),
    ],
)
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, spoilt: dict[str, Any], word: str
) -> None:
    reason = LEAVE.why_not(Asked(state, "standard", **spoilt), verb, PEOPLE["ma"])
    assert reason is not None and word in reason.msgid


@pytest.mark.parametrize("part", ["person_id", "other_id"])
@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_a_lead_does_not_decide_about_their_own_shift(part: str, verb: str) -> None:
    lead = Somebody(44, "自己", (roles.OPERATIONS, roles.ASSISTANT), HERE)
    reason = LEAVE.why_not(Asked("requested", "standard", **{part: 44}), verb, lead)
    assert reason is not None and "不能自己批" in reason.msgid


def test_a_leave_needs_nobody_elses_yes() -> None:
    leave = Asked("requested", "standard", kind="leave", other_id=None, other_agreed_at=None)
    assert LEAVE.why_not(leave, "approve", PEOPLE["ma"]) is None
    assert LEAVE.why_not(leave, "decline", PEOPLE["li"]) is not None
