"""The talk from the month's publication to its being held, on the models, with the clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from tests.cast import Cast
from tests.talks.shop import (
    MEETING,
    MONDAY,
    TOLD,
    Shop,
    appointment,
    arranged,
    asked,
    held,
    minutes,
    told,
    written,
)
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.models import Notice
from zhubo_web.evaluations.models import Closeness
from zhubo_web.extensions import db
from zhubo_web.talks.models import Talk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Shop:
    return told(app, cast)


def working(day: date, hour: int = 0, minute: int = 1) -> Any:
    return clock.shanghai(day, hour, minute)


# ── opening and arranging ───────────────────────────────────────────────────────────────────────


def test_a_published_month_opens_the_talk_and_asks_the_lead(shop: Shop) -> None:
    with shop.at(MONDAY):
        one = shop.talk()
        assert one.state == "to_schedule" and not one.negative
        assert asked(shop) == {"ma"}
        assert one.due_by == working(date(2026, 12, 8)) and one.hold_by == working(
            date(2026, 12, 11)
        )
        assert len(db.session.scalars(select(Talk)).all()) == 1


def test_a_negative_result_is_hrs_and_wants_hr_there(app: Flask, cast: Cast) -> None:
    shop = told(app, cast, mark=1)
    with shop.at(MONDAY):
        one = shop.talk()
        one.negative = True
        assert one.hr_wanted
        with pytest.raises(WrongState, match="人力资源到场"):
            one.schedule(shop.person("ma"), appointment())
    with shop.at(MONDAY):
        shop.talk().negative = True
        shop.talk().schedule(shop.person("ma"), appointment(hr_id=shop.cast.hong.id))
        assert asked(shop) == {"ma", "chen", "hong"}
    with shop.at(MEETING), pytest.raises(WrongState, match="人力资源到场"):
        shop.talk().hold(shop.person("ma"))
    with shop.at(MEETING):
        shop.talk().hold(shop.person("ma"), hr_came=True)
        assert shop.talk().hr_came


@pytest.mark.parametrize(("grade", "negative"), [
    ("S", False), ("A", False), ("B", False), ("C", True), ("D", True), ("", False),
])  # fmt: skip
def test_grades_c_and_d_are_negative(shop: Shop, grade: str, negative: bool) -> None:
    with shop.at(MONDAY):
        month = shop.month()
        db.session.delete(shop.talk())
        db.session.flush()
        result = month.result()
        assert result is not None
        result.grade = grade
        made = Talk.open(month)
        assert made.negative is negative
        assert asked(shop) == ({"hong"} if negative else {"ma"})


@pytest.mark.parametrize(("more", "field"), [
    ({"moment": MONDAY - HOUR}, "day"),
    ({"moment": working(date(2026, 12, 11), 0, 2)}, "day"),
    ({"by_video": True}, "video_reason"),
    ({"hr_id": 99999}, "hr"),
])  # fmt: skip
def test_an_appointment_that_cannot_be_is_refused_at_its_field(
    shop: Shop, more: dict[str, Any], field: str
) -> None:
    with shop.at(MONDAY):
        with pytest.raises(Invalid) as refused:
            shop.talk().schedule(shop.person("ma"), appointment(**more))
        assert refused.value.field == field


def test_it_is_moved_twice_at_most_by_either_side(shop: Shop) -> None:
    arranged(shop)
    with shop.at(MONDAY + HOUR):
        shop.talk().reschedule(shop.person("chen"), "那天要补播，周三下午都行")
        assert shop.talk().state == "rescheduled" and asked(shop) == {"ma"}
        shop.talk().confirm_time(shop.person("ma"), appointment(MEETING + DAY))
    with shop.at(MONDAY + 2 * HOUR):
        shop.talk().move(shop.person("ma"), "直播加场", appointment(MEETING + 2 * DAY))
        assert shop.talk().state == "scheduled" and shop.talk().moves == 2
    for name in ("chen", "ma"):
        with shop.at(MONDAY + 3 * HOUR), pytest.raises(WrongState, match="改过 2 次"):
            shop.talk().reschedule(shop.person(name), "又有事")


def test_nobody_comes_twice_then_it_is_served_in_writing_with_proof(shop: Shop) -> None:
    arranged(shop)
    with shop.at(MEETING + HOUR):
        shop.talk().miss(shop.person("ma"), "等了半小时，电话没接")
        assert asked(shop) == {"ma"}
        with pytest.raises(WrongState, match="再约一次"):
            shop.talk().serve_written(shop.person("hong"), "挂号信")
    with shop.at(MEETING + 2 * HOUR):
        shop.talk().try_again(shop.person("ma"), appointment(MEETING + DAY))
    with shop.at(MEETING + DAY + HOUR):
        shop.talk().miss(shop.person("ma"), "还是没来")
        assert asked(shop) == {"hong"} and shop.month().state == "published"
        with pytest.raises(WrongState, match="书面送达"):
            shop.talk().try_again(shop.person("ma"), appointment(MEETING + 3 * DAY))
    with shop.at(MEETING + DAY + 2 * HOUR):
        with pytest.raises(Denied):
            shop.talk().serve_written(shop.person("ma"), "当面给的")
        with pytest.raises(Invalid):
            shop.talk().serve_written(shop.person("hong"), " ")
    with shop.at(MEETING + DAY + 3 * HOUR):
        shop.talk().serve_written(shop.person("hong"), "挂号信 1234，12 月 10 日签收")
        assert shop.talk().state == "closed_written" and shop.month().state == "interviewed"
        assert asked(shop) == set()


# ── who comes ───────────────────────────────────────────────────────────────────────────────────


def test_the_assistant_brings_somebody_and_asks_for_hr(shop: Shop) -> None:
    arranged(shop)
    with shop.at(MONDAY + HOUR):
        one = shop.talk()
        one.bring(shop.person("chen"), "", "", shop.person("dai"))
        assert one.companion_name == "戴代表"
        one.ask_hr(shop.person("chen"))
        assert one.hr_wanted and one.hr_id == shop.cast.hong.id
        told_to = set(db.session.scalars(select(Notice.person_id).where(
            Notice.subject_type == "talk", Notice.title.contains("请你"))))  # fmt: skip
        assert told_to == {shop.cast.dai.id, shop.cast.hong.id}
        assert Talk.visible_to(shop.person("dai")) is not None
        assert [t.id for t in db.session.scalars(Talk.visible_to(shop.person("dai")))] == [one.id]
    with shop.at(MONDAY + 2 * HOUR):
        shop.talk().bring(shop.person("chen"), "陈大满", "哥哥")
        assert shop.talk().companion_id is None
        assert not list(db.session.scalars(Talk.visible_to(shop.person("dai"))))
    with shop.at(MEETING), pytest.raises(WrongState):
        shop.talk().hold(shop.person("ma"))
    held(shop, hr_came=True, companion_came=True)
    with shop.at(MEETING + HOUR):
        assert shop.talk().companion_came
        with pytest.raises(WrongState):
            shop.talk().bring(shop.person("chen"), "别人", "")


@pytest.mark.parametrize("name", ["ma", "hong", "li", "dai", "qian"])
def test_only_the_assistant_says_who_comes(shop: Shop, name: str) -> None:
    with shop.at(MONDAY):
        with pytest.raises(Denied):
            shop.talk().bring(shop.person(name), "某人", "")
        with pytest.raises(Denied):
            shop.talk().ask_hr(shop.person(name))


def test_only_a_representative_is_named_as_a_person(shop: Shop) -> None:
    with shop.at(MONDAY), pytest.raises(Invalid):
        shop.talk().bring(shop.person("chen"), "", "", shop.person("guo"))


# ── small shops, relations, two at once ─────────────────────────────────────────────────────────


def close_to_chen(shop: Shop, *names: str) -> None:
    with shop.at(TOLD + HOUR):
        for name in names:
            Closeness.declare(shop.person(name), shop.person("chen"), "quarrel", shop.person("guo"))


def test_who_is_close_is_not_asked_and_may_not(shop: Shop) -> None:
    close_to_chen(shop, "ma")
    with shop.at(MONDAY):
        assert shop.talk().asked_holders() == [shop.cast.hong.id]
        with pytest.raises(Denied, match="利害关系"):
            shop.talk().schedule(shop.person("ma"), appointment())
        shop.talk().schedule(shop.person("hong"), appointment())


def test_the_owner_holds_it_where_lead_and_hr_are_close(shop: Shop) -> None:
    with shop.at(MONDAY), pytest.raises(Denied, match="没有合适的人时"):
        shop.talk().schedule(shop.person("qian"), appointment())
    close_to_chen(shop, "ma", "hong")
    with shop.at(MONDAY):
        assert shop.talk().asked_holders() == [shop.cast.qian.id]
    arranged(shop, by="qian")
    with shop.at(MEETING + HOUR):
        shop.talk().hold(shop.person("qian"))
        shop.talk().write(shop.person("qian"), minutes(shop.cast.lin.id))
        shop.talk().confirm(shop.person("chen"))
        shop.talk().close(shop.person("qian"))
        assert shop.talk().state == "closed"


def test_nobody_holds_their_own_whatever_they_are(shop: Shop) -> None:
    close_to_chen(shop, "ma", "hong", "qian")
    with shop.at(MONDAY):
        for role in ("operations_lead", "hr", "owner"):
            shop.person("chen").grant(role, None)
        db.session.flush()
        assert shop.talk().asked_holders() == []
        with pytest.raises(Denied, match="自己"):
            shop.talk().schedule(shop.person("chen"), appointment())


def test_of_two_who_answer_at_once_the_second_is_told(shop: Shop) -> None:
    written(held(arranged(shop)))
    with shop.at(MEETING + 3 * HOUR):
        seen = shop.talk()
        db.session.execute(
            update(Talk)
            .values(version=Talk.version + 1)
            .execution_options(synchronize_session=False)
        )
        with pytest.raises(StaleDataError):
            seen.confirm(shop.person("chen"))
            db.session.flush()
        db.session.rollback()


def test_who_reads_which(shop: Shop) -> None:
    arranged(shop)
    with shop.at(MEETING):

        def sees(name: str) -> bool:
            return bool(list(db.session.scalars(Talk.visible_to(shop.person(name)))))

        readers = {one.username for one in shop.cast.everybody() if sees(one.username)}
        assert readers == {"chen", "ma", "hong", "guo", "qian"}
