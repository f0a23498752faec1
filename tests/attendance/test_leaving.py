"""What becomes of leave, swaps and inboxes when somebody is stopped, leaves, or comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.attendance.conftest import shift
from tests.cast import Cast
from zhubo_web.accounts.models import consequences_of
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import Leave
from zhubo_web.core import clock
from zhubo_web.duties.models import Duty, Notice
from zhubo_web.extensions import db

Who = Callable[[str], Any]


def asked(thing: Any) -> list[int]:
    """Who has an open entry about it."""
    query = select(Duty.person_id).where(
        Duty.subject_type == thing.__tablename__,
        Duty.subject_id == thing.id,
        Duty.closed_at.is_(None),
    )
    return sorted(db.session.scalars(query))


def unread(person: Any) -> int:
    return Notice.unread_of(person.id)


@pytest.mark.parametrize("end", ["suspend", "leave"])
def test_the_last_lead_who_goes_passes_leave_on_to_the_owner(
    cast: Cast, who: Who, end: str
) -> None:
    leave = Leave.ask(shift(cast, 48, "chen", "li"), who("chen"), "家里有事")
    assert asked(leave) == [cast.ma.id]
    getattr(who("ma"), end)(who("qian"))
    assert asked(leave) == [cast.qian.id]
    assert Duty.open_of(who("ma")) == []
    assert unread(who("ma")) == 0
    entry = db.session.scalars(
        select(Duty).where(Duty.person_id == cast.qian.id, Duty.subject_type == "leave")
    ).one()
    assert entry.due_at == leave.due_at


def test_what_somebody_else_has_as_well_is_not_given_twice(cast: Cast, who: Who) -> None:
    who("lin").grant("operations_lead", who("qian"))
    leave = Leave.ask(shift(cast, 48, "chen", "li"), who("chen"))
    assert asked(leave) == sorted([cast.ma.id, cast.lin.id])
    who("ma").leave(who("qian"))
    assert asked(leave) == [cast.lin.id]


def test_a_swap_whose_other_person_is_gone_goes_to_the_lead_who_may_refuse(
    cast: Cast, who: Who
) -> None:
    leave = Leave.ask_swap(shift(cast, 48), who("chen"), who("li"))
    assert asked(leave) == [cast.li.id]
    who("li").suspend(who("qian"))
    assert asked(leave) == [cast.ma.id]
    leave.refuse(who("ma"), "李一帆不在了，另找人换")
    assert asked(leave) == []


def test_a_task_of_who_left_goes_to_who_gave_it(cast: Cast, who: Who) -> None:
    item = ActionItem.open(
        title="练习开场", owner=who("chen"), by=who("ma"), due_at=clock.now() + timedelta(days=3),
        room_id=cast.care,
    )  # fmt: skip
    assert asked(item) == [cast.chen.id]
    who("chen").leave(who("hong"))
    assert asked(item) == [cast.ma.id]
    item.cancel(who("ma"), "人已经离职")
    assert asked(item) == []


def test_nothing_new_waits_for_somebody_who_is_stopped(cast: Cast, who: Who) -> None:
    who("ma").suspend(who("qian"))
    leave = Leave.ask(shift(cast, 48, "chen", "li"), who("chen"))
    assert asked(leave) == [cast.qian.id]


def test_who_comes_back_has_again_what_still_waits_and_nothing_that_is_settled(
    cast: Cast, who: Who
) -> None:
    kept = Leave.ask_swap(shift(cast, 48), who("chen"), who("li"))
    gone = Leave.ask_swap(shift(cast, 72), who("chen"), who("li"))
    who("li").suspend(who("qian"))
    gone.cancel(who("chen"))
    who("li").restore(who("qian"))
    assert cast.li.id in asked(kept)
    assert asked(gone) == []
    who("li").restore(who("qian"))
    assert asked(kept).count(cast.li.id) == 1


def test_shifts_inbox_and_tasks_are_named_before(cast: Cast, who: Who) -> None:
    said = [str(one) for one in consequences_of(who("chen"))]
    assert said == []
    shift(cast, 48)
    shift(cast, 72)
    ActionItem.open(
        title="练习开场", owner=who("chen"), by=who("ma"), due_at=clock.now() + timedelta(days=3),
        room_id=cast.care,
    )  # fmt: skip
    said = "\n".join(str(one) for one in consequences_of(who("chen")))
    assert "排好的班 2 个" in said
    assert "收件箱里等 TA 办的事 1 件" in said
    assert "没做完的跟进事项 1 件" in said
