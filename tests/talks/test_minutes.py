"""Minutes, the assistant's answer to them, and what was agreed, on the models, with the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.talks.shop import (
    MEETING,
    Shop,
    arranged,
    asked,
    held,
    minutes,
    told,
    written,
)
from zhubo_web.accounts.models import Grant
from zhubo_web.assignments.models import ActionItem
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.months.models import Month
from zhubo_web.talks.models import agreed_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Shop:
    return told(app, cast)


# ── minutes ─────────────────────────────────────────────────────────────────────────────────────


def test_minutes_make_the_month_interviewed_and_the_assistant_confirms(shop: Shop) -> None:
    written(held(arranged(shop)))
    with shop.at(MEETING + 3 * HOUR):
        assert shop.month().state == "interviewed" and asked(shop) == {"chen"}
        shop.talk().confirm(shop.person("chen"), "  价格那条\n我想补一句 ")
        assert shop.talk().remarks == "  价格那条\n我想补一句 "
        assert asked(shop) == {"hong"}
        assert shop.month().state == "interviewed"
    with shop.at(MEETING + 4 * HOUR):
        with pytest.raises(Denied):
            shop.talk().close(shop.person("ma"))
        shop.talk().close(shop.person("hong"))
        items = db.session.scalars(select(ActionItem).order_by(ActionItem.id)).all()
        assert [(one.owner_id, one.title) for one in items] == [
            (shop.cast.chen.id, "每场开播前抄价格"), (shop.cast.lin.id, "每场前一小时发价格表"),
        ]  # fmt: skip
        assert {one.url for one in items} == {f"/talks/{shop.talk().id}"}
        assert {one.source_type for one in items} == {"talk"}


def test_a_refusal_is_kept_in_its_words_and_blocks_nothing(shop: Shop) -> None:
    written(held(arranged(shop)))
    with shop.at(MEETING + 3 * HOUR):
        with pytest.raises(Invalid):
            shop.talk().refuse(shop.person("chen"), "  ")
        shop.talk().refuse(shop.person("chen"), "“少讲一次”是流程单漏了，不是我漏的")
        one = shop.talk()
        assert (one.state, one.refused) == ("unconfirmed", True)
        assert "流程单漏了" in one.remarks
    with shop.at(MEETING + 4 * HOUR):
        shop.talk().close(shop.person("hong"))
        assert shop.talk().actions[0].own_item_id is not None


def test_silence_is_no_confirmation_and_the_clock_counts_working_days(shop: Shop) -> None:
    written(held(arranged(shop)))
    until = MEETING + 2 * HOUR + 3 * DAY
    shop.clock(until - timedelta(minutes=1))
    with shop.at(until - timedelta(minutes=1)):
        assert shop.talk().state == "minutes" and shop.talk().due_by == until
    shop.clock(until + timedelta(minutes=1))
    with shop.at(until + HOUR):
        one = shop.talk()
        assert (one.state, one.refused, one.answered_at) == ("unconfirmed", False, None)
        assert asked(shop) == {"hong"}


@pytest.mark.parametrize(("start", "until"), [
    # Before the Spring Festival of 2026 (15–23 February off, 14 and 28 worked).
    (date(2026, 2, 13), date(2026, 2, 25)),
    # Before the National Day (1–7 October off, 20 September and 10 October worked).
    (date(2026, 9, 30), date(2026, 10, 10)),
    (date(2026, 11, 27), date(2026, 12, 2)),
])  # fmt: skip
def test_three_working_days_to_confirm_pass_over_holidays(
    shop: Shop, start: date, until: date
) -> None:
    with shop.at(clock.shanghai(start, 17)):
        assert shop.talk()._within("talk_confirm_workdays") == clock.shanghai(until, 17)


@pytest.mark.parametrize(("change", "field"), [
    ({"view": " "}, "view"), ({"strengths": ""}, "strengths"), ({"gaps": "长" * 1001}, "gaps"),
])  # fmt: skip
def test_minutes_that_are_not_whole_are_refused(
    shop: Shop, change: dict[str, str], field: str
) -> None:
    held(arranged(shop))
    with shop.at(MEETING + HOUR):
        with pytest.raises(Invalid) as refused:
            shop.talk().write(shop.person("ma"), minutes(shop.cast.lin.id, **change))
        assert refused.value.field == field


@pytest.mark.parametrize(("who", "due", "field"), [
    ("chen", date(2026, 12, 20), "provider_1"),
    ("wu", date(2026, 12, 20), "provider_1"),
    ("lin", date(2026, 12, 8), "due_1"),
    ("lin", date(2027, 4, 1), "due_1"),
])  # fmt: skip
def test_an_action_has_an_owner_of_the_group_and_a_day_to_come(
    shop: Shop, who: str, due: date, field: str
) -> None:
    held(arranged(shop))
    with shop.at(MEETING + HOUR):
        with pytest.raises(Invalid) as refused:
            shop.talk().write(shop.person("ma"), minutes(getattr(shop.cast, who).id, due))
        assert refused.value.field == field


def test_what_changed_meanwhile_keeps_nothing_from_closing(shop: Shop) -> None:
    """The provider left, the day went by: whoever closes owes it, with days to do it in."""
    written(held(arranged(shop)))
    with shop.at(MEETING + 3 * HOUR):
        shop.talk().confirm(shop.person("chen"))
        lin = shop.person("lin")
        for grant in db.session.scalars(select(Grant).where(Grant.person_id == lin.id)):
            grant.ended_at = clock.now()
    late = clock.shanghai(date(2027, 1, 4), 9)
    with shop.at(late):
        shop.talk().close(shop.person("hong"))
        group = db.session.get_one(ActionItem, shop.talk().actions[0].group_item_id)
        assert group.owner_id == shop.cast.hong.id and group.due_at == late + 3 * DAY


def test_a_month_in_dispute_is_not_disturbed(shop: Shop) -> None:
    held(arranged(shop))
    with shop.at(MEETING + HOUR):
        shop.month().appeal(SYSTEM)
    written(shop)
    with shop.at(MEETING + 3 * HOUR):
        assert shop.month().state == "disputed" and shop.talk().state == "minutes"


# ── next time ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_agreed_returns_with_its_outcome(shop: Shop) -> None:
    written(held(arranged(shop)))
    with shop.at(MEETING + 3 * HOUR):
        shop.talk().confirm(shop.person("chen"))
        shop.talk().close(shop.person("hong"))
        assert agreed_of(shop.person("chen"), shop.month().month) == []
        december = Month(first_day=date(2026, 12, 1))
        (one,) = agreed_of(shop.person("chen"), december)
        assert (one.month, one.outcome, one.group_outcome) == ("2026-11", "open", "open")
        assert agreed_of(shop.person("li"), december) == []
        own = db.session.get_one(ActionItem, one.action.own_item_id)
        own.claim(shop.person("chen"), "抄了三场")
        own.verify(shop.person("hong"))
    with shop.at(clock.shanghai(date(2026, 12, 25))):
        (one,) = agreed_of(shop.person("chen"), Month(first_day=date(2026, 12, 1)))
        assert (one.outcome, one.group_outcome) == ("done", "late")
