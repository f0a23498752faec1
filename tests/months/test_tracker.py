"""The tracker at two hundred people: the latest first, found by name, paged, in as few statements."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from tests.counting import MOST_STATEMENTS, counted
from tests.fresh import once
from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Desk, Shop, opened
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months.models import Given, MonthlyEvaluation, SelfAssessment

MANY = 200
WHEN = OVER + 3 * DAY + HOUR


def many(shop: Shop) -> None:
    """So many assistants in November's broadcast, every third assessed, every sixth rated."""
    with shop.at(clock.shanghai(LAST_DAY.date(), 1)):
        on = db.session.scalars(select(Broadcast)).one()
        people = [
            Person(name=f"助播{n:03}", username=f"zb{n:03}", status="active", language="zh-Hans")
            for n in range(MANY)
        ]
        db.session.add_all(people)
        db.session.flush()
        for person in people:
            db.session.add(RosterEntry(broadcast_id=on.id, person_id=person.id, part="assistant"))
            db.session.add(Grant(person_id=person.id, role=roles.ASSISTANT, room_id=shop.cast.care))
    opened(shop)
    with shop.at(OVER + HOUR):
        for one in db.session.scalars(select(MonthlyEvaluation)):
            if one.id % 3 == 0:
                one.self_submit(one.assistant, SelfAssessment(OWN))
    shop.clock(OVER + DAY + timedelta(minutes=1))
    with shop.at(OVER + DAY + HOUR):
        for one in db.session.scalars(select(MonthlyEvaluation)):
            if one.id % 6 == 0:
                for name in ("ma", "lin", "hong"):
                    one.rate(shop.person(name), Given(THREES))


def test_two_hundred_are_tracked_in_few_statements(shop: Shop, desk: Desk) -> None:
    once(shop.app, "tracker.many", lambda: many(shop))
    moment = OVER + DAY + 2 * HOUR
    for name in ("ma", "hong", "qian"):
        for path in ("/months", "/months?which=month", "/months?which=month&page=4"):
            desk.get(name, path, moment)
            with counted(shop.app) as statements:
                page = desk.get(name, path, moment)
            assert len(statements) <= MOST_STATEMENTS, f"{path}: {len(statements)}"
            assert page.count("/months/") >= 30 or (name, path) == ("qian", "/months")
    assert "共 201 条" in desk.get("ma", "/months?which=month", moment)
    assert desk.get("ma", "/months?which=month&page=99", moment)
    assert "助播117" in desk.get("hong", "/months?which=month&q=117", moment)
    assert "共 1 条" in desk.text
    assert "没有叫这个名字的" in desk.get("hong", "/months?which=month&q=没有这个人", moment)


def test_the_latest_stand_first(shop: Shop, desk: Desk) -> None:
    """Those whose self-assessment is due on the 2nd before those who are rated on the 3rd."""
    once(shop.app, "tracker.many", lambda: many(shop))
    page = desk.get("hong", "/months?which=month", OVER + 2 * DAY + HOUR)
    assert "迟了" in page
    rows = re.findall(r'<tr role="row">.*?</tr>', page, re.S)[1:]
    late = ["迟了" in row for row in rows]
    assert late == sorted(late, reverse=True) and "自评" in rows[0]
    assert "陈小满" in rows[0] or "助播" in rows[0]
