"""A week's plan that is left: whoever waits for it hears so once, nobody else is asked to write it, and
the week ends with or without it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Member
from tests.plans.conftest import Week, at
from tests.plans.test_time import the_plan, tick
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import database
from zhubo_web.duties.jobs import escalate
from zhubo_web.duties.models import Duty, Notice
from zhubo_web.extensions import db
from zhubo_web.plans.contents import Part

WRITE = "交周计划：%(week)s"
CHANGE = "周计划退回了，改好再交：%(week)s"
GAP = "补上待补的计划：%(week)s"
MINUTE = timedelta(minutes=1)
Enter = Callable[[Member], FlaskClient]


def look() -> None:
    """The worker looks, twice."""
    for _ in range(2):
        tick()
        db.session.commit()
        escalate()
        database.begin_writing()


def open_of(title: str) -> list[Duty]:
    """Whose inbox has it still."""
    query = select(Duty).where(Duty.title == title, Duty.closed_at.is_(None))
    return list(db.session.scalars(query))


def left(week: Week) -> str:
    week.opened()
    return WRITE


def sent_back(week: Week) -> str:
    plan = week.submitted()
    plan.request_changes(week.who("ma"), ["wording"], f"{week.saturday}.sentence", "换个说法")
    week.commit()
    return CHANGE


def with_a_gap(week: Week) -> str:
    week.approved(week.content().with_part(Part(week.saturday, gap=True)))
    return GAP


#: How it is left → when it is due: Saturday evening, before the first broadcast, before that very one.
CASES = [(left, at(21, 20)), (sent_back, at(23, 19, 30)), (with_a_gap, at(28, 14))]


@pytest.mark.parametrize(("leave", "due"), CASES)
def test_what_the_assistant_leaves_is_said_once_to_who_waits_for_it(
    week: Week, friday: Any, client_of: Enter, leave: Callable[[Week], str], due: Any
) -> None:
    title = leave(week)
    plan = the_plan(week)
    # li has a plan too, opened late and therefore due a day later.
    for moment, said in ((due - MINUTE, 0), (due, 0), (due + MINUTE, 1), (due + 60 * MINUTE, 1)):
        friday.move_to(moment)
        look()
        heard = db.session.scalars(
            select(Notice.person_id).where(Notice.kind == "late", Notice.title == title)
        )
        assert list(heard) == [week.cast.ma.id] * said, moment
    assert (week.cast.chen.id, due) in [(duty.person_id, duty.due_at) for duty in open_of(title)]
    db.session.commit()
    page = client_of(week.cast.ma).get(f"/plans/{plan.id}/edit", follow_redirects=True)
    assert page.status_code == 200


def test_nobody_else_is_asked_to_write_the_plan_of_who_is_stopped(week: Week) -> None:
    left(week)
    week.who("chen").suspend(week.who("qian"))
    week.commit()
    assert open_of(WRITE) == []


def test_a_plan_that_was_sent_back_and_left_lapses_two_days_after_its_week(
    week: Week, friday: Any
) -> None:
    sent_back(week)
    closes = the_plan(week).close_at
    for moment, state in ((closes - MINUTE, "changes_requested"), (closes + MINUTE, "closed")):
        friday.move_to(moment)
        look()
        assert the_plan(week).state == state
    query = select(AuditEvent).where(AuditEvent.name == "plan.lapsed")
    (event,) = db.session.scalars(query)
    assert (event.from_state, event.to_state) == ("changes_requested", "closed")
    assert open_of(CHANGE) == []
