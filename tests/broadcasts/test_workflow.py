"""The table of the broadcast: every row for everybody, every guard, every timer, two at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.cast import broadcast as a_broadcast
from tests.tables import HERE, PEOPLE, Place, allowed, strays
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.workflow import CHECK_ITEMS, WORKFLOW
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT, SYSTEM
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db, writing

LEADS = {"ma", "qian"}
THERE = LEADS | {"he", "chen"}
CHECKS = LEADS | {"lin"}
CLOCK = {"clock"}
#: From the domain's table of the broadcast; recheck, start_confirmed and end_auto are our own rows.
MAY = {
    " → scheduled schedule [all]": LEADS | CLOCK,
    "scheduled → checked pass_prelive [all]": CHECKS,
    "checked → scheduled recheck [all]": THERE | CLOCK,
    "scheduled → live start_unchecked [all]": LEADS,
    "checked → live start [all]": THERE,
    "checked → live start_auto [standard]": CLOCK,
    "scheduled → live start_auto [standard]": CLOCK,
    "scheduled → live start_confirmed [standard]": THERE,
    "scheduled → cancelled cancel [all]": LEADS,
    "checked → cancelled cancel [all]": LEADS,
    "live → interrupted interrupt [all]": THERE,
    "interrupted → live resume [all]": LEADS,
    "interrupted → ended end [all]": LEADS,
    "interrupted → ended end_auto [standard]": CLOCK,
    "live → ended end [all]": THERE | CLOCK,
    "live → ended end_auto [standard]": CLOCK,
    "ended → summarised accept_summary [all]": CLOCK,
    "summarised → closed close [all]": CLOCK,
    "ended → closed close_unwatched [all]": CLOCK,
}


@dataclass
class Planned:
    """A broadcast with every guard content; ``chen`` and ``he`` are on it."""

    state: str
    setting: str
    room: Place = HERE
    room_id: int = HERE.id
    same_confirmed_at: datetime | None = field(default_factory=clock.now)
    same_second_at: datetime | None = field(default_factory=clock.now)
    checklist: dict[str, Any] = field(
        default_factory=lambda: {"items": list(CHECK_ITEMS), "names": [4, 8]}
    )
    unchecked_reason: str = "临时加播"
    missed: bool = False
    late: bool = False
    busy: bool = False
    moves: bool = False
    last_seq: int = 0
    assistants: list[int] = field(default_factory=list)

    def people(self, _part: str) -> list[int]:
        return self.assistants

    def has_on_roster(self, person: Any) -> bool:
        return person.id in (1, 3)

    def room_is_busy(self) -> bool:
        return self.busy

    def check_is_late(self) -> bool:
        return self.late

    def quiet_for(self, _length: timedelta) -> bool:
        return not self.moves


def test_every_row_is_for_exactly_those_whom_the_domain_names() -> None:
    assert allowed(WORKFLOW, Planned) == MAY


def test_no_step_is_made_from_another_state_or_in_another_setting() -> None:
    assert strays(WORKFLOW, Planned) == []


def test_nothing_begins_or_ends_by_the_clock_in_the_strict_setting_but_after_twelve_hours() -> None:
    by_clock = {row.verb for row in WORKFLOW.timers() if row.applies(STRICT)}
    assert by_clock == {"end", "close_unwatched"}
    assert WORKFLOW.row("scheduled", "start_confirmed", STRICT) is None


GUARDS: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("scheduled", "start_confirmed", "ma", {"same_confirmed_at": None}, "同上场"),
    ("scheduled", "start_auto", "clock", {"same_confirmed_at": None}, "同上场"),
    ("scheduled", "start_confirmed", "he", {"same_second_at": None}, "第二个人"),
    ("scheduled", "start_auto", "clock", {"same_second_at": None}, "第二个人"),
    ("scheduled", "start_auto", "clock", {"missed": True}, "过了"),
    ("scheduled", "start_unchecked", "ma", {"unchecked_reason": ""}, "原因"),
    ("scheduled", "pass_prelive", "ma", {"checklist": None}, "没勾"),
    (
        "scheduled",
        "pass_prelive",
        "lin",
        {"checklist": {"items": list(CHECK_ITEMS), "names": [1]}},
        "两个人",
    ),
    ("checked", "start", "chen", {"busy": True}, "没下播"),
    ("live", "end_auto", "clock", {"moves": True}, "动静"),
    ("ended", "close_unwatched", "clock", {"last_seq": 3}, "有人跟播"),
    ("ended", "close_unwatched", "clock", {"assistants": [1]}, "小结"),
]


@pytest.mark.parametrize(("state", "verb", "name", "spoilt", "word"), GUARDS)
def test_a_guard_that_does_not_hold_says_why(
    state: str, verb: str, name: str, spoilt: dict[str, Any], word: str
) -> None:
    made = Planned(state, STANDARD, **spoilt)
    reason = WORKFLOW.why_not(made, verb, PEOPLE[name])
    assert reason is not None
    assert word in reason.msgid


@pytest.mark.parametrize("verb", ["start_auto", "start_confirmed"])
def test_one_name_is_enough_in_the_light_setting(verb: str) -> None:
    made = Planned("scheduled", LIGHT, same_second_at=None)
    assert WORKFLOW.why_not(made, verb, SYSTEM if verb == "start_auto" else PEOPLE["he"]) is None


@pytest.mark.parametrize(("setting", "refused"), [(LIGHT, 0), (STANDARD, 0), (STRICT, 1)])
def test_a_late_check_passes_but_in_the_strict_setting(setting: str, refused: int) -> None:
    made = Planned("scheduled", setting, late=True)
    assert (WORKFLOW.why_not(made, "pass_prelive", PEOPLE["ma"]) is not None) == bool(refused)


def ready(cast: Cast, state: str) -> Broadcast:
    """A broadcast in a state, with every guard content."""
    made = a_broadcast(cast, live=False)
    made.state = state
    made.same_confirmed_at = made.same_second_at = clock.now()
    db.session.flush()
    return made


def everybody(cast: Cast) -> dict[str, Any]:
    """Short name → person, and the timer."""
    people = {one.username: db.session.get_one(Person, one.id) for one in cast.everybody()}
    return {**people, "system": SYSTEM}


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
            made.second_same(db.session.get_one(Person, cast.he.id))
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
        made = a_broadcast(cast, minutes_ago=0)
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
