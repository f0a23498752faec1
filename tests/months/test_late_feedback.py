"""Feedback that is put on somebody once its month has been frozen counts where it was put on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.months.november import FIRST, FROZEN, LAST_DAY, November
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import patching
from zhubo_web.months.models import Month, MonthlyEvaluation, counted_later
from zhubo_web.months.models.gathering import gather
from zhubo_web.surveys.models import Feedback

DECEMBER = date(2026, 12, 1)
SECOND = timedelta(seconds=1)
LATER = clock.shanghai(date(2026, 12, 20), 12)
NEW_YEAR = clock.shanghai(date(2027, 1, 1))
CLOSES = clock.shanghai(date(2026, 12, 31), 12)


def said(november: November, decided: datetime | None, **values: Any) -> int:
    """Of November, put on chen then."""
    with november.at(november.held_at):
        return november.said("chen", decided_at=decided, **values).id


def december(november: November, at: datetime = CLOSES) -> set[int]:
    """What chen's December, opened then, would count now."""
    if not november_has(november, DECEMBER):
        november.another(date(2026, 12, 10), "chen")
        with november.at(at):
            MonthlyEvaluation.open_some(
                Month.open(DECEMBER, november.person("ma")), november.person("ma")
            )
    with november.at(at):
        month = Month.of(DECEMBER)
        assert month is not None
        one = db.session.query(MonthlyEvaluation).filter_by(month_id=month.id).one()
        return patching.named(gather([one])[one.id], "feedback")


def november_has(november: November, first: date) -> bool:
    with november.app.app_context():
        return Month.of(first) is not None


def frozen(november: November) -> set[int]:
    with november.app.app_context():
        month = Month.of(FIRST)
        assert month is not None
        chen = november.cast.chen.id
        query = db.session.query(MonthlyEvaluation).filter_by(assistant_id=chen, month_id=month.id)
        return patching.named(query.one().facts, "feedback")


@pytest.mark.parametrize("loose", [False, True], ids=["of a broadcast", "of none"])
@pytest.mark.parametrize(
    ("after", "late"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)]
)
def test_the_moment_of_freezing_is_the_boundary(
    november: November, after: timedelta, late: bool, loose: bool
) -> None:
    november.opened()
    early = None if late else said(november, FROZEN + after, **of(loose))
    november.freeze()
    number = early or said(november, FROZEN + after, **of(loose))
    assert (number in frozen(november)) is not late
    assert (number in december(november)) is late
    with november.at(CLOSES):
        told = counted_later([db.session.get_one(Feedback, number)])
    assert told == ({number: DECEMBER} if late else {})


def of(loose: bool) -> dict[str, Any]:
    return {"broadcast_id": None} if loose else {}


def test_a_month_that_is_not_frozen_takes_what_is_late(november: November) -> None:
    november.opened()
    number = said(november, LATER)
    assert december(november) == set()
    november.freeze(LATER + SECOND)
    assert frozen(november) == {number} and december(november) == set()


def test_what_a_frozen_month_counted_is_never_counted_again(november: November) -> None:
    """Contested and put on the same person again, after the month that counts it was frozen."""
    november.opened()
    number = said(november, LAST_DAY)
    november.freeze()
    with november.at(LATER):
        db.session.get_one(Feedback, number).decided_at = LATER
    assert frozen(november) == {number} and december(november) == set()


def test_what_is_taken_off_again_counts_nowhere(november: November) -> None:
    november.opened()
    november.freeze()
    number = said(november, LATER)
    assert december(november) == {number}
    with november.at(LATER):
        db.session.get_one(Feedback, number).state = "cleared"
    assert december(november) == set()


def test_it_still_counts_in_its_month_once_that_is_frozen_too(november: November) -> None:
    november.opened()
    november.freeze()
    number = said(november, LATER)
    assert december(november) == {number}
    november.freeze(NEW_YEAR + timedelta(days=1, minutes=1))
    with november.at(NEW_YEAR + timedelta(days=2)):
        month = Month.of(DECEMBER)
        assert month is not None and month.frozen_at is not None
        one = db.session.query(MonthlyEvaluation).filter_by(month_id=month.id).one()
        assert patching.named(one.facts, "feedback") == {number}
        assert counted_later([db.session.get_one(Feedback, number)]) == {number: DECEMBER}


def test_its_row_says_in_which_month_it_counts(
    november: November, client_of: Callable[[Any], FlaskClient]
) -> None:
    november.opened()
    november.freeze()
    said(november, LATER)
    told = "发生的那个月已经锁数，所以算进 2026-12"
    with time_machine.travel(CLOSES, tick=False):
        client = client_of(november.cast.chen)
        pages = {name: client.get(f"/me/feedback?month={name}").text
                 for name in ("2026-11", "2026-12", "2026-10")}  # fmt: skip
    assert told in pages["2026-11"] and told in pages["2026-12"] and told not in pages["2026-10"]
    assert "还没有。" in pages["2026-11"] and "还没有。" not in pages["2026-12"]
