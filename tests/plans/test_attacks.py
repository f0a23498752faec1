"""What must not be doable with weekly plans: dodging lateness, settling ahead, prying, odd numbers."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.plans.conftest import MONDAY, Week, at
from tests.plans.seeds import Enter, acting, filed
from zhubo_web.core.reasons import WrongState
from zhubo_web.extensions import db
from zhubo_web.plans.models import PlanItem, WeeklyPlan


def test_taking_a_plan_back_and_beginning_anew_wins_no_time(week: Week, friday: Any) -> None:
    due = week.opened().due_at
    friday.move_to(at(21, 23))
    first = db.session.scalars(select(WeeklyPlan)).one()
    first.withdraw(week.who("chen"))
    db.session.flush()
    again = WeeklyPlan.open(week.who("chen"), MONDAY, week.who("chen"))
    assert again.due_at == due
    again.submit(week.content(), week.who("chen"))
    assert again.late_minutes == 180


def test_nothing_is_settled_before_the_broadcast_is_over(week: Week, friday: Any) -> None:
    plan = week.approved()
    item = db.session.scalars(select(PlanItem).where(PlanItem.broadcast_id == week.monday)).first()
    assert item is not None
    with pytest.raises(WrongState):
        item.settle(plan, "done", week.who("chen"), at_ms=60_000, reason="")


@pytest.mark.parametrize("number", ["١", "01", "9" * 30, "-1", "²", ""])
def test_odd_numbers_of_plans_approve_nothing_and_break_nothing(
    app: Flask, shop: Week, client_of: Enter, number: str
) -> None:
    plan_id = filed(app, shop)
    sent = {"plan": [f"{plan_id}-1", f"{number}-1"]}
    assert client_of(shop.cast.ma).post("/plans/approvals", data=sent).status_code == 303
    with acting(app):
        assert db.session.get_one(WeeklyPlan, plan_id).state == "approved"


@pytest.mark.parametrize("number", ["٣", "9" * 30])
def test_odd_numbers_of_broadcasts_and_comments_break_nothing(
    app: Flask, shop: Week, client_of: Enter, number: str
) -> None:
    plan_id = filed(app, shop)
    client = client_of(shop.cast.ma)
    answer = client.post(f"/plans/{plan_id}/approval", data={"left_out": number, "seen": "1"})
    assert answer.status_code == 422


def test_a_colleague_does_not_read_how_somebody_elses_plan_stands(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    filed(app, shop)
    path = f"/broadcasts/{shop.thursday}/plans"
    page = client_of(shop.cast.li).get(path).text
    assert "陈小满" not in page
    assert "李一帆" in page
    assert "陈小满" in client_of(shop.cast.ma).get(path).text
