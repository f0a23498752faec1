"""Inboxes and timers come from the workflow's rows: opened, settled, reminded, moved by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from tests.cast import Cast, broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.duties.jobs import BATCH, remind, run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db

Commit = Callable[[], None]


@pytest.fixture
def planned(cast: Cast, inside: Commit) -> int:
    """A broadcast that begins in three hours."""
    made = broadcast(cast, live=False, minutes_ago=-180)
    inside()
    return made.id


def _duties(cast: Cast) -> list[Duty]:
    return Duty.open_of(db.session.get_one(Person, cast.ma.id))


def test_a_planned_broadcast_waits_for_its_lead_until_half_an_hour_before(
    cast: Cast, planned: int
) -> None:
    (duty,) = _duties(cast)
    made = db.session.get_one(Broadcast, planned)
    assert duty.due_at == made.planned_start - timedelta(minutes=30)
    assert duty.values["title"] == "秋冬专场"


def test_nobody_else_is_asked(cast: Cast, planned: int) -> None:
    for name in ("lin", "hong", "qian", "wu", "chen"):
        member = getattr(cast, name)
        assert Duty.open_of(db.session.get_one(Person, member.id)) == []


def test_a_cancelled_broadcast_waits_for_nobody(cast: Cast, planned: int, inside: Commit) -> None:
    db.session.get_one(Broadcast, planned).cancel(db.session.get_one(Person, cast.ma.id), "停播")
    inside()
    assert _duties(cast) == []


def test_one_reminder_before_it_is_due(cast: Cast, planned: int, inside: Commit) -> None:
    assert remind() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=45)):
        assert remind() == 1
        assert remind() == 0
    names = db.session.scalars(select(AuditEvent.name)).all()
    assert names.count("duty.reminded") == 1


def _confirm(cast: Cast, planned: int) -> None:
    """The lead's 同上场, and the assistant's name beside it."""
    made = db.session.get_one(Broadcast, planned)
    made.confirm_same(db.session.get_one(Person, cast.ma.id))
    made.second_same(db.session.get_one(Person, cast.chen.id))


def test_the_clock_starts_a_confirmed_broadcast_at_its_time(
    cast: Cast, planned: int, inside: Commit
) -> None:
    _confirm(cast, planned)
    inside()
    run_timers()
    assert db.session.get_one(Broadcast, planned).state == "scheduled"
    with time_machine.travel(clock.now() + timedelta(hours=3, minutes=1)):
        run_timers()
        assert db.session.get_one(Broadcast, planned).state == "live"


def test_what_a_person_changed_meanwhile_the_clock_moves_at_its_next_look(
    cast: Cast, planned: int, inside: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_args: object, **_values: object) -> None:
        raise StaleDataError("somebody was faster")

    _confirm(cast, planned)
    inside()
    with time_machine.travel(clock.now() + timedelta(hours=3, minutes=1)):
        with monkeypatch.context() as faster:
            faster.setattr(Broadcast, "start_auto", too_late)
            run_timers()
        assert db.session.get_one(Broadcast, planned).state != "live"
        run_timers()
        assert db.session.get_one(Broadcast, planned).state == "live"


def test_the_clock_does_not_start_what_nobody_confirmed(
    cast: Cast, planned: int, inside: Commit
) -> None:
    with time_machine.travel(clock.now() + timedelta(hours=3, minutes=1)):
        run_timers()
        assert db.session.get_one(Broadcast, planned).state == "scheduled"


def test_broadcasts_that_can_never_close_do_not_hold_up_the_one_that_can(
    cast: Cast, inside: Commit
) -> None:
    """More watched broadcasts than one look takes stand before one that nobody watched."""
    long_ago = clock.now() - timedelta(days=4)
    numbers = []
    for place in range(BATCH + 1):
        made = broadcast(cast, live=False, minutes_ago=-60 * (place + 1))
        made.set_roster("assistant", [], None)  # nobody's summary is waited for
        db.session.execute(
            update(Broadcast)
            .where(Broadcast.id == made.id)
            .values(state="ended", ended_at=long_ago, unwatched_at=long_ago + timedelta(days=2))
            .values(last_seq=0 if place == BATCH else 5)
        )
        numbers.append(made.id)
    inside()
    run_timers()
    assert db.session.get_one(Broadcast, numbers[-1]).state == "closed"
    assert db.session.get_one(Broadcast, numbers[0]).state == "ended"
