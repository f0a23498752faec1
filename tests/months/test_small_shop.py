"""The month of the shop of twelve: the owner is the administration, one lead, one HR, one senior host
who is host in every broadcast, two more hosts, six assistants. It is rated, signed, talked about, handed
over and closed, and nobody approves their own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.fresh import kept
from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Desk, Enter, Shop
from tests.talks.shop import appointment, minutes
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied
from zhubo_web.duties.models import Duty
from zhubo_web.evaluations.models import Closeness
from zhubo_web.extensions import db
from zhubo_web.handover import jobs as handing_over
from zhubo_web.handover.models import Package
from zhubo_web.months.models import Given, MonthlyEvaluation, SelfAssessment
from zhubo_web.months.models.lacking import lacks
from zhubo_web.talks.models import Talk

ASSISTANTS = 6
MONDAY, MEETING = OVER + 6 * DAY + 10 * HOUR, OVER + 7 * DAY + 15 * HOUR
PACKAGE = OVER + 8 * DAY + timedelta(minutes=1)


@pytest.fixture
@kept
def small(app: Flask, cast: Cast) -> Shop:
    """Everybody assisted lin in one broadcast each."""
    made = Shop(app, cast)
    with made.at(clock.shanghai(date(2026, 11, 10), 12)):
        for one in made.person("guo").grants:
            one.ended_at = clock.now()
        made.person("qian").grant(roles.ADMINISTRATION, None)
        made.person("lin").grant(roles.HOST, None, room_id=cast.care)
        for name, of in (("ma", "operations"), ("lin", "host"), ("hong", "hr")):
            GroupSeat.appoint(made.person(name), of, None, substitute=False)
        people = [made.person("chen"), made.person("li")]
        people += [_somebody(made, f"助播{n}", f"zb{n}") for n in range(ASSISTANTS - 2)]
        room = db.session.get_one(Room, cast.care)
        for number, who in enumerate(people):
            start = clock.now() - timedelta(days=number, hours=3)
            on = Broadcast.schedule(room, "秋冬专场", start, start + 2 * HOUR, None)
            on.put_on(made.person("lin"), "host", None)
            on.put_on(who, "assistant", None)
            on.confirm_same(made.person("ma"))
            on.second_same(who)
            on.start_confirmed(made.person("ma"))
            on.started_at = start
            on.end(made.person("ma"))
    return made


def _somebody(shop: Shop, name: str, username: str) -> Person:
    person = Person.invite(name=name, username=username, by=None)
    person.status = "active"
    db.session.flush()
    person.grant(roles.ASSISTANT, None, room_id=shop.cast.care)
    return person


def everybody() -> list[MonthlyEvaluation]:
    return list(db.session.scalars(select(MonthlyEvaluation).order_by(MonthlyEvaluation.id)))


def rated(shop: Shop) -> None:
    shop.clock(LAST_DAY)
    with shop.at(LAST_DAY + HOUR):
        for one in everybody():
            one.self_submit(one.assistant, SelfAssessment(OWN))
    shop.clock(OVER + DAY + timedelta(minutes=1))
    with shop.at(OVER + DAY + 9 * HOUR):
        for one in everybody():
            assert one.waiting_classes == ["operations", "hr"] and not lacks(one)
            one.facts = {**one.facts, "watched": 5}  # enough for a grade
            for name in ("ma", "hong"):
                one.rate(shop.person(name), Given(THREES))


def published(shop: Shop) -> None:
    """Rated and signed by people, given to its person by the clock."""
    rated(shop)
    with shop.at(OVER + DAY + 12 * HOUR):
        for one in everybody():
            assert one.state == "computed" and not lacks(one)
            left_out = one.rating("host")
            assert left_out is not None and "没有能给" in left_out.dropped_for
            for name in ("ma", "lin", "hong"):
                one.sign(shop.person(name))
    shop.clock(OVER + 4 * DAY + timedelta(minutes=1))


def talked(shop: Shop) -> None:
    """A talk with each of them: both sides confirm its minutes, and the month is acknowledged."""
    with shop.at(MONDAY):
        for number, talk in enumerate(talks()):
            talk.schedule(shop.person("ma"), appointment(MEETING + number * HOUR / 2))
    with shop.at(MEETING + 4 * HOUR):
        for talk in talks():
            talk.hold(shop.person("ma"))
            talk.write(shop.person("ma"), minutes(shop.cast.lin.id))
    with shop.at(MEETING + 5 * HOUR):
        for talk in talks():
            talk.confirm(talk.assistant)
            talk.evaluation.acknowledge(talk.assistant)
    with shop.at(MEETING + 20 * HOUR):
        for talk in talks():
            talk.close(shop.person("hong"))


def talks() -> list[Talk]:
    return list(db.session.scalars(select(Talk).order_by(Talk.id)))


def acts(shop: Shop) -> dict[str, int]:
    """What each person did for the month, its talk and its package."""
    events = select(AuditEvent.actor_id, func.count()).where(
        AuditEvent.subject_type.in_(("monthly_evaluation", "talk", "hr_package")),
        AuditEvent.actor_id.is_not(None),
    )
    counted = {row[0]: row[1] for row in db.session.execute(events.group_by(AuditEvent.actor_id))}
    named = {shop.person(name).id: name for name in ("ma", "lin", "hong", "qian")}
    found: dict[str, int] = {}
    for who, count in counted.items():
        part = named.get(who, "assistants")
        found[part] = found.get(part, 0) + count
    return found


def test_the_month_is_given_to_everybody_by_few_acts(small: Shop) -> None:
    published(small)
    with small.at(OVER + 4 * DAY + HOUR):
        assert {one.state for one in everybody()} == {"published"}
        # Each assistant once; the lead and HR rate and sign each, the senior host signs each.
        each = {"assistants": 1, "ma": 2, "hong": 2, "lin": 1}
        assert acts(small) == {who: count * ASSISTANTS for who, count in each.items()}
        assert sum(acts(small).values()) == 36


def test_the_month_is_talked_about_handed_over_and_closed(small: Shop) -> None:
    published(small)
    talked(small)
    with small.at(MEETING + 21 * HOUR):
        assert {one.state for one in talks()} == {"closed"} and len(talks()) == ASSISTANTS
        assert {one.state for one in everybody()} == {"acknowledged"}
        assert all(one.actions[0].own_item_id for one in talks())
    with time_machine.travel(PACKAGE, tick=False), small.app.app_context():
        assert handing_over.send_due() == 1
    with small.at(PACKAGE + HOUR):
        package = db.session.scalars(select(Package)).one()
        assert {line.status for line in package.read} == {"final"}
        assert len(package.read) == ASSISTANTS and {line.grade for line in package.read} == {"B"}
        package.receive(small.person("hong"))
        until = everybody()[0].closes_at
        assert until is not None
    small.clock(until - timedelta(minutes=1))
    with small.at(until - timedelta(minutes=1)):
        assert {one.state for one in everybody()} == {"acknowledged"}
    small.clock(until + timedelta(minutes=1))
    with small.at(until + HOUR):
        assert {one.state for one in everybody()} == {"closed"}
        assert db.session.scalars(select(Package)).one().state == "received"
        # Rated and signed as above; the lead arranges, holds and writes each talk, the assistant
        # confirms it and acknowledges the month, HR closes it and takes the package.
        each = {"assistants": 3, "ma": 5, "hong": 3, "lin": 1}
        wanted = {who: count * ASSISTANTS for who, count in each.items()}
        assert acts(small) == {**wanted, "hong": wanted["hong"] + 1}
        assert sum(acts(small).values()) == 73
        monthly = Duty.subject_type.in_(("monthly_evaluation", "talk", "hr_package"))
        assert not db.session.scalars(select(Duty).where(Duty.closed_at.is_(None), monthly)).all()


def test_the_senior_host_on_air_is_told_why_and_is_asked_to_sign_only(small: Shop) -> None:
    small.clock(LAST_DAY)
    with small.at(LAST_DAY + HOUR):
        one = small.one()
        one.self_submit(one.assistant, SelfAssessment(OWN))
        assert small.person("lin").id not in one.asked_raters()
        with pytest.raises(Denied):
            one.rate(small.person("lin"), Given(THREES))


def test_the_same_from_the_pages(small: Shop, client_of: Enter) -> None:
    desk = Desk(small, client_of)
    rated(small)
    when = OVER + DAY + 12 * HOUR
    assert "签字，看下一位" in desk.get("ma", desk.page, when)
    for _ in range(ASSISTANTS):
        path = desk.location or desk.page
        assert desk.post("ma", f"{path}/signatures", when) == 303
    assert "没有等你的" in desk.get("ma", "/months", when)
    assert small.waiting("ma") == []


def test_a_d_that_two_cannot_sign_says_whom_to_appoint(small: Shop, client_of: Enter) -> None:
    """The only HR rated; owner and administration are one person: nobody approves alone."""
    small.clock(LAST_DAY)
    with small.at(LAST_DAY + HOUR):
        small.one().self_submit(small.person("chen"), SelfAssessment(dict.fromkeys(OWN, 1)))
    small.clock(OVER + DAY + timedelta(minutes=1))
    with small.at(OVER + DAY + HOUR):
        one = small.one()
        one.facts = {**one.facts, "watched": 5}
        for name in ("ma", "hong"):
            one.rate(small.person(name), Given(dict.fromkeys(THREES, 1)))
        assert one.state == "computed" and one.is_strict and one.raised_for == "grade_d"
        one.propose(small.person("ma"), None, "三场都迟到，记录在案")
        one.calibrate(small.person("lin"))
        assert "外部复核人" in str(lacks(one)[0])
        one.waive(small.person("qian"), "没有人跟播，迟到的记录都在")
        one.sign(small.person("qian"))
        with pytest.raises(Denied):
            one.sign(small.person("qian"))
        with pytest.raises(Denied):
            one.sign(small.person("hong"))
        assert one.state == "moderated"
    desk = Desk(small, client_of)
    assert "外部复核人" in desk.get("qian", desk.page, OVER + 2 * DAY)
    small.clock(OVER + 30 * DAY)
    with small.at(OVER + 30 * DAY):
        assert small.one().state == "moderated"
        small.person("guo").grant(roles.ADMINISTRATION, None)
    with small.at(OVER + 30 * DAY + HOUR):
        assert not lacks(small.one())
        small.one().sign(small.person("guo"))
        assert small.one().state == "finalised"


def test_who_is_close_to_the_only_hr_waits_for_another_and_the_owner_signs(small: Shop) -> None:
    with small.at(LAST_DAY - DAY):
        Closeness.declare(
            small.person("hong"), small.person("chen"), "family", small.person("hong")
        )
    small.clock(LAST_DAY)
    with small.at(LAST_DAY + HOUR):
        one = small.one()
        one.self_submit(small.person("chen"), SelfAssessment(OWN))
        assert one.waiting_classes == ["operations"]
    small.clock(OVER + DAY + timedelta(minutes=1))
    with small.at(OVER + DAY + HOUR):
        one = small.one()
        one.rate(small.person("ma"), Given(THREES))
        one.sign(small.person("ma"))
        one.sign(small.person("lin"))
        with pytest.raises(Denied):
            one.sign(small.person("hong"))
        assert one.vacant_classes == ["hr"] and one.asked_signers() == [small.person("qian").id]
        one.sign(small.person("qian"))
        assert one.state == "finalised"


def test_where_nobody_can_rate_the_page_says_whom_to_appoint(small: Shop) -> None:
    with small.at(LAST_DAY - DAY):
        for name in ("ma", "hong"):
            person = small.person(name)
            Closeness.declare(person, small.person("chen"), "quarrel", person)
    small.clock(LAST_DAY)
    with small.at(LAST_DAY + HOUR):
        one = small.one()
        one.self_submit(small.person("chen"), SelfAssessment(OWN))
        assert len(one.waiting_classes) == 3 and len(lacks(one)) == 3
        assert "再任命一位" in str(lacks(one)[0])
