"""The run sheet: written before, advanced on air, told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.broadcasts.seeds import MINUTE, events, rows
from tests.cast import Cast
from tests.cast import broadcast as a_broadcast
from zhubo_web.broadcasts.models import Segment, advance
from zhubo_web.broadcasts.models.run_sheet import progress
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, WrongState


def test_the_run_sheet_tells_what_was_late_early_and_skipped(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False)
    Segment.replace(made, rows(None, None, None, None), who("chen"))
    made.confirm_same(who("ma"))
    made.second_same(who("he"))
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
