"""Verbs of broadcasts: planning, people, the check, start and end, stream time, correcting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from tests.cast import Cast, product
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast, Room, Segment, advance
from zhubo_web.broadcasts.models.run_sheet import progress
from zhubo_web.broadcasts.workflow import CHECK_ITEMS
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db

MINUTE = 60_000
pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def who(cast: Cast, inside: Callable[[], None]) -> Callable[[str], Any]:
    """A person of the cast by short name."""
    return lambda name: db.session.get_one(Person, getattr(cast, name).id)


def rows(*product_ids: int | None) -> list[dict[str, Any]]:
    """A run sheet with a segment of ten minutes for each product."""
    return [
        {"title": f"第 {n} 段", "kind": "product", "planned_ms": n * 10 * MINUTE, "product_id": one}
        for n, one in enumerate(product_ids)
    ]


def events(name: str) -> list[AuditEvent]:
    """What was recorded under a name."""
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.name == name)))


# ── planning ────────────────────────────────────────────────────────────────────────────────


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


# ── people ──────────────────────────────────────────────────────────────────────────────────


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


# ── the check ───────────────────────────────────────────────────────────────────────────────


def over(cast: Cast, who: Callable[[str], Any], *product_ids: int) -> Broadcast:
    """A broadcast of the room that took place yesterday."""
    made = a_broadcast(cast, live=False, minutes_ago=24 * 60)
    Segment.replace(made, rows(*product_ids), None)
    made.confirm_same(who("ma"))
    made.start_confirmed(who("ma"))
    made.end(who("ma"))
    return made


def test_the_same_as_last_time_is_one_tap(cast: Cast, who: Callable[[str], Any]) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        cream = product()
    over(cast, who, cream.id)
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    Segment.replace(made, rows(cream.id), None)
    assert made.news().keys == set()
    made.confirm_same(who("lin"), seen=())
    assert made.same_confirmed_by_id == cast.lin.id


def test_only_new_products_changed_cards_and_new_people_are_asked(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        old, changed = product("老款"), product("改价款")
    over(cast, who, old.id, changed.id)
    new = product("新款")
    changed.revise(who("ma"), price=Decimal("99"))
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    made.set_roster("assistant", [who("chen"), who("li")], who("ma"))
    Segment.replace(made, rows(old.id, changed.id, new.id), None)
    asked = {f"product-{new.id}", f"product-{changed.id}", f"person-{cast.li.id}"}
    assert made.news().keys == asked
    with pytest.raises(Invalid):
        made.confirm_same(who("ma"), seen={f"product-{new.id}"})
    made.confirm_same(who("ma"), seen=asked)
    assert made.same_confirmed_at is not None


def test_the_full_check_takes_every_item_and_two_names(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    with pytest.raises(Invalid):
        made.sign_checklist(["goods"], who("ma"))
    made.sign_checklist(list(CHECK_ITEMS), who("ma"))
    with pytest.raises(Invalid):
        made.sign_checklist(list(CHECK_ITEMS), who("ma"))
    assert made.state == "scheduled"
    with pytest.raises(Denied):
        made.sign_checklist(list(CHECK_ITEMS), who("chen"))
    made.sign_checklist(list(CHECK_ITEMS), who("lin"))
    assert made.state == "checked"
    assert [one.name for one in made.signers()] == ["马运营", "林资深"]


@pytest.mark.parametrize("how", ["same", "full"])
def test_what_comes_after_the_check_is_asked_again_and_what_goes_is_not(
    how: str, cast: Cast, who: Callable[[str], Any]
) -> None:
    cream, mask = product("面霜"), product("面膜")
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    Segment.replace(made, rows(cream.id, mask.id), who("ma"))
    if how == "same":
        made.confirm_same(who("ma"))
    else:
        made.sign_checklist(list(CHECK_ITEMS), who("ma"))
        made.sign_checklist(list(CHECK_ITEMS), who("lin"))
    Segment.replace(made, rows(mask.id), who("chen"))
    assert not made.unchecked
    Segment.replace(made, rows(mask.id, cream.id), who("chen"))
    assert not made.unchecked
    made.set_roster("assistant", [who("li")], who("ma"))
    assert made.unchecked
    assert made.state == "scheduled"
    assert [duty.person_id for duty in db.session.scalars(select(Duty).filter_by(closed_at=None))]


# ── start, stream time, end ─────────────────────────────────────────────────────────────────


def test_without_a_check_it_starts_with_a_reason_that_is_the_leads(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    with pytest.raises(Denied):
        made.go_live(who("chen"))
    with pytest.raises(Invalid):
        made.go_live(who("ma"), " ")
    made.go_live(who("ma"), "临时加播")
    assert (made.state, made.unchecked_reason) == ("live", "临时加播")
    assert events("broadcast.started")[0].actor_id == cast.ma.id


def test_by_hand_it_starts_now_and_by_the_clock_when_it_was_planned(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    by_hand = a_broadcast(cast, live=False)
    by_hand.confirm_same(who("ma"))
    by_hand.go_live(who("chen"))
    assert by_hand.started_at is not None
    assert clock.now() - by_hand.started_at < timedelta(seconds=5)
    by_hand.end(who("ma"))
    by_clock = a_broadcast(cast, live=False, minutes_ago=-1)
    by_clock.confirm_same(who("ma"))
    with time_machine.travel(clock.now() + timedelta(minutes=3), tick=False):
        by_clock.start_auto(SYSTEM)
    assert by_clock.started_at == by_clock.planned_start
    assert by_clock.started_by_clock


def test_after_one_that_ran_over_the_clock_starts_at_its_end(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    first = a_broadcast(cast)
    second = a_broadcast(cast, live=False, minutes_ago=5)
    second.confirm_same(who("ma"))
    first.end(who("ma"))
    second.start_auto(SYSTEM)
    assert second.started_at == first.ended_at


def test_stream_time_stands_still_while_interrupted_and_after_the_end(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        made = a_broadcast(cast, minutes_ago=0)
        travel.shift(timedelta(minutes=10))
        made.interrupt(who("chen"), "platform", "N-77")
        travel.shift(timedelta(minutes=4))
        assert made.stream_ms() == 10 * MINUTE
        made.resume(who("ma"))
        travel.shift(timedelta(minutes=5))
        assert made.stream_ms() == 15 * MINUTE
        made.interrupt(who("ma"), "network")
        travel.shift(timedelta(minutes=3))
        made.end(who("ma"))
        travel.shift(timedelta(hours=1))
        assert made.stream_ms() == 15 * MINUTE
    assert [one.notice for one in made.interruptions] == ["N-77", ""]
    assert all(one.ended_at for one in made.interruptions)


def test_an_interruption_has_one_of_the_causes(cast: Cast, who: Callable[[str], Any]) -> None:
    with pytest.raises(Invalid):
        a_broadcast(cast).interrupt(who("ma"), "其他")


def test_emergency_and_a_free_hand_are_of_a_broadcast_that_is_on(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast)
    made.show_emergency("E-price", who("chen"))
    made.say_free(who("chen"))
    with pytest.raises(Denied):
        made.say_free(who("li"))
    made.end(who("ma"))
    assert (made.emergency, made.free_until) == (None, None)
    for verb in (made.say_free, lambda by: made.show_emergency("E-price", by)):
        with pytest.raises(WrongState):
            verb(who("chen"))


# ── correcting ──────────────────────────────────────────────────────────────────────────────


def test_times_are_corrected_once_and_what_happened_moves_along(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    cream = product()
    made = a_broadcast(cast, live=False)
    Segment.replace(made, rows(cream.id), None)
    made.confirm_same(who("ma"))
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        made.go_live(who("ma"))
        travel.shift(timedelta(minutes=10))
        advance(made, "next", who("chen"))
        travel.shift(timedelta(minutes=20))
        made.end(who("ma"))
        early = start - timedelta(minutes=3)
        made.correct_times(early, None, who("ma"))
        assert made.stream_ms() == 33 * MINUTE
        assert Segment.of(made)[0].started_ms == 13 * MINUTE
        assert events("broadcast.corrected")[0].data["shift_ms"] == 3 * MINUTE
        with pytest.raises(WrongState):
            made.correct_times(early, None, who("ma"))


def test_times_are_corrected_within_a_day_by_the_lead(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast)
    made.end(who("ma"))
    start = made.planned_start
    with pytest.raises(Denied):
        made.correct_times(start, None, who("chen"))
    with (
        time_machine.travel(clock.now() + timedelta(hours=25), tick=False),
        pytest.raises(WrongState),
    ):
        made.correct_times(start, None, who("ma"))


def test_impossible_times_are_refused_where_they_were_typed(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        made = a_broadcast(cast, minutes_ago=0)
        travel.shift(timedelta(minutes=10))
        made.interrupt(who("ma"), "network")
        travel.shift(timedelta(minutes=10))
        made.end(who("ma"))
        minute = timedelta(minutes=1)
        for begin, end, field in (
            (start + 60 * minute, None, "started_at"),
            (start + 11 * minute, None, "started_at"),
            (start, start - minute, "started_at"),
            (start, start + 30 * minute, "ended_at"),
            (start, start + 5 * minute, "ended_at"),
        ):
            with pytest.raises(Invalid) as refused:
                made.correct_times(begin, end, who("ma"))
            assert refused.value.field == field
        assert made.corrected_at is None


# ── the run sheet ───────────────────────────────────────────────────────────────────────────


def test_the_run_sheet_tells_what_was_late_early_and_skipped(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    Segment.replace(made, rows(None, None, None, None), who("chen"))
    made.confirm_same(who("ma"))
    with time_machine.travel(clock.now(), tick=False) as travel:
        made.go_live(who("ma"))
        sheet = Segment.of(made)
        advance(made, "next", who("he"))
        travel.shift(timedelta(minutes=12))
        advance(made, sheet[2].id, who("ma"))
        travel.shift(timedelta(minutes=5))
        assert [one.state for one in progress(made)] == ["done", "skipped", "running", "planned"]
        made.end(who("ma"))
        went = progress(made)
    assert [one.state for one in went] == ["done", "skipped", "done", "skipped"]
    assert [one.late_ms for one in went] == [0, None, -8 * MINUTE, None]
    assert [one.lasted_ms for one in went] == [12 * MINUTE, None, 5 * MINUTE, None]


def test_of_two_who_press_next_at_once_one_moves_it(cast: Cast, who: Callable[[str], Any]) -> None:
    made = a_broadcast(cast, live=False)
    Segment.replace(made, rows(None, None, None), None)
    made.go_live(who("ma"), "赶时间")
    first = advance(made, "next", who("ma"))
    second = advance(made, "next", who("ma"), seen=first.id)
    assert advance(made, "next", who("chen"), seen=first.id) is second
    assert advance(made, second.id, who("chen")) is second
    assert len(events("segment.started")) == 2


def test_one_may_come_back_to_what_was_skipped_but_not_go_beyond_the_end(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    Segment.replace(made, rows(None, None), None)
    with pytest.raises(WrongState):
        advance(made, "next", who("ma"))
    made.go_live(who("ma"), "赶时间")
    first, last = Segment.of(made)
    advance(made, last.id, who("ma"))
    assert first.skipped
    with pytest.raises(WrongState):
        advance(made, "next", who("ma"))
    advance(made, first.id, who("ma"))
    assert not first.skipped
    with pytest.raises(Denied):
        advance(made, "next", who("li"))


def test_the_run_sheet_is_written_before_by_the_lead_and_who_is_on_it(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    for name in ("li", "lin", "wu"):
        with pytest.raises(Denied):
            Segment.replace(made, rows(None), who(name))
    Segment.replace(made, rows(None), who("chen"))
    made.go_live(who("ma"), "赶时间")
    with pytest.raises(WrongState):
        Segment.replace(made, rows(None), who("ma"))
