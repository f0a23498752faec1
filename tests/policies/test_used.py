"""Every number that can be edited is read where something is decided, and nothing else decides."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.cast import broadcast as a_broadcast
from tests.observations.conftest import tap
from zhubo_web import policies
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.lateness import band
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db, writing
from zhubo_web.months.models.cycle import STEPS, WORKED_STEPS
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.policies.parameters import PARAMETERS, USUAL, Numbers
from zhubo_web.policies.rising import REASONS

SOURCE = Path(policies.__file__).parent.parent
DECLARED = Path(policies.__file__).parent / "parameters.py"


def _texts(one: ast.JoinedStr, parts: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """What f"month_{step}_days" becomes, by what its one part may be."""
    asked = [part.value.id for part in one.values
             if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name)]  # fmt: skip
    if len(asked) == 1:
        for value in parts.get(asked[0], ()):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else value for part in one.values
            )


def _named(path: Path) -> Iterator[str]:
    """All texts that a module holds; months name their steps by the numbers of ``cycle``."""
    parts = {"step": (*STEPS, *WORKED_STEPS)} if path.name == "cycle.py" else {}
    for one in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(one, ast.JoinedStr):
            yield from _texts(one, parts)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


@pytest.fixture(scope="module")
def read() -> set[str]:
    """The names of numbers that code beside their declaration names."""
    return {one for path in SOURCE.rglob("*.py") if path != DECLARED for one in _named(path)}


@pytest.mark.parametrize("name", [one.name for one in PARAMETERS])
def test_each_number_that_can_be_edited_is_read(read: set[str], name: str) -> None:
    assert name in read, "nothing reads it: use it or take it out of the policy"


def _enacted(cast: Cast, days: int = 1, **numbers: str) -> None:
    """Another version holds from a coming day on."""
    typed = {**PolicyVersion.in_force().numbers_set, **numbers}
    guo = db.session.get_one(Person, cast.guo.id)
    PolicyVersion.enact(typed, clock.today() + timedelta(days=days), "按店里的节奏", guo)


def _later(app: Flask, moment: timedelta) -> str:
    """What the note's or the broadcast's state is once the timers ran so long from now."""
    with time_machine.travel(clock.now() + moment, tick=False), app.app_context():
        for _round in range(3):
            run_timers()
        db.session.rollback()
        note_state = db.session.scalar(select(Observation.state))
        return note_state or db.session.scalars(select(Broadcast.state)).one()


def _noted(app: Flask, cast: Cast) -> None:
    """A broadcast that has just ended, with one note of its assistant."""
    with app.app_context(), writing():
        made = a_broadcast(cast, minutes_ago=20)
        ma = db.session.get_one(Person, cast.ma.id)
        take_operations(made, clock.epoch_ms(), [tap(kind="praise")], ma)
        made.end(ma)


def _unwatched(app: Flask, cast: Cast) -> None:
    """A broadcast without an assistant that has just ended, watched by nobody."""
    with app.app_context(), writing():
        made = a_broadcast(cast, minutes_ago=4)
        made.set_roster("assistant", [], None)
        made.end(db.session.get_one(Person, cast.ma.id))


HOUR = timedelta(hours=1)


def test_silence_about_a_note_ends_by_the_number_of_the_day_it_was_made(
    app: Flask, cast: Cast
) -> None:
    with app.app_context(), writing():
        _enacted(cast, notes_answer_days="2")
    _noted(app, cast)
    assert _later(app, HOUR) == "released"
    assert _later(app, 3 * 24 * HOUR) == "released", "it was made under the five days"
    assert _later(app, 5 * 24 * HOUR + 2 * HOUR) == "no_response"
    with time_machine.travel(clock.now() + 2 * 24 * HOUR, tick=False):
        with app.app_context(), writing():
            db.session.execute(Observation.__table__.delete())  # type: ignore[attr-defined]
        _noted(app, cast)
        assert _later(app, HOUR) == "released"
        assert _later(app, 2 * 24 * HOUR) == "released"
        assert _later(app, 2 * 24 * HOUR + 2 * HOUR) == "no_response"


def test_an_unwatched_broadcast_closes_by_the_number_in_force_at_its_end(
    app: Flask, cast: Cast
) -> None:
    with app.app_context(), writing():
        _enacted(cast, evaluation_unwatched_hours="72")
    with time_machine.travel(clock.now() + 2 * 24 * HOUR, tick=False):
        _unwatched(app, cast)
        assert _later(app, 71 * HOUR) == "ended"
        assert _later(app, 73 * HOUR) == "closed"


def test_a_corrected_end_moves_when_it_closes(app: Flask, cast: Cast) -> None:
    _unwatched(app, cast)
    with app.app_context(), writing():
        made = db.session.scalars(select(Broadcast)).one()
        was, ended = made.unwatched_at, made.ended_at
        assert was is not None and ended is not None and made.started_at is not None
        earlier = ended - timedelta(minutes=2)
        made.correct_times(made.started_at, earlier, db.session.get_one(Person, cast.ma.id))
        assert (made.ended_at, made.unwatched_at) == (earlier, was - timedelta(minutes=2))


@pytest.mark.parametrize(
    ("minutes", "expected"), [(5, "fine"), (15, "minor"), (16, "late"), (30, "late"), (31, "grave")]
)
def test_lateness_has_the_bands_of_the_policy(minutes: int, expected: str) -> None:
    assert band(minutes, Numbers(USUAL)) == expected
    assert band(31, Numbers({**USUAL, "schedule_major_minutes": "45"})) == "late"


def test_a_number_that_is_no_more_makes_no_version_different(
    cast: Cast, inside: Callable[[], None]
) -> None:
    last = PolicyVersion.in_force()
    last.numbers_set = {**last.numbers_set, "notes_release_hours": "24"}
    with pytest.raises(Invalid):
        _enacted(cast)


def test_every_reason_to_rise_is_given_somewhere() -> None:
    """What the settings' page promises: no reason stands there that nothing raises for."""
    declared = Path(policies.__file__).parent / "rising.py"
    named = {one for path in SOURCE.rglob("*.py") if path != declared for one in _raised(path)}
    assert named == set(REASONS)


def _raised(path: Path) -> Iterator[str]:
    """The reasons that a module raises for: given to ``rise``, or answered by ``_why_rise``."""
    for one in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "rise":
            yield from (arg.value for arg in one.args if isinstance(arg, ast.Constant))
        if isinstance(one, ast.FunctionDef) and one.name == "_why_rise":
            answers = (node for node in ast.walk(one) if isinstance(node, ast.Return))
            texts = (text for answer in answers for text in ast.walk(answer))
            yield from (
                text.value
                for text in texts
                if isinstance(text, ast.Constant) and text.value in REASONS
            )
