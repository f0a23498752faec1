"""What a month that is out locks: each broadcast's evaluations, and with them the broadcast."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from tests.counting import counted
from tests.months.november import FROZEN, LAST_DAY, OVER, November
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core.workflow import STRICT
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.workflow import WORKFLOW as EVALUATION
from zhubo_web.extensions import db
from zhubo_web.months import jobs
from zhubo_web.months.models import locking
from zhubo_web.months.workflow import WORKFLOW as MONTH

OUT = OVER + timedelta(days=5)
PEOPLE = ("chen", "li")


def evaluated(november: November, state: str, *, until: datetime = FROZEN) -> None:
    """Both assistants' evaluations stand there, and may be answered until then."""
    with november.at(november.held_at):
        for name in PEOPLE:
            one = november.held.evaluation(name)
            one.state, one.answer_until = state, until


def month(november: November, **states: str) -> None:
    """The month is open, with the results of these people in these states."""
    november.opened()
    with november.at(LAST_DAY):
        for name, state in states.items():
            november.one(name).state = state


def locked(november: November, at: datetime = OUT) -> int:
    with time_machine.travel(at, tick=False), november.app.app_context():
        return jobs.lock_evaluations()


def states(november: November) -> tuple[str, list[str]]:
    with november.at(OUT):
        evaluations = [november.held.evaluation(name).state for name in PEOPLE]
        return november.held.broadcast.state, evaluations


@pytest.mark.parametrize("state", sorted(EVALUATION.states))
def test_each_state_is_locked_where_the_table_lets_it(november: November, state: str) -> None:
    evaluated(november, state)
    month(november, chen="published", li="published")
    goes = EVALUATION.row(state, "lock") or EVALUATION.row(state, "lock_seen")
    assert locked(november) == (2 if goes else 0)
    assert states(november)[1] == ["final" if goes else state] * 2


@pytest.mark.parametrize("state", sorted(MONTH.states))
def test_it_waits_until_the_month_is_out_for_everybody_and_not_in_dispute(
    november: November, state: str
) -> None:
    evaluated(november, "acknowledged")
    month(november, chen="published", li=state)
    out = state in (
        "published",
        "interviewed",
        "acknowledged",
        "unacknowledged",
        "reissued",
        "closed",
    )
    assert locked(november) == (2 if out else 0)


def test_who_has_no_month_yet_is_waited_for(november: November) -> None:
    evaluated(november, "acknowledged")
    month(november, chen="published", li="published")
    with november.at(LAST_DAY):
        db.session.delete(november.one("li"))
    assert locked(november) == 0


def test_the_time_to_answer_passes_first(november: November) -> None:
    evaluated(november, "acknowledged", until=OUT)
    month(november, chen="published", li="published")
    assert locked(november, OUT - timedelta(seconds=1)) == 0
    assert locked(november, OUT) == 2 and locked(november, OUT) == 0


def test_what_is_handled_strictly_is_not_taken_for_seen(november: November) -> None:
    evaluated(november, "published")
    month(november, chen="published", li="published")
    with november.at(OUT):
        november.held.evaluation("li").setting = STRICT
    assert locked(november) == 1
    assert states(november)[1] == ["final", "published"]


def test_the_last_one_closes_the_broadcast_and_one_in_dispute_keeps_it_open(
    november: November,
) -> None:
    evaluated(november, "acknowledged")
    month(november, chen="closed", li="published")
    with november.at(OUT):
        november.held.broadcast.state = "summarised"
        november.held.evaluation("li").state = "disputed"
    assert locked(november) == 1
    assert states(november) == ("summarised", ["final", "disputed"])
    with november.at(OUT):
        november.held.evaluation("li").state = "upheld"
    assert locked(november) == 1
    assert states(november) == ("closed", ["final", "final"])
    with november.at(OUT):
        names = [one.name for one in db.session.query(AuditEvent).order_by(AuditEvent.id.desc())]
        assert names[:2] == ["broadcast.closed", "evaluation.locked"]


def test_another_months_result_locks_nothing(november: November) -> None:
    """The broadcast of the first of December is no part of November, though it is the same people's."""
    evaluated(november, "acknowledged")
    later = november.another(date(2026, 12, 1), *PEOPLE)
    month(november, chen="published", li="published")
    with november.at(OUT):
        for name in PEOPLE:
            one = later.evaluation(name)
            one.state, one.answer_until = "acknowledged", OUT
    assert locked(november) == 2
    with november.at(OUT):
        assert {later.evaluation(name).state for name in PEOPLE} == {"acknowledged"}


def test_whoever_changed_meanwhile_is_left(november: November) -> None:
    evaluated(november, "acknowledged")
    month(november, chen="published", li="published")
    with november.at(OUT):
        ids = list(locking.due(40))
        november.held.evaluation("li").state = "disputed"
        assert len(ids) == 2 and locking.lock(ids) == 1


def test_many_are_found_by_few_statements_and_taken_a_few_at_a_time(
    november: November, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated(november, "acknowledged")
    for day in range(2, 8):
        november.another(date(2026, 11, day), *PEOPLE)
    with november.at(LAST_DAY):
        for one in db.session.query(Evaluation):
            one.state, one.answer_until = "acknowledged", FROZEN
    month(november, chen="published", li="published")
    with november.at(OUT), counted(november.app) as heard:
        assert len(list(locking.due(100))) == 14 and len(heard) <= 4
        assert len(list(locking.due(5))) == 5
    taken: list[int] = []
    whole = locking.lock
    monkeypatch.setattr(locking, "lock", lambda ids: taken.append(len(ids)) or whole(ids))
    monkeypatch.setattr(jobs, "LOCKED_TOGETHER", 4)
    assert locked(november) == 14 and taken == [4, 4, 4, 2]
