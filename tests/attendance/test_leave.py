"""Leave and swaps on the models: rosters, deadlines, who is asked, going back, two at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.attendance.conftest import shift
from tests.cast import Cast, Member
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import Leave
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.jobs import escalate, remind
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing

Who = Callable[[str], Any]


def names(broadcast: Broadcast, part: str = "assistant") -> list[str]:
    return [one.name for one in broadcast.people(part)]


def waits_for(leave: Leave) -> list[tuple[str, str]]:
    """Whom the open duties of a request name, with what they are told."""
    query = select(Duty).where(Duty.closed_at.is_(None), Duty.subject_type == "leave")
    rows = db.session.scalars(query.where(Duty.subject_id == leave.id))
    return [
        (db.session.get_one(Person, one.person_id).name, one.title % one.values) for one in rows
    ]


def test_leave_waits_for_the_lead_and_then_leaves_a_gap_to_fill(cast: Cast, who: Who) -> None:
    made = shift(cast, 48, "chen", "li")
    leave = Leave.ask(made, who("chen"), "家里有事")
    assert waits_for(leave) == [("马运营", "请假或调班等你答复：陈小满，晚场")]
    leave.approve(who("ma"))
    assert names(made) == ["李一帆"]
    assert waits_for(leave) == [("马运营", "有人请假，找人顶班：陈小满，晚场")]
    event = db.session.scalars(select(AuditEvent).filter_by(name="leave.approved")).one()
    assert (event.broadcast_id, event.data["person"]) == (made.id, cast.chen.id)
    made.put_on(who("chen"), "assistant", who("ma"))
    assert waits_for(leave) == []


def test_the_answer_is_due_in_a_day_but_never_after_the_start(cast: Cast, who: Who) -> None:
    far, near = shift(cast, 60), shift(cast, 5)
    day = clock.now() + timedelta(hours=24)
    assert abs(Leave.ask(far, who("chen")).due_at - day) < timedelta(seconds=5)
    assert Leave.ask(near, who("chen")).due_at == near.planned_start


def test_one_asks_from_ones_own_shift_once_and_in_time(cast: Cast, who: Who) -> None:
    made = shift(cast)
    with pytest.raises(Denied, match="没有你的班次"):
        Leave.ask(made, who("li"))
    leave = Leave.ask(made, who("chen"))
    with pytest.raises(WrongState, match="等答复"):
        Leave.ask(made, who("chen"))
    leave.cancel(who("chen"))
    made.cancel(who("ma"), "停电")
    with pytest.raises(WrongState, match="不用再请假"):
        Leave.ask(made, who("chen"))


def test_a_swap_needs_the_others_yes_and_takes_the_place(cast: Cast, who: Who) -> None:
    made = shift(cast)
    leave = Leave.ask_swap(made, who("chen"), who("li"))
    assert [name for name, _ in waits_for(leave)] == ["李一帆"]
    with pytest.raises(WrongState, match="对方先同意"):
        leave.approve(who("ma"))
    with pytest.raises(Denied):
        leave.agree(who("ma"))
    leave.agree(who("li"))
    assert [name for name, _ in waits_for(leave)] == ["马运营"]
    leave.approve(who("ma"))
    assert names(made) == ["李一帆"]
    assert waits_for(leave) == []


def test_a_shift_for_a_shift_changes_both_rosters_and_back(cast: Cast, who: Who) -> None:
    mine, theirs = shift(cast, 48), shift(cast, 72, "li", title="早场")
    leave = Leave.ask_swap(mine, who("chen"), who("li"), theirs)
    leave.agree(who("li"))
    leave.approve(who("qian"))
    assert (names(mine), names(theirs)) == (["李一帆"], ["陈小满"])
    assert leave.cancel(who("chen")) is True
    assert (names(mine), names(theirs)) == (["陈小满"], ["李一帆"])


def test_the_others_no_ends_it_with_the_roster_as_it_was(cast: Cast, who: Who) -> None:
    made = shift(cast)
    leave = Leave.ask_swap(made, who("chen"), who("li"))
    leave.decline(who("li"))
    assert (leave.state, names(made), waits_for(leave)) == ("refused", ["陈小满"], [])


@pytest.mark.parametrize("name", ["hong", "he", "wu", "lin"])
def test_who_cannot_have_the_part_cannot_be_asked(cast: Cast, who: Who, name: str) -> None:
    with pytest.raises(Invalid, match="接不了"):
        Leave.ask_swap(shift(cast), who("chen"), who(name))


def test_a_roster_that_changed_meanwhile_is_not_approved(cast: Cast, who: Who) -> None:
    made = shift(cast)
    leave = Leave.ask(made, who("chen"))
    made.set_roster("assistant", [who("li")], who("ma"))
    with pytest.raises(WrongState, match="对不上"):
        leave.approve(who("ma"))


def test_no_needs_a_reason(cast: Cast, who: Who) -> None:
    leave = Leave.ask(shift(cast), who("chen"))
    with pytest.raises(Invalid):
        leave.refuse(who("ma"), "  ")
    leave.refuse(who("ma"), "当天只有你一个人")
    assert (leave.state, leave.reason) == ("refused", "当天只有你一个人")


def test_calling_off_leave_puts_one_back_where_one_stood(cast: Cast, who: Who) -> None:
    made = shift(cast, 48, "chen", "li")
    leave = Leave.ask(made, who("chen"))
    leave.approve(who("ma"))
    assert leave.cancel(who("chen")) is True
    assert names(made) == ["陈小满", "李一帆"]


def test_where_somebody_came_in_the_stead_the_roster_is_left(cast: Cast, who: Who) -> None:
    made = shift(cast)
    leave = Leave.ask(made, who("chen"))
    leave.approve(who("ma"))
    made.set_roster("assistant", [who("li")], who("ma"))
    assert leave.cancel(who("ma")) is False
    assert names(made) == ["李一帆"]


def test_after_the_start_nothing_is_called_off(cast: Cast, who: Who) -> None:
    made = shift(cast, 1, "chen", "li")
    leave = Leave.ask(made, who("chen"))
    leave.approve(who("ma"))
    begun = time_machine.travel(made.planned_start + timedelta(seconds=1), tick=False)
    with begun, pytest.raises(WrongState, match="撤不回"):
        leave.cancel(who("chen"))


def test_a_lead_who_assists_does_not_decide_and_the_owner_is_asked(cast: Cast, who: Who) -> None:
    who("ma").grant("assistant", None)
    made = shift(cast, 48, "ma")
    leave = Leave.ask(made, who("ma"))
    assert [name for name, _ in waits_for(leave)] == ["钱老板"]
    with pytest.raises(Denied, match="不能自己批"):
        leave.approve(who("ma"))
    leave.approve(who("qian"))
    assert names(made) == []


def test_only_those_concerned_and_who_plans_or_keeps_people_see_it(cast: Cast, who: Who) -> None:
    leave = Leave.ask_swap(shift(cast), who("chen"), who("li"))
    seen = {
        one.username
        for one in cast.everybody()
        if leave in db.session.scalars(Leave.visible_to(db.session.get_one(Person, one.id))).all()
    }
    assert seen == {"chen", "li", "ma", "hong", "guo", "qian"}


def test_of_two_answers_at_once_one_wins_and_the_other_is_told(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    with app.app_context(), writing():
        number = Leave.ask(shift(cast), db.session.get_one(Person, cast.chen.id)).id
    browsers = [client_of(cast.ma), client_of(cast.qian)]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: one.post(f"/leaves/{number}/approval"), browsers)
    assert sorted(answer.status_code for answer in answers) == [303, 409]


def duty_of(number: int) -> Duty:
    query = select(Duty).filter_by(subject_type="leave", subject_id=number, closed_at=None)
    return db.session.scalars(query).one()


def test_the_lead_is_reminded_and_then_the_owner_is_told_once(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        number = Leave.ask(shift(cast, 72), db.session.get_one(Person, cast.chen.id)).id
    for hours, reminded, escalated in ((21, 0, 0), (23, 1, 0), (25, 1, 1), (30, 1, 1)):
        later = time_machine.travel(clock.now() + timedelta(hours=hours), tick=False)
        with later, app.app_context():
            remind()
            escalate()
            db.session.rollback()
            duty = duty_of(number)
            assert (bool(duty.reminded_at), bool(duty.escalated_at)) == (reminded, escalated)
            query = select(AuditEvent).filter_by(name="duty.escalated", subject_id=duty.id)
            told = [event.data["to"] for event in db.session.scalars(query)]
            assert told == [[cast.qian.id]] * escalated


def test_a_shift_after_a_make_up_day_is_answered_by_the_clock_all_the_same(
    cast: Cast, who: Who
) -> None:
    """Operational deadlines run in clock hours: the 10th of October 2026 is a worked Saturday."""
    with time_machine.travel(clock.shanghai(date(2026, 10, 9), 20, 0), tick=False):
        leave = Leave.ask(shift(cast, 60), who("chen"))
        assert leave.due_at == clock.shanghai(date(2026, 10, 10), 20, 0)
