"""Verbs of the plan: filing, review, undo, gaps, amendments, and who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from tests.plans.conftest import MONDAY, Week, at
from zhubo_web.accounts.models import GroupSeat
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Segment
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.plans.contents import Content, Part
from zhubo_web.plans.models import PlanComment, PlanDraft, PlanVersion, WeeklyPlan, planned_for
from zhubo_web.plans.models.version import DraftMoved
from zhubo_web.policies.models import KindSetting


def waiting(plan: WeeklyPlan) -> list[tuple[str, str]]:
    """(who, what) of the open duties of a plan."""
    query = select(Duty).where(
        Duty.subject_type == "weekly_plan", Duty.subject_id == plan.id, Duty.closed_at.is_(None)
    )
    return [(str(one.person_id), one.endpoint) for one in db.session.scalars(query)]


def test_a_plan_is_filed_as_a_version_with_its_hash_and_its_minutes(
    week: Week, friday: Any
) -> None:
    plan = week.opened()
    assert clock.local(plan.due_at).isoformat()[:16] == "2026-11-21T20:00"
    friday.move_to(at(21, 20, 42))
    plan.submit(week.content(), week.who("chen"))
    week.commit()
    version = PlanVersion.of(plan)[0]
    assert (version.number, version.kind, version.late_minutes, version.whole) == (
        1,
        "submit",
        42,
        True,
    )
    assert plan.state == "submitted" and plan.late_minutes == 42
    assert plan.review_due_at == clock.now() + timedelta(hours=24)
    assert waiting(plan) == [(str(week.cast.ma.id), "plans.show")]
    version.content_kept = {"line": "", "parts": []}
    assert not version.whole


def test_what_is_not_whole_is_refused_and_a_gap_is_no_lack(week: Week) -> None:
    plan, chen = week.opened(), week.who("chen")
    whole = week.content()
    with pytest.raises(Invalid):
        plan.submit(Content("", whole.parts[:2]), chen)
    assert plan.state == "draft" and plan.latest == 0
    plan.submit(whole.with_part(Part(week.saturday, gap=True)), chen)
    assert plan.state == "submitted"
    with pytest.raises(Denied):
        week.opened("li").submit(whole, chen)


def test_one_plan_a_person_and_week_and_another_after_a_withdrawal(week: Week) -> None:
    plan = week.opened()
    with pytest.raises(Invalid):
        week.opened()
    plan.withdraw(week.who("chen"))
    assert week.opened().id != plan.id
    with pytest.raises(Invalid):
        WeeklyPlan.open(week.who("chen"), MONDAY + timedelta(days=14), week.who("chen"))
    with pytest.raises(Denied):
        WeeklyPlan.open(week.who("li"), MONDAY, week.who("chen"))


def test_sent_back_with_a_request_answered_and_sent_again(week: Week) -> None:
    plan, ma, chen = week.submitted(), week.who("ma"), week.who("chen")
    line = f"{week.thursday}.interactions"
    with pytest.raises(Invalid):
        plan.request_changes(ma, [], line, "写清名额")
    with pytest.raises(Invalid):
        plan.request_changes(ma, ["segment"], line, " ")
    with pytest.raises(Invalid):
        plan.request_changes(ma, ["segment"], "999.focus", "写清名额")
    plan.request_changes(ma, ["segment"], line, "写清名额")
    week.commit()
    assert waiting(plan) == [(str(chen.id), "plans.edit")]
    comment = PlanComment.of(plan)[0]
    assert (comment.line, comment.codes, comment.request) == (line, ["segment"], True)
    changed = week.content().with_part(week.part(week.thursday, interactions=("晒单抽奖",)))
    with pytest.raises(Invalid):
        plan.resubmit(changed, chen)
    plan.resubmit(changed, chen, done=[comment.id])
    week.commit()
    assert plan.state == "submitted" and plan.latest == 2 and comment.done_at is not None
    assert [one.number for one in PlanVersion.of(plan)] == [2, 1]
    assert PlanVersion.of(plan)[1].content == week.content()


def test_approved_at_once_and_undone_within_the_seconds(week: Week, friday: Any) -> None:
    plan, ma = week.submitted(), week.who("ma")
    due = plan.review_due_at
    plan.approve(ma, seen=1)
    week.commit()
    assert plan.holds and waiting(plan) == []
    friday.shift(10)
    with pytest.raises(Denied):
        plan.undo(week.who("chen"))
    plan.undo(ma)
    week.commit()
    assert plan.state == "submitted" and not plan.holds and plan.review_due_at == due
    assert waiting(plan) == [(str(ma.id), "plans.show")]
    plan.approve(ma)
    friday.shift(16)
    with pytest.raises(WrongState):
        plan.undo(ma)


def test_a_reviewer_decides_only_about_what_was_seen(week: Week) -> None:
    plan = week.submitted(week.content().with_part(Part(week.saturday, gap=True)))
    plan.fill(week.content(), week.who("chen"))
    with pytest.raises(WrongState):
        plan.approve(week.who("ma"), seen=1)
    plan.approve(week.who("ma"), seen=2)


def test_two_at_once_one_wins_and_the_other_is_told(week: Week) -> None:
    plan = week.submitted()
    db.session.execute(
        WeeklyPlan.__table__.update().values(version=plan.version + 1)  # type: ignore[attr-defined]
    )
    with pytest.raises(StaleDataError):
        plan.approve(week.who("ma"))
    db.session.rollback()


def test_the_other_broadcasts_are_approved_and_the_red_one_is_a_gap(week: Week) -> None:
    said = week.content().with_part(week.part(week.saturday, sentence="能治疗敏感"))
    plan, ma = week.submitted(said), week.who("ma")
    with pytest.raises(Invalid):
        plan.approve(ma, left_out=[week.monday])
    plan.approve(ma, left_out=[week.saturday])
    week.commit()
    assert plan.gap_ids() == [week.saturday]
    assert [one.holds for one in planned_for(week.broadcast("saturday"))] == [False]
    assert [one.holds for one in planned_for(week.broadcast("monday"))] == [True]
    with pytest.raises(Invalid):
        plan.fill(said, week.who("chen"))
    plan.fill(week.content(), week.who("chen"))
    assert plan.left_out == [] and plan.standing == plan.latest == 2
    assert [one.holds for one in planned_for(week.broadcast("saturday"))] == [True]


def test_filling_changes_nothing_else(week: Week) -> None:
    plan = week.approved(week.content().with_part(Part(week.saturday, gap=True)))
    chen = week.who("chen")
    other = week.content().with_part(week.part(week.monday, sentence="换一句"))
    with pytest.raises(Invalid):
        plan.fill(other, chen)
    with pytest.raises(Invalid):
        plan.fill(plan.holding(), chen)
    half = week.content().with_part(Part(week.saturday, sentence="只有一句"))
    with pytest.raises(Invalid):
        plan.fill(half, chen)
    plan.fill(week.content(), chen)
    assert plan.state == "approved" and plan.gap_ids() == []


def test_all_without_red_are_approved_each_as_its_own_record(week: Week) -> None:
    first = week.submitted()
    li = Content("", (week.part(week.thursday, interactions=("公屏问答",)),))
    second = week.submitted(li, "li")
    done = WeeklyPlan.approve_all([first, second], week.who("ma"))
    week.commit()
    assert {one.id for one in done} == {first.id, second.id}
    query = select(AuditEvent.subject_id).where(AuditEvent.name == "plan.approved")
    assert sorted(db.session.scalars(query)) == sorted([first.id, second.id])


def test_two_assistants_in_one_segment_stop_the_approval_of_all(week: Week) -> None:
    first = week.submitted()
    second = week.submitted(Content("", (week.part(week.thursday),)), "li")
    assert WeeklyPlan.approve_all([first, second], week.who("ma")) == []
    assert [one.code for one in second.cautions] == ["segment"]


def test_nobody_approves_the_own_plan_and_another_rooms_lead_nothing(week: Week) -> None:
    week.who("chen").grant("operations_lead", None, room_id=week.cast.care)
    plan = week.submitted()
    assert plan.reviewer_ids() == [week.cast.ma.id]
    for name in ("chen", "wu", "lin", "hong", "qian"):
        with pytest.raises(Denied):
            plan.approve(week.who(name))


def test_the_substitute_stands_in_once_half_the_time_is_gone_or_no_lead_is_there(
    week: Week, friday: Any
) -> None:
    wu = week.who("wu")
    GroupSeat.appoint(wu, "operations", None, substitute=True)
    plan = week.submitted()
    assert plan.why_not("approve", wu) is not None
    assert db.session.scalar(WeeklyPlan.visible_to(wu)) is plan
    friday.shift(timedelta(hours=12))
    plan.look_again()
    assert plan.why_not("approve", wu) is None
    week.who("ma").status = "suspended"
    db.session.flush()
    second = week.submitted(
        Content("", (week.part(week.thursday, interactions=("公屏问答",)),)), "li"
    )
    assert second.reviewer_ids() == [wu.id]


def test_the_light_setting_approves_itself_unless_red(week: Week) -> None:
    KindSetting.choose("plan", LIGHT, None)
    plan = week.submitted(Content("这周盯住回复速度", week.content().parts))
    assert plan.state == "approved" and plan.approver_id is None
    red = week.submitted(Content("用了能治疗", (week.part(week.thursday),)), "li")
    assert red.state == "submitted"


def test_the_strict_setting_asks_for_the_self_check_and_has_no_gaps(week: Week) -> None:
    KindSetting.choose("plan", STRICT, None)
    plan, chen = week.opened(), week.who("chen")
    for bad in (
        week.content(checked=False),
        week.content(focus=()),
        week.content().with_part(Part(week.saturday, gap=True)),
    ):
        with pytest.raises(Invalid):
            plan.submit(bad, chen)
    plan.submit(week.content(), chen)
    assert plan.why_not("fill", chen) is not None


# ── amendments ──────────────────────────────────────────────────────────────────────────────


def test_a_change_holds_when_the_other_side_confirms_it(week: Week) -> None:
    plan, chen, ma = week.approved(), week.who("chen"), week.who("ma")
    changed = week.content().with_part(week.part(week.thursday, interactions=("晒单抽奖",)))
    with pytest.raises(Invalid):
        plan.amend(changed, "", "", chen)
    with pytest.raises(Invalid):
        plan.amend(week.content(), "products", "", chen)
    plan.amend(changed, "products", "货没到", chen)
    week.commit()
    assert plan.state == "amending" and plan.holding() == week.content()
    assert waiting(plan) == [(str(ma.id), "plans.show")]
    with pytest.raises(Denied):
        plan.confirm(chen)
    plan.confirm(ma, seen=2)
    assert plan.state == "approved" and plan.holding() == changed


def test_a_refused_change_leaves_what_was_approved_and_says_why(week: Week) -> None:
    plan, chen, ma = week.approved(), week.who("chen"), week.who("ma")
    plan.amend(week.content(sentence="换一句"), "schedule", "调了班", ma)
    assert waiting(plan) == [(str(chen.id), "plans.show")]
    with pytest.raises(Invalid):
        plan.refuse(chen, " ")
    plan.refuse(chen, "已经排练过了")
    week.commit()
    assert plan.holding() == week.content() and plan.amend_answer == "已经排练过了"
    assert plan.shown() == week.content()


def test_a_change_of_what_has_begun_comes_too_late(week: Week, friday: Any) -> None:
    plan, ma = week.approved(), week.who("ma")
    friday.move_to(at(23, 19, 40))
    week.broadcast().go_live(ma, "赶时间")
    week.commit()
    plan.look_again()
    changed = week.content().with_part(week.part(week.monday, sentence="换一句"))
    with pytest.raises(Invalid):
        plan.amend(changed, "products", "", week.who("chen"))


# ── drafts ──────────────────────────────────────────────────────────────────────────────────


def test_a_draft_tells_two_devices_apart_and_loses_neither(week: Week) -> None:
    plan, chen = week.opened(), week.who("chen")
    phone = Content("手机上写的", ())
    laptop = Content("电脑上写的", ())
    assert plan.save_draft(phone, 0, chen).revision == 1
    assert plan.save_draft(phone, 1, chen).revision == 1
    assert plan.save_draft(phone, 0, chen).revision == 1  # the same words are no clash
    with pytest.raises(DraftMoved) as moved:
        plan.save_draft(laptop, 0, chen)
    assert moved.value.draft.content == phone
    draft = plan.save_draft(laptop, 1, chen, over=True)
    assert draft.content == laptop and draft.replaced is not None
    draft.bring_back()
    assert draft.content == phone
    with pytest.raises(Denied):
        plan.save_draft(laptop, 0, week.who("li"))
    plan.submit(week.content(), chen)
    assert PlanDraft.of(plan, chen) is None


def test_a_lead_drafts_a_change_beside_the_assistants_own(week: Week) -> None:
    plan = week.approved()
    plan.save_draft(week.content(sentence="助播"), 0, week.who("chen"))
    plan.save_draft(week.content(sentence="运营"), 0, week.who("ma"))
    assert plan.to_edit(week.who("chen"))[0] != plan.to_edit(week.who("ma"))[0]


# ── who sees ────────────────────────────────────────────────────────────────────────────────


def test_a_plan_is_seen_by_its_assistant_and_those_who_oversee_the_rooms(week: Week) -> None:
    plan = week.submitted()
    sees = {
        one.username
        for one in week.cast.everybody()
        if plan in db.session.scalars(WeeklyPlan.visible_to(week.who(one.username))).all()
    }
    assert sees == {"chen", "ma", "lin", "hong", "guo", "qian"}


def test_last_weeks_plan_can_be_copied_from(week: Week, friday: Any) -> None:
    plan = week.submitted()
    later = week.broadcast("monday")
    friday.move_to(at(27, 10))
    later.planned_start, later.planned_end = at(30, 19, 30), at(30, 21, 30)
    db.session.flush()
    following = WeeklyPlan.open(week.who("chen"), MONDAY + timedelta(days=7), week.who("chen"))
    assert following.last_weeks() == plan.filed()
    assert Segment.of(later) and replace(plan.filed(), line="x").line == "x"
