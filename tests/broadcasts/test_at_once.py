"""What is said at any hour: a price that changes under a broadcast, and the platform's own action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.broadcasts.seeds import rows
from tests.cast import Cast, product
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.duties.jobs import push
from zhubo_web.duties.models import Digest, Duty, Notice
from zhubo_web.duties.models.following import followed
from zhubo_web.extensions import db, writing

pytestmark = pytest.mark.system("S04")
#: Two in the morning, Shanghai: the quiet hours.
NIGHT = clock.shanghai(clock.today() + timedelta(days=1)) + timedelta(hours=2)
Who = Callable[[str], Any]


def selling(cast: Cast, *, minutes_ago: int, live: bool = False) -> tuple[Broadcast, Any]:
    """A broadcast with one product on its run sheet, and the product."""
    made, cream = a_broadcast(cast, live=False, minutes_ago=minutes_ago), product()
    Segment.replace(made, rows(cream.id, cream.id), None)
    if live:
        made.go_live(db.session.get_one(Person, cast.ma.id), "临时加播")
    return made, cream


def hurried(title: str) -> set[int]:
    """Whom notices that begin so reach at any hour."""
    db.session.flush()
    query = select(Notice.person_id, Notice.title).where(Notice.urgency == "now")
    found = [who for who, told in db.session.execute(query) if told.startswith(title)]
    assert len(found) == len(set(found)), "nobody is told twice"
    return set(found)


def test_nothing_hurries_but_what_the_practice_names() -> None:
    """Calls for help and the platform's action are rows; prices and warnings are heard of beside."""
    rows_of = (row for one in followed() for row in one.workflow.rows)
    assert {row.event for row in rows_of if row.at_once} == {"help.asked", "broadcast.interrupted"}


@pytest.mark.parametrize(
    ("minutes_ago", "live", "told"),
    [(10, True, True), (-90, False, True), (-150, False, False), (180, False, False)],
)
def test_a_changed_price_reaches_those_of_a_broadcast_that_is_on_or_about_to_be(
    cast: Cast, who: Who, minutes_ago: int, live: bool, told: bool
) -> None:
    made, cream = selling(cast, minutes_ago=minutes_ago, live=live)
    made.put_on(who("lin"), "observer", None)
    cream.revise(who("qian"), price=Decimal("99"))
    there = {cast.he.id, cast.chen.id, cast.lin.id, cast.ma.id}
    assert hurried("改价了") == (there if told else set())


def test_who_changes_it_is_not_told_and_other_changes_tell_nobody(cast: Cast, who: Who) -> None:
    _made, cream = selling(cast, minutes_ago=10, live=True)
    cream.revise(who("ma"), points=["换季修护", "清爽"])
    assert hurried("改价了") == set()
    product("面膜").revise(who("ma"), price=Decimal("59"))
    assert hurried("改价了") == set(), "no broadcast shows it"
    cream.revise(who("ma"), offer="第二件半价")
    assert hurried("改价了") == {cast.he.id, cast.chen.id}


def test_of_two_broadcasts_with_the_product_each_person_hears_once(cast: Cast, who: Who) -> None:
    _made, cream = selling(cast, minutes_ago=10, live=True)
    later = a_broadcast(cast, live=False, minutes_ago=-115)
    Segment.replace(later, rows(cream.id), None)
    cream.revise(who("qian"), price=Decimal("99"))
    assert hurried("改价了") == {cast.he.id, cast.chen.id, cast.ma.id}


def test_the_platforms_action_reaches_the_lead_and_administration_at_night(
    app: Flask, cast: Cast
) -> None:
    with time_machine.travel(NIGHT, tick=False), app.app_context():
        with writing():
            made = a_broadcast(cast)
            made.interrupt(db.session.get_one(Person, cast.chen.id), "platform", "N-77")
        push()
        kinds = dict(db.session.execute(select(Digest.person_id, Digest.kind)).tuples().all())
    assert kinds == {cast.ma.id: "at_once", cast.guo.id: "at_once"}


@pytest.mark.parametrize("cause", ["device", "network", "safety"])
def test_another_break_tells_administration_by_the_digest_and_asks_the_lead_now(
    cast: Cast, who: Who, cause: str
) -> None:
    made = a_broadcast(cast)
    made.interrupt(who("chen"), cause)
    assert hurried("直播中断") == set()
    told = select(Notice.person_id, Notice.urgency).where(Notice.title.startswith("直播中断"))
    found = dict(db.session.execute(told).tuples().all())
    assert found == {cast.ma.id: "soon", cast.guo.id: "digest"}
    (duty,) = [one for one in Duty.open_of(who("ma")) if one.subject_id == made.id]
    assert duty.due_at is not None and duty.due_at <= clock.now() + timedelta(minutes=10)
    made.resume(who("ma"))
    assert made.broken_by == ""


def test_a_step_that_may_not_be_made_leaves_no_break(cast: Cast, who: Who) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-10)
    with pytest.raises(Exception, match="状态"):
        made.interrupt(who("ma"), "platform")
    assert made.interruptions == []


def test_the_card_of_a_warning_tells_the_lead_at_once_and_other_cards_do_not(
    cast: Cast, who: Who
) -> None:
    made = a_broadcast(cast)
    made.show_emergency("E-stream", who("chen"))
    assert hurried("平台") == set()
    made.show_emergency("E-warning", who("ma"))
    assert hurried("平台") == set(), "the lead showed it"
    made.show_emergency("E-warning", who("chen"))
    assert hurried("平台") == {cast.ma.id}
