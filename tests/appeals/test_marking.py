"""Who gave the marks of a month lifts no 问题 of somebody else's that stands in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.shops import month_cycle, month_for
from tests.cast import Cast, Member
from tests.held import Held, hold
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied
from zhubo_web.months.models import ClassRating
from zhubo_web.months.models.gathering import gather

LATER = clock.shanghai(date(2026, 12, 7), 12)
ISSUES = tuple((minute, {"kind": "issue", "tag": "P12"}) for minute in (9, 15))


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Two 问题 about chen: the first ma's, the second lin's."""
    made = hold(app, cast, taps=ISSUES)
    with made.at():
        made.note(1).observer_id = cast.lin.id
    return made


def marked(held: Held, *, handed_in: bool = True) -> None:
    """Ma, lin and hong gave the marks of chen's month."""
    with held.at(LATER):
        one = month_for(month_cycle(), held.person("chen"), held.cast.care, "rating", gather)
        if not handed_in:
            for rating in one.ratings:
                assert isinstance(rating, ClassRating)
                rating.submitted_at = None


def test_until_marks_are_handed_in_the_lead_settles_every_issue(held: Held) -> None:
    marked(held, handed_in=False)
    with held.at(LATER):
        held.note(1).dispose("dismissed", held.person("ma"))
        assert held.note(1).disposition == "dismissed"


def test_who_marked_the_month_dismisses_nobody_elses_issue(held: Held) -> None:
    marked(held)
    with held.at(LATER):
        ma, note = held.person("ma"), held.note(1)
        with pytest.raises(Denied, match="这个月打过分"):
            note.dispose("dismissed", ma)
        note.dispose("coached", ma)
        note.dispose("dismissed", held.person("lin"))
        with pytest.raises(Denied, match="这个月打过分"):
            note.dispose(None, ma)
        own = held.note(0)
        own.dispose("dismissed", ma)
        assert (note.disposition, own.disposition) == ("dismissed", "dismissed")


def test_who_rated_the_broadcast_does_not_either(held: Held) -> None:
    held.clock(timedelta(hours=1))
    with held.at(timedelta(hours=1)):
        held.evaluation().rater_id = held.cast.ma.id
    with held.at(timedelta(hours=1)), pytest.raises(Denied, match="打过分"):
        held.note(1).dispose("dismissed", held.person("ma"))


def test_the_page_offers_what_may_be_done(
    held: Held, client_of: Callable[[Member], FlaskClient]
) -> None:
    marked(held)
    with time_machine.travel(LATER, tick=False):
        ma = client_of(held.cast.ma)
        others, own = (ma.get(f"/notes/{held.notes[n]}").text for n in (1, 0))
    assert 'value="coached"' in others and 'value="dismissed"' not in others
    assert 'value="dismissed"' in own
