"""The table of the broadcast: every row for everybody, every guard, every timer, two at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.workflow import CHECK_ITEMS, WORKFLOW
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.core.workflow import SYSTEM, Transition
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db, writing

LEADS = {"ma", "qian"}
THERE = LEADS | {"he", "chen"}
#: (from, verb) → who may; "system" is the timer. Written by hand, to be compared with the table.
MAY = {
    ("", "schedule"): LEADS | {"system"},
    ("scheduled", "pass_prelive"): LEADS | {"lin"},
    ("scheduled", "start_unchecked"): LEADS,
    ("scheduled", "start_auto"): {"system"},
    ("scheduled", "start_confirmed"): THERE,
    ("scheduled", "cancel"): LEADS,
    ("checked", "recheck"): THERE | {"system"},
    ("checked", "start"): THERE,
    ("checked", "start_auto"): {"system"},
    ("checked", "cancel"): LEADS,
    ("live", "interrupt"): THERE,
    ("live", "end"): THERE | {"system"},
    ("live", "end_auto"): {"system"},
    ("interrupted", "resume"): LEADS,
    ("interrupted", "end"): LEADS,
    ("interrupted", "end_auto"): {"system"},
    ("ended", "accept_summary"): {"system"},
    ("ended", "close_unwatched"): {"system"},
    ("summarised", "close"): {"system"},
}
ROWS = pytest.mark.parametrize("row", WORKFLOW.rows, ids=lambda row: f"{row.source}-{row.verb}")


def ready(cast: Cast, state: str) -> Broadcast:
    """A broadcast in a state, with every guard content."""
    made = a_broadcast(cast, live=False)
    made.state = state
    made.same_confirmed_at = clock.now()
    made.checklist = {"items": list(CHECK_ITEMS), "names": [cast.ma.id, cast.qian.id]}
    made.unchecked_reason = "临时加播"
    made.started_at = made.last_activity_at = clock.now() - timedelta(hours=1)
    if state == "ended":  # closing without a summary is for a broadcast without assistants
        made.roster[:] = [one for one in made.roster if one.part != "assistant"]
    db.session.flush()
    return made


def everybody(cast: Cast) -> dict[str, Any]:
    """Short name → person, and the timer."""
    people = {one.username: db.session.get_one(Person, one.id) for one in cast.everybody()}
    return {**people, "system": SYSTEM}


def test_the_table_written_by_hand_names_every_row() -> None:
    assert {(row.source, row.verb) for row in WORKFLOW.rows} == set(MAY)


@ROWS
def test_a_row_is_for_exactly_those_it_names(
    row: Transition, cast: Cast, inside: Callable[[], None]
) -> None:
    made = ready(cast, row.source)
    allowed = {name for name, who in everybody(cast).items() if not made.why_not(row.verb, who)}
    assert allowed == MAY[row.source, row.verb]


@ROWS
def test_whoever_may_not_is_denied_with_the_reason_of_the_button(
    row: Transition, cast: Cast, inside: Callable[[], None]
) -> None:
    made = ready(cast, row.source)
    for name, who in everybody(cast).items():
        if name in MAY[row.source, row.verb]:
            continue
        with pytest.raises(Denied) as refused:
            WORKFLOW.step(made, row.verb, who)
        assert refused.value.reason == made.why_not(row.verb, who)
        assert made.state == row.source


def test_the_stranger_of_another_room_may_nothing(cast: Cast, inside: Callable[[], None]) -> None:
    wu = db.session.get_one(Person, cast.wu.id)
    for state, verb in MAY:
        made = ready(cast, state)
        assert made.why_not(verb, wu) is not None
        made.state = "closed"


@pytest.mark.parametrize("state", list(WORKFLOW.states))
def test_a_verb_of_another_state_is_refused_with_the_present_one(
    state: str, cast: Cast, inside: Callable[[], None]
) -> None:
    made, ma = ready(cast, state), db.session.get_one(Person, cast.ma.id)
    for verb in {row.verb for row in WORKFLOW.rows} - {v for s, v in MAY if s == state}:
        with pytest.raises(WrongState) as refused:
            WORKFLOW.step(made, verb, ma)
        assert refused.value.reason.values == {"state": WORKFLOW.states[state]}


GUARDS: list[tuple[str, str, Callable[[Broadcast], None], str]] = [
    ("scheduled", "start_confirmed", lambda b: setattr(b, "same_confirmed_at", None), "同上场"),
    ("scheduled", "start_auto", lambda b: setattr(b, "same_confirmed_at", None), "同上场"),
    ("scheduled", "start_unchecked", lambda b: setattr(b, "unchecked_reason", ""), "原因"),
    ("scheduled", "pass_prelive", lambda b: setattr(b, "checklist", None), "没勾"),
    (
        "scheduled",
        "pass_prelive",
        lambda b: setattr(b, "checklist", {"items": list(CHECK_ITEMS), "names": [1]}),
        "两个人",
    ),
    ("live", "end_auto", lambda b: setattr(b, "last_activity_at", clock.now()), "动静"),
    ("ended", "close_unwatched", lambda b: setattr(b, "last_seq", 3), "有人跟播"),
    ("ended", "close_unwatched", lambda b: setattr(b, "people", lambda part: [part]), "小结"),
]


@pytest.mark.parametrize(("state", "verb", "spoil", "word"), GUARDS)
def test_a_guard_that_does_not_hold_says_why(
    state: str,
    verb: str,
    spoil: Callable[[Broadcast], None],
    word: str,
    cast: Cast,
    inside: Callable[[], None],
) -> None:
    made = ready(cast, state)
    spoil(made)
    who = next(iter(MAY[state, verb]))
    reason = made.why_not(verb, everybody(cast)[who])
    assert reason is not None
    assert word in reason.msgid


@pytest.mark.parametrize("verb", ["start", "start_auto"])
def test_a_room_carries_one_broadcast_at_a_time(
    verb: str, cast: Cast, inside: Callable[[], None]
) -> None:
    a_broadcast(cast)
    made = ready(cast, "checked")
    reason = made.why_not(verb, everybody(cast)["ma" if verb == "start" else "system"])
    assert reason is not None
    assert "没下播" in reason.msgid


def test_the_clock_does_not_start_what_is_over_by_plan(
    cast: Cast, inside: Callable[[], None]
) -> None:
    made = ready(cast, "checked")
    made.planned_end = clock.now() - timedelta(minutes=1)
    assert made.why_not("start_auto", SYSTEM) is not None
    assert made.why_not("start", everybody(cast)["ma"]) is None


# ── timers ──────────────────────────────────────────────────────────────────────────────────


def planned_in_an_hour(app: Flask, cast: Cast, state: str = "scheduled") -> int:
    """A broadcast of the next hours; its id."""
    with app.app_context(), writing():
        made = a_broadcast(cast, live=False, minutes_ago=-60)
        ma, lin = (db.session.get_one(Person, one.id) for one in (cast.ma, cast.lin))
        if state == "confirmed":
            made.confirm_same(ma)
        elif state == "checked":
            made.sign_checklist(list(CHECK_ITEMS), ma)
            made.sign_checklist(list(CHECK_ITEMS), lin)
        return made.id


def state_at(app: Flask, number: int, after: timedelta) -> str:
    """The state once the timers ran at that time from now."""
    with time_machine.travel(clock.now() + after, tick=False), app.app_context():
        run_timers()
        db.session.rollback()
        return db.session.get_one(Broadcast, number).state


@pytest.mark.parametrize(
    ("how", "before", "after"),
    [
        ("scheduled", "scheduled", "scheduled"),
        ("confirmed", "scheduled", "live"),
        ("checked", "checked", "live"),
    ],
)
def test_the_clock_starts_what_was_checked_and_nothing_else(
    app: Flask, cast: Cast, how: str, before: str, after: str
) -> None:
    number = planned_in_an_hour(app, cast, how)
    assert state_at(app, number, timedelta(minutes=59)) == before
    assert state_at(app, number, timedelta(minutes=61)) == after


def test_the_clock_ends_what_ran_over_and_went_quiet(app: Flask, cast: Cast) -> None:
    number = planned_in_an_hour(app, cast, "confirmed")
    assert state_at(app, number, timedelta(minutes=61)) == "live"
    assert state_at(app, number, timedelta(hours=3, minutes=30)) == "live"
    assert state_at(app, number, timedelta(hours=4, minutes=1)) == "ended"
    with app.app_context():
        made = db.session.get_one(Broadcast, number)
        assert made.ended_at == made.planned_end


def test_the_clock_waits_while_something_moves_but_never_beyond_twelve_hours(
    app: Flask, cast: Cast
) -> None:
    number = planned_in_an_hour(app, cast, "confirmed")
    assert state_at(app, number, timedelta(minutes=61)) == "live"
    for hours in (4, 12):
        moment = timedelta(hours=hours, minutes=1)
        with app.app_context(), writing():
            made = db.session.get_one(Broadcast, number)
            made.last_activity_at = clock.now() + moment - timedelta(minutes=5)
        assert state_at(app, number, moment) == "live"
    assert state_at(app, number, timedelta(hours=13, minutes=1)) == "ended"


def test_a_broadcast_nobody_watched_closes_after_two_days(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        made = a_broadcast(cast)
        made.set_roster("assistant", [], None)
        made.end(db.session.get_one(Person, cast.ma.id))
        number = made.id
    assert state_at(app, number, timedelta(hours=47)) == "ended"
    assert state_at(app, number, timedelta(hours=49)) == "closed"


# ── two at once ─────────────────────────────────────────────────────────────────────────────


def test_of_two_who_start_at_once_one_wins_and_the_other_is_told(
    app: Flask, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    number = planned_in_an_hour(app, cast, "confirmed")
    browsers = [client_of(cast.ma), client_of(cast.chen)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: one.post(f"/broadcasts/{number}/start"), browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
