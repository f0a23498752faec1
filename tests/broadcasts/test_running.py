"""Start, stream time, end, and correcting the times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.broadcasts.seeds import MINUTE, events, rows
from tests.cast import Cast, product
from tests.cast import broadcast as a_broadcast
from zhubo_web.broadcasts.models import Segment, advance
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM

pytestmark = pytest.mark.system("S19")


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
    by_hand.second_same(who("he"))
    by_hand.go_live(who("chen"))
    assert by_hand.started_at is not None
    assert clock.now() - by_hand.started_at < timedelta(seconds=5)
    by_hand.end(who("ma"))
    by_clock = a_broadcast(cast, live=False, minutes_ago=-1)
    by_clock.confirm_same(who("ma"))
    by_clock.second_same(who("he"))
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
    second.second_same(who("he"))
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


def test_times_are_corrected_once_and_what_happened_moves_along(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    cream = product()
    made = a_broadcast(cast, live=False)
    Segment.replace(made, rows(cream.id), None)
    made.confirm_same(who("ma"))
    made.second_same(who("he"))
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
