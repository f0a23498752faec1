"""Who judged, noted or looked before takes no further part; nobody decides what they did not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.held import ENDS, Held, hold
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import WrongState
from zhubo_web.core.workflow import STRICT
from zhubo_web.evaluations import permissions
from zhubo_web.evaluations.models import Given
from zhubo_web.policies.rubrics import BROADCAST

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES = [one.code for one in BROADCAST]


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    return hold(app, cast)


def test_whose_notes_made_the_suggestion_does_not_decide_its_dispute(held: Held) -> None:
    """正常 in one tap cites no note, but it takes over what the notes suggest."""
    held.clock(timedelta(minutes=1))
    with held.at():
        held.person("ma").grant(roles.HR, None)
        held.person("lin").grant(roles.OPERATIONS, None, room_id=held.cast.care)
    with held.at(HOUR):
        one = held.evaluation()
        one.submit(held.person("lin"), Given(one.normal(), replayed=True))
    held.clock(DAY)
    with held.at(DAY + HOUR):
        one = held.evaluation()
        assert one.state == "published"
        one.dispute(held.person("chen"), "那一分钟不是我")
        assert permissions.upholds(held.person("ma"), one) is not None
        assert permissions.revises(held.person("ma"), one) is not None


def test_nobody_rates_blind_who_could_read_the_other_rating(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, setting=STRICT)
    marks: dict[str, int | None] = dict.fromkeys(CODES, 3)
    with held.at(HOUR):
        held.evaluation().submit(held.person("ma"), Given(marks, strengths="好", gaps="少"))
    with held.at(2 * HOUR):
        held.evaluation().send_back(held.person("hong"), "再看一眼")
    with held.at(3 * HOUR), pytest.raises(WrongState):
        held.evaluation().join_blind(held.person("lin"), replayed=True)


def test_who_was_on_air_for_a_while_does_not_rate(app: Flask, cast: Cast) -> None:
    """lin hosted until somebody took over; what a host thinks is said otherwise."""
    held = hold(app, cast, ends=None)
    with held.at(ENDS - HOUR):
        held.person("lin").grant(roles.HOST, None, room_id=cast.care)
        held.broadcast.restaff({"host": [held.person("lin")]}, held.person("ma"))
    with held.at(ENDS - timedelta(minutes=20)):
        held.broadcast.restaff({"host": [held.person("he")]}, held.person("ma"))
    with held.at():
        held.broadcast.end(held.person("ma"))
        assert permissions.rates(held.person("lin"), held.evaluation()) is not None


def test_what_is_published_is_what_was_looked_at(app: Flask, cast: Cast) -> None:
    held = hold(app, cast, setting=STRICT)
    for hours, mark in ((1, 3), (3, 4)):
        with held.at(hours * HOUR):
            marks: dict[str, int | None] = dict.fromkeys(CODES, mark)
            held.evaluation().submit(held.person("ma"), Given(marks, strengths="好", gaps="少"))
        if hours == 1:
            with held.at(2 * HOUR):
                held.evaluation().send_back(held.person("hong"), "再看一眼")
    with held.at(4 * HOUR):
        with pytest.raises(WrongState):
            held.evaluation().publish(held.person("hong"), seen=1)
        held.evaluation().publish(held.person("hong"), seen=2)
