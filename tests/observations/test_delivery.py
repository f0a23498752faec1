"""A cue's way to the screen: grace, delivered, shown, answered; stale ones go by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import Studio, act, tap
from zhubo_web.core import clock
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Correction, HelpCall, NoteDelivery, Observation


def _delivery() -> NoteDelivery:
    return db.session.scalars(select(NoteDelivery)).one()


def _note() -> Observation:
    return db.session.scalars(select(Observation)).one()


def _timers(studio: Studio) -> None:
    run_timers()
    studio.commit()


def test_a_cue_waits_three_seconds_so_that_it_can_be_taken_back(studio: Studio) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):
        studio.send(tap(tag="L11"))
        _timers(studio)
        assert _delivery().state == "grace"
    with time_machine.travel(now + timedelta(seconds=3), tick=False):
        _timers(studio)
        assert _delivery().state == "queued"


@pytest.mark.parametrize(
    ("tag", "seconds"), [("L11", 30), ("P12", 60)], ids=["priority 2", "priority 1"]
)
def test_a_cue_is_stale_after_its_time_to_live(studio: Studio, tag: str, seconds: int) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):
        studio.send(tap(tag=tag, kind="issue"))
    with time_machine.travel(now + timedelta(seconds=3 + seconds - 1), tick=False):
        _timers(studio)
        assert _delivery().state == "queued"
    with time_machine.travel(now + timedelta(seconds=3 + seconds), tick=False):
        _timers(studio)
        assert _delivery().state == "expired"


def test_a_correction_stays_until_it_is_made(studio: Studio) -> None:
    studio.send(tap(urgent="price", kind="issue"))
    with time_machine.travel(clock.now() + timedelta(minutes=30)):
        _timers(studio)
        assert _delivery().state == "queued"


def test_a_cue_that_arrives_late_from_an_offline_console_is_never_shown(studio: Studio) -> None:
    now = clock.epoch_ms()
    studio.send(tap(tag="L11", at=now - 120_000), sent=now)
    studio.answer(act(_note().id, "shown"))
    assert _delivery().state == "expired"


def test_one_tap_answers_and_the_first_answer_holds(studio: Studio) -> None:
    studio.send(tap(urgent="link", kind="issue"))
    studio.answer(act(_note().id, "delivered"), act(_note().id, "shown"))
    studio.answer(act(_note().id, "answered", "got_it"))
    studio.answer(act(_note().id, "answered", "later"))
    assert (_delivery().state, _delivery().answer_given) == ("answered", "got_it")


def test_a_live_answer_is_no_acknowledgement_of_the_note(studio: Studio) -> None:
    studio.send(tap(urgent="link", kind="issue"))
    studio.answer(act(_note().id, "answered", "got_it"))
    assert _note().state == "submitted"


def test_done_writes_the_correction_ledger_with_its_seconds(studio: Studio) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):
        studio.send(tap(urgent="price", kind="issue"))
    with time_machine.travel(now + timedelta(seconds=17), tick=False):
        studio.answer(act(_note().id, "answered", "done"))
    entry = db.session.scalars(select(Correction)).one()
    assert (entry.seconds, entry.right_words) == (17, "马上更正：到手价 129 元")


def test_contested_live_is_kept_with_its_moment(studio: Studio) -> None:
    studio.send(tap(urgent="link", kind="issue"))
    studio.answer(act(_note().id, "answered", "contested"))
    assert _note().contested_at is not None and _delivery().answered_ms is not None


def test_only_the_people_of_the_broadcast_answer(studio: Studio) -> None:
    studio.send(tap(urgent="link", kind="issue"))
    taken = studio.answer(act(_note().id, "answered", "got_it"), by="ma")
    assert taken.refused and _delivery().state == "queued"


def test_notes_are_released_when_the_broadcast_has_ended(studio: Studio) -> None:
    studio.send(tap(), tap())
    _timers(studio)
    assert {note.state for note in db.session.scalars(select(Observation))} == {"submitted"}
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    _timers(studio)
    assert {note.state for note in db.session.scalars(select(Observation))} == {"released"}


def test_a_note_of_a_live_broadcast_is_not_visible_to_its_subject(studio: Studio) -> None:
    studio.send(tap())
    chen = studio.person("chen")
    assert db.session.scalars(Observation.visible_to(chen)).all() == []
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    _timers(studio)
    assert len(db.session.scalars(Observation.visible_to(studio.person("chen"))).all()) == 1


def test_notes_move_with_a_corrected_start(studio: Studio) -> None:
    studio.send(tap())
    before = _note().at_ms
    started = studio.broadcast.started_at
    assert started is not None
    studio.broadcast.correct_times(started + timedelta(minutes=2), None, studio.person("ma"))
    studio.commit()
    assert before - _note().at_ms == 120_000


def test_help_is_asked_once_taken_and_answered(studio: Studio) -> None:
    chen, lin = studio.person("chen"), studio.person("lin")
    call = HelpCall.ask(studio.broadcast, chen)
    assert HelpCall.ask(studio.broadcast, chen) is call
    call.take(lin)
    call.answer(lin, "补了货")
    studio.commit()
    assert call.state == "answered" and HelpCall.open_in(studio.broadcast) is None


def test_of_two_who_call_at_once_one_is_told(
    app: Flask,
    cast: Cast,
    client_of: Callable[[Member], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with app.app_context(), writing():
        number = broadcast(cast).id
    chen = client_of(cast.chen)
    assert chen.post(f"/broadcasts/{number}/help", json={}).status_code == 200
    with monkeypatch.context() as blind:
        blind.setattr(HelpCall, "open_in", classmethod(lambda _cls, _broadcast: None))
        assert chen.post(f"/broadcasts/{number}/help", json={}).status_code == 409
    with app.app_context():
        assert db.session.scalars(select(HelpCall)).one().state == "asked"


def test_one_can_call_again_after_an_answer(studio: Studio) -> None:
    chen, lin = studio.person("chen"), studio.person("lin")
    for _time in range(2):
        call = HelpCall.ask(studio.broadcast, chen)
        call.take(lin)
        call.answer(lin)
    studio.commit()
    assert len(db.session.scalars(select(HelpCall)).all()) == 2


def test_a_call_nobody_took_is_missed_when_the_broadcast_ends(studio: Studio) -> None:
    HelpCall.ask(studio.broadcast, studio.person("chen"))
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    _timers(studio)
    assert db.session.scalars(select(HelpCall)).one().state == "missed"


def test_the_end_takes_what_was_to_be_done_off_the_screen_and_leaves_praise_a_while(
    studio: Studio,
) -> None:
    studio.send(tap(urgent="price", kind="issue"), tap(tag="L01", kind="praise"))
    studio.broadcast.end(studio.person("ma"))
    studio.commit()
    ends = {
        one.observation.priority: (one.state, one.expires_at)
        for one in db.session.scalars(select(NoteDelivery))
    }
    assert ends[0] == ("expired", None)
    assert ends[3][0] == "queued" and ends[3][1] is not None
