"""Nobody settles a note about themselves, whatever roles they hold: neither dispute nor disposition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.held import Held, hold
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Denied

DAY = timedelta(days=1)
UNNAMED = ((30, {"kind": "issue", "tag": "P12", "assistant": None}),)


@pytest.fixture(params=["named", "unnamed"])
def held(request: pytest.FixtureRequest, app: Flask, cast: Cast) -> Held:
    """A 问题 about chen, who leads operations of the room too."""
    one = UNNAMED if request.param == "unnamed" else ((30, {"kind": "issue", "tag": "P12"}),)
    made = hold(app, cast, taps=one)
    with made.at():
        made.person("chen").grant(roles.OPERATIONS, None, room_id=cast.care)
    made.clock(DAY + timedelta(minutes=1))
    return made


def test_who_disputes_a_note_does_not_decide(held: Held) -> None:
    with held.at(DAY + timedelta(hours=1)):
        note, chen = held.note(0), held.person("chen")
        assert note.state == "released"
        note.dispute(chen, "不是我")
        assert held.cast.chen.id not in note.reviewer_ids()
        with pytest.raises(Denied):
            note.withdraw(chen, "看过回放")
        with pytest.raises(Denied):
            note.correct(chen, "看过回放", "praise")


def test_what_a_problem_comes_to_is_not_said_by_who_made_it(held: Held) -> None:
    with held.at(DAY + timedelta(hours=1)), pytest.raises(Denied):
        held.note(0).dispose("dismissed", held.person("chen"))


def test_who_was_on_air_does_not_decide(held: Held) -> None:
    with held.at(DAY + timedelta(hours=1)):
        held.person("he").grant(roles.SENIOR_HOST, None, room_id=held.cast.care)
        note = held.note(0)
        note.dispute(held.person("chen"), "不是我")
        with pytest.raises(Denied):
            note.withdraw(held.person("he"), "看过回放")
