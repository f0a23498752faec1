"""Released notes that nobody answers: after five days they are passed over, which is no agreement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.held import Held, hold
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.reasons import WrongState
from zhubo_web.extensions import db

#: A Thursday night; of the five days after it Saturday is worked for the holiday, Sunday is not.
ENDS = clock.shanghai(date(2026, 10, 8), 23, 50)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
READING = "看一遍跟播记录：%(title)s"


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Three notes of ma about chen, released a minute after the end."""
    made = hold(app, cast, ends=ENDS)
    made.clock(ENDS + MINUTE)
    return made


def test_five_days_later_they_are_passed_over_and_wait_for_nobody(held: Held) -> None:
    with held.at(ENDS + DAY):
        held.note(0).acknowledge(held.person("chen"))
    assert READING in held.waiting("chen")
    held.clock(ENDS + 5 * DAY)
    with held.at(ENDS + 5 * DAY):
        assert [held.note(one).state for one in range(3)] == [
            "acknowledged",
            "released",
            "released",
        ]
    held.clock(ENDS + 5 * DAY + 2 * MINUTE)
    with held.at(ENDS + 5 * DAY + 2 * MINUTE):
        states = [held.note(one).state for one in range(3)]
        assert states == ["acknowledged", "no_response", "no_response"]
        query = select(AuditEvent).where(AuditEvent.name == "observation.passed_over")
        assert {event.subject_id for event in db.session.scalars(query)} == set(held.notes[1:])
    assert READING not in held.waiting("chen")


def test_what_was_passed_over_counts_as_before_and_may_still_be_disputed(held: Held) -> None:
    moment = ENDS + 5 * DAY + 2 * MINUTE
    held.clock(moment)
    with held.at(moment):
        note = held.note(1)
        assert note.why_not_counted is None
        with pytest.raises(WrongState):
            note.acknowledge(held.person("chen"))
        note.dispute(held.person("chen"), "公屏是主播回的")
        assert note.state == "disputed"
