"""What the clock does with plans: opened, reminded, provisional, asked for gaps, lapsed, closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tests.plans.conftest import MONDAY, Week, at
from tests.plans.test_models import waiting
from zhubo_web.broadcasts.models import advance
from zhubo_web.core import clock, database
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.jobs import remind, run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.plans import weeks
from zhubo_web.plans.contents import Part
from zhubo_web.plans.jobs import ask_gaps, each_minute, open_plans
from zhubo_web.plans.models import WeeklyPlan, completion, items_of, planned_for
from zhubo_web.policies.parameters import USUAL, Numbers


def tick() -> None:
    """What the worker does, and then the test may write again."""
    db.session.commit()
    run_timers()
    each_minute()
    remind()
    database.begin_writing()


def the_plan(week: Week, name: str = "chen") -> WeeklyPlan:
    query = select(WeeklyPlan).where(WeeklyPlan.person_id == getattr(week.cast, name).id)
    return db.session.scalars(query).one()


def test_the_clock_opens_one_plan_for_everybody_with_broadcasts_next_week(week: Week) -> None:
    assert open_plans() == 2
    assert open_plans() == 0
    database.begin_writing()
    plan = the_plan(week)
    assert plan.state == "draft" and plan.monday == MONDAY
    assert waiting(plan) == [(str(week.cast.chen.id), "plans.edit")]
    plan.withdraw(week.who("chen"))
    db.session.commit()
    assert open_plans() == 0


def test_whoever_writes_is_reminded_once(week: Week, friday: Any) -> None:
    open_plans()
    friday.move_to(at(21, 18, 30))
    tick()
    tick()
    duty = db.session.scalars(select(Duty).where(Duty.person_id == week.cast.li.id)).one()
    assert duty.reminded_at == clock.now() and duty.due_at == at(21, 20)


def test_the_usual_due_moment_runs_in_clock_time_over_a_day_that_is_worked() -> None:
    """Saturday 10.10 of 2026 is worked for the holiday: the plan is due there as on any Saturday."""
    due = weeks.usual_due(date(2026, 10, 12), Numbers(USUAL))
    assert clock.local(due).isoformat()[:16] == "2026-10-10T20:00"


def test_after_a_day_without_review_it_runs_as_it_is(week: Week, friday: Any) -> None:
    friday.move_to(at(21, 23, 59))
    plan = week.submitted()
    friday.move_to(
        at(
            22,
            23,
            58,
        )
    )
    tick()
    assert the_plan(week).state == "submitted"
    friday.move_to(at(22, 23, 59))
    tick()
    plan = the_plan(week)
    assert plan.state == "provisional" and plan.holding() == week.content()
    assert [one.holds for one in planned_for(week.broadcast())] == [True]
    plan.approve_late(week.who("ma"), "busy")
    assert (plan.state, plan.late_reason) == ("approved", "busy")


def test_what_runs_provisionally_can_still_be_sent_back(week: Week, friday: Any) -> None:
    week.submitted()
    friday.move_to(at(21, 10))
    tick()
    plan = the_plan(week)
    plan.request_changes(week.who("ma"), ["wording"], f"{week.saturday}.sentence", "换个说法")
    assert plan.state == "changes_requested" and plan.holds


def test_a_change_nobody_answers_falls_away_after_four_hours(week: Week, friday: Any) -> None:
    plan = week.approved()
    friday.move_to(at(22, 22))
    plan.amend(week.content(sentence="换一句"), "products", "", week.who("chen"))
    assert plan.amend_due_at == at(23, 2)
    friday.move_to(at(23, 1, 59))
    tick()
    assert the_plan(week).state == "amending"
    friday.move_to(at(23, 2))
    tick()
    plan = the_plan(week)
    assert plan.state == "approved" and plan.holding() == week.content() and waiting(plan) == []


def test_a_change_is_answered_before_what_it_changes_begins(week: Week, friday: Any) -> None:
    plan = week.approved()
    friday.move_to(at(23, 17))
    plan.amend(week.content(sentence="换一句"), "products", "", week.who("chen"))
    assert plan.amend_due_at == at(23, 19, 30)


def test_a_gap_is_asked_for_once_four_hours_before_the_start(week: Week, friday: Any) -> None:
    plan = week.approved(week.content().with_part(Part(week.saturday, gap=True)))
    friday.move_to(at(28, 9, 59))
    tick()
    assert waiting(the_plan(week)) == []
    friday.move_to(at(28, 10))
    tick()
    tick()
    plan = the_plan(week)
    assert waiting(plan) == [(str(week.cast.chen.id), "plans.edit")]
    plan.fill(week.content(), week.who("chen"))
    week.commit()
    assert waiting(plan) == []
    assert ask_gaps() == 0


def test_a_week_is_closed_two_days_after_it_with_plan_beside_execution(
    week: Week, friday: Any
) -> None:
    week.approved()
    friday.move_to(at(23, 19, 30))
    on = week.broadcast()
    on.go_live(week.who("ma"), "赶时间")
    week.commit()
    for minutes in (2, 10):
        friday.shift(timedelta(minutes=minutes))
        advance(week.broadcast(), "next", week.who("ma"))
        week.commit()
    friday.move_to(at(23, 21, 30))
    week.broadcast().end(week.who("ma"))
    week.commit()
    items = items_of(on, week.who("chen"))
    assert [(i.text, i.outcome, i.at_ms, i.by_sheet) for i in items] == [
        ("福袋三分钟", "skipped", None, True),
        ("修护精华：换季修护", "done", 12 * 60_000, True),
    ]
    items[0].settle(the_plan(week), "changed", week.who("chen"), at_ms=None, reason="改成点名")
    done = completion(on, week.who("chen"))
    assert (done.done, done.changed, done.skipped, done.open, done.percent) == (1, 1, 0, 0, 100)
    friday.move_to(clock.shanghai(date(2026, 12, 1), 23, 59))
    tick()
    assert the_plan(week).state == "approved"
    friday.move_to(clock.shanghai(date(2026, 12, 2)))
    tick()
    plan = the_plan(week)
    assert plan.state == "closed" and plan.execution is not None
    assert [row["percent"] for row in plan.execution] == [100, None, None]


def test_a_week_with_a_broadcast_on_is_not_closed_yet(week: Week, friday: Any) -> None:
    week.approved()
    friday.move_to(clock.shanghai(date(2026, 12, 1), 23))
    week.broadcast("saturday").go_live(week.who("ma"), "补播")
    friday.move_to(clock.shanghai(date(2026, 12, 2), 1))
    week.broadcast("saturday").last_activity_at = clock.now()
    tick()
    assert the_plan(week).state == "approved"


def test_a_week_that_was_never_filed_ends_without_a_judgement(week: Week, friday: Any) -> None:
    open_plans()
    friday.move_to(clock.shanghai(date(2026, 12, 2)))
    tick()
    plan = the_plan(week)
    assert (plan.state, plan.execution, plan.late_minutes) == ("closed", [], 0)
    assert waiting(plan) == []
    assert [one.holds for one in planned_for(week.broadcast())] == [False]


def test_a_plan_that_ran_unreviewed_is_closed_as_that(week: Week, friday: Any) -> None:
    week.submitted()
    friday.move_to(clock.shanghai(date(2026, 12, 2)))
    tick()
    tick()
    assert the_plan(week).state == "closed"


def test_items_follow_the_plan_until_the_broadcast_is_over(week: Week) -> None:
    plan, on, chen = week.approved(), week.broadcast("thursday"), week.who("chen")
    kept = {one.text: one.id for one in items_of(on, chen)}
    changed = week.content().with_part(week.part(week.thursday, interactions=("晒单抽奖",)))
    plan.amend(changed, "products", "", chen)
    assert {one.text for one in items_of(on, chen)} == set(kept)
    plan.confirm(week.who("ma"))
    now = {one.text: one.id for one in items_of(on, chen)}
    assert set(now) == {"晒单抽奖", "修护精华：换季修护"}
    assert now["修护精华：换季修护"] == kept["修护精华：换季修护"]


def test_an_undone_approval_leaves_no_items(week: Week) -> None:
    plan = week.submitted()
    plan.approve(week.who("ma"))
    assert items_of(week.broadcast(), week.who("chen"))
    plan.undo(week.who("ma"))
    assert items_of(week.broadcast(), week.who("chen")) == []
    assert completion(week.broadcast(), week.who("chen")).percent is None
    assert plan.why_not("week_end", SYSTEM) is not None


def test_what_was_sent_back_is_due_before_the_next_broadcast(
    week: Week, friday: Any, app: Any, client_of: Any
) -> None:
    plan = week.submitted()
    first = plan.hand_in_by
    assert first == plan.due_at
    plan.request_changes(week.who("ma"), ["wording"], f"{week.saturday}.sentence", "换个说法")
    start = min(one.planned_start for one in plan.broadcasts)
    assert plan.hand_in_by == start != first
    friday.move_to(plan.ends_at)
    assert plan.hand_in_by == plan.close_at
