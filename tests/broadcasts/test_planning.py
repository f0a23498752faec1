"""Planning a broadcast, who sees it, who is on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.broadcasts.seeds import events
from tests.cast import Cast
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts import roles
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db


def test_planning_asks_for_the_check_half_an_hour_before(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-300)
    duties = list(db.session.scalars(select(Duty).where(Duty.closed_at.is_(None))))
    assert [duty.person_id for duty in duties] == [cast.ma.id]
    assert duties[0].due_at == made.planned_start - timedelta(minutes=30)
    made.replan("改名", made.planned_start + timedelta(hours=1), made.planned_end, who("ma"))
    left = list(db.session.scalars(select(Duty).where(Duty.closed_at.is_(None))))
    assert [duty.due_at for duty in left] == [made.planned_start - timedelta(minutes=30)]
    made.confirm_same(who("ma"))
    made.second_same(who("he"))
    assert not list(db.session.scalars(select(Duty).where(Duty.closed_at.is_(None))))


def test_only_who_leads_the_room_plans_in_it(cast: Cast, who: Callable[[str], Any]) -> None:
    care = db.session.get_one(Room, cast.care)
    start = clock.now() + timedelta(days=1)
    for name in ("wu", "chen", "lin", "hong"):
        with pytest.raises(Denied):
            Broadcast.schedule(care, "专场", start, start + timedelta(hours=1), who(name))
    assert Broadcast.schedule(care, "专场", start, start + timedelta(hours=1), who("ma")).id


def test_a_room_is_not_planned_twice_at_once(cast: Cast, who: Callable[[str], Any]) -> None:
    care, other = db.session.get_one(Room, cast.care), db.session.get_one(Room, cast.other)
    start = clock.now() + timedelta(days=1)
    hour = timedelta(hours=1)
    first = Broadcast.schedule(care, "早场", start, start + 2 * hour, who("qian"))
    with pytest.raises(Invalid) as refused:
        Broadcast.schedule(care, "晚场", start + hour, start + 3 * hour, who("qian"))
    assert refused.value.field == "planned_start"
    Broadcast.schedule(other, "别家", start + hour, start + 3 * hour, who("qian"))
    Broadcast.schedule(care, "晚场", start + 2 * hour, start + 3 * hour, who("qian"))
    first.replan("早场", start - hour, start + hour, who("qian"))
    first.cancel(who("ma"), "主播生病")
    Broadcast.schedule(care, "补场", start, start + 2 * hour, who("qian"))


def test_the_end_is_after_the_start_and_a_cancellation_has_a_reason(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    with pytest.raises(Invalid):
        made.replan("专场", made.planned_start, made.planned_start, who("ma"))
    with pytest.raises(Invalid):
        made.cancel(who("ma"), "  ")
    made.cancel(who("ma"), "停电")
    assert (made.state, made.cancel_reason) == ("cancelled", "停电")


def test_what_has_begun_is_not_replanned(cast: Cast, who: Callable[[str], Any]) -> None:
    made = a_broadcast(cast)
    with pytest.raises(WrongState):
        made.replan("专场", made.planned_start, made.planned_end, who("ma"))


def test_who_sees_a_broadcast(cast: Cast, who: Callable[[str], Any]) -> None:
    made = a_broadcast(cast)
    seen = {
        one.username
        for one in cast.everybody()
        if made in db.session.scalars(Broadcast.visible_to(who(one.username))).all()
    }
    assert seen == {"ma", "lin", "hong", "guo", "qian", "he", "chen"}


def test_assisting_in_one_room_shows_no_more_of_it_to_who_oversees_another(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast)
    who("wu").grant(roles.ASSISTANT, None, room_id=cast.care)
    assert made not in db.session.scalars(Broadcast.visible_to(who("wu"))).all()


def test_assistants_stand_in_the_order_they_are_chosen(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    made.set_roster("assistant", [who("li"), who("chen")], who("ma"))
    assert [one.name for one in made.people("assistant")] == ["李一帆", "陈小满"]
    made.set_roster("assistant", [who("chen")], who("ma"))
    assert [(one.person.name, one.position) for one in made.roster if one.part == "assistant"] == [
        ("陈小满", 1)
    ]
    assert [event.data["on"] for event in events("roster.changed")][-2:] == [True, False]


@pytest.mark.parametrize(
    ("part", "name"),
    [("assistant", "he"), ("host", "chen"), ("observer", "li"), ("observer", "wu")],
)
def test_a_part_is_given_only_to_who_holds_its_role_in_the_room(
    part: str, name: str, cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    with pytest.raises(Invalid) as refused:
        made.set_roster(part, [who(name)], who("ma"))
    assert refused.value.field == part
    assert who(name) not in made.candidates(part)


def test_nobody_is_host_and_assistant_at_once_but_may_change_sides(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    who("he").grant(roles.ASSISTANT, None, room_id=cast.care)
    who("chen").grant(roles.HOST, None, room_id=cast.care)
    with pytest.raises(Invalid):
        made.set_roster("assistant", [who("he")], who("ma"))
    made.restaff({"host": [who("chen")], "assistant": [who("he")]}, who("ma"))
    assert [one.name for one in made.people("host")] == ["陈小满"]


def test_the_people_stay_once_it_is_over(cast: Cast, who: Callable[[str], Any]) -> None:
    made = a_broadcast(cast)
    made.set_roster("assistant", [who("chen"), who("li")], who("ma"))
    made.end(who("ma"))
    with pytest.raises(WrongState):
        made.set_roster("assistant", [who("li")], who("ma"))


def test_eight_broadcasts_make_a_newcomer_an_old_hand(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    for _n in range(8):
        made = a_broadcast(cast)
        assert made.newcomer()
        made.end(who("ma"))
    assert made.newcomer()
    assert not a_broadcast(cast).newcomer()
