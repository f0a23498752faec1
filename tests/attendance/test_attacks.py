"""Nobody changes another room's roster, and nobody learns who complained of the shift they made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attendance.conftest import shift
from tests.cast import Cast, broadcast
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import Leave, ShiftComplaint
from zhubo_web.core.reasons import Denied
from zhubo_web.duties.jobs.pushing import Morning, _tell_group
from zhubo_web.duties.models import Channel, Duty, Outgoing
from zhubo_web.duties.models.numbers import numbers
from zhubo_web.extensions import db

Who = Callable[[str], Person]


def test_a_lead_of_one_room_gives_no_shift_of_another_away(cast: Cast, who: Who) -> None:
    for name in ("chen", "li"):
        who(name).grant(roles.ASSISTANT, None, room_id=cast.other)
    mine = shift(cast, 30)
    theirs = broadcast(cast, live=False, minutes_ago=-60 * 50, room=cast.other)
    theirs.restaff({"assistant": [who("li")]}, who("wu"))
    leave = Leave.ask_swap(mine, who("chen"), who("li"), theirs)
    leave.agree(who("li"))
    with pytest.raises(Denied):
        leave.approve(who("ma"))
    assert theirs.people("assistant") == [who("li")]
    leave.approve(who("qian"))
    assert theirs.people("assistant") == [who("chen")]


def test_who_approved_a_swap_made_the_shift_that_came_of_it(cast: Cast, who: Who) -> None:
    made = shift(cast, 30)
    leave = Leave.ask_swap(made, who("chen"), who("li"))
    leave.agree(who("li"))
    leave.approve(who("ma"))
    said = ShiftComplaint.complain(made, ["rest"], "", who("li"))
    assert said.about_id == cast.ma.id


def test_a_group_does_not_hear_that_somebody_complained(cast: Cast, who: Who) -> None:
    made = shift(cast, 30)
    ShiftComplaint.complain(made, ["rest"], "", who("chen"))
    for one in db.session.query(Duty):
        one.due_at = one.created_at
    robot = Channel(kind="wecom", name="群", room_id=cast.care, url="")
    db.session.add(robot)
    _tell_group(robot, Morning.of(numbers()))
    texts = [one.text for one in db.session.query(Outgoing)]
    assert not [one for one in texts if "不合理" in one]
