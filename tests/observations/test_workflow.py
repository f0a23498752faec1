"""The three tables of observations: everything that is not a row is refused, to everybody."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import Cast
from tests.observations.conftest import Studio, tap
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.core.workflow import SYSTEM, Workflow
from zhubo_web.extensions import db
from zhubo_web.observations.models import HelpCall, NoteDelivery, Observation
from zhubo_web.observations.workflow import DELIVERY, HELP, OBSERVATION

TABLES = (OBSERVATION, DELIVERY, HELP)
NAMES = ("ma", "lin", "hong", "guo", "qian", "he", "chen", "li", "dai", "sun", "wu")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_no_dead_end_and_no_state_out_of_reach(table: Workflow) -> None:
    reached = {table.initial} | {row.target for row in table.rows}
    left = {row.source for row in table.rows}
    assert left - {""} <= reached
    assert reached - left <= table.terminal
    assert set(table.states) >= reached - {""}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_event_has_one_outcome(table: Workflow) -> None:
    pairs = [(row.source, row.verb) for row in table.rows]
    assert len(pairs) == len(set(pairs))


@given(data=st.data())
def test_what_is_not_in_the_table_is_refused_to_everybody(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    state = data.draw(st.sampled_from(sorted(table.states)))
    verb = data.draw(st.sampled_from(sorted({row.verb for row in table.rows} | {"delete"})))
    if table.row(state, verb) is not None:
        return
    thing = SimpleNamespace(state=state)
    for who in (SYSTEM, object()):
        with pytest.raises(WrongState):
            table.step(thing, verb, who)
    assert thing.state == state


def _who_may(table: Workflow, thing: Any, verb: str, studio: Studio) -> set[str]:
    people = {name: studio.person(name) for name in NAMES} | {"SYS": SYSTEM}
    return {name for name, who in people.items() if table.why_not(thing, verb, who) is None}


def test_a_note_is_its_observers_until_the_end_and_the_assistants_after(studio: Studio) -> None:
    studio.send(tap(tag="P12", kind="issue"), by="lin")
    note = db.session.scalars(select(Observation)).one()
    note.acting_at = note.moment
    assert _who_may(OBSERVATION, note, "retract", studio) == {"lin"}
    assert _who_may(OBSERVATION, note, "correct_live", studio) == {"lin"}
    assert _who_may(OBSERVATION, note, "release", studio) == set()
    studio.broadcast.end(studio.person("ma"))
    assert _who_may(OBSERVATION, note, "release", studio) == {"SYS"}
    note.release(SYSTEM)
    assert _who_may(OBSERVATION, note, "acknowledge", studio) == {"chen"}
    assert _who_may(OBSERVATION, note, "self_withdraw", studio) == {"lin"}


def test_a_cue_is_answered_by_those_on_air_and_expired_by_the_clock(studio: Studio) -> None:
    studio.send(tap(urgent="link", kind="issue"))
    delivery = db.session.scalars(select(NoteDelivery)).one()
    assert _who_may(DELIVERY, delivery, "deliver", studio) == {"SYS"}
    delivery.deliver()
    assert _who_may(DELIVERY, delivery, "show", studio) == {"chen", "he"}
    assert _who_may(DELIVERY, delivery, "expire", studio) == {"SYS"}


def test_help_is_taken_by_those_who_watch_and_answered_by_who_took_it(
    cast: Cast, studio: Studio
) -> None:
    call = HelpCall.ask(studio.broadcast, studio.person("chen"))
    assert _who_may(HELP, call, "take", studio) >= {"ma", "lin", "hong"}
    assert _who_may(HELP, call, "take", studio).isdisjoint({"chen", "he", "li", "wu", "sun"})
    assert _who_may(HELP, call, "cancel", studio) == {"chen", "he"}
    with pytest.raises(Denied):
        call.take(studio.person("wu"))
    call.take(studio.person("lin"))
    assert _who_may(HELP, call, "answer", studio) == {"lin"}
