"""What overlays tell: drawn at once is one step to the screens, and what is kept answers for nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import Studio, act, tap
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.keeping import KEPT
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def cue(studio: Studio) -> Observation:
    """A cue beyond its grace."""
    made = tap(urgent="forbidden")
    assert not studio.send(made).refused
    note = Observation.by_key(studio.broadcast, made["key"])
    assert note is not None
    return note


def test_delivered_and_shown_together_take_one_number(studio: Studio, cue: Observation) -> None:
    head, sent = studio.broadcast.last_seq, [act(cue.id, "delivered"), act(cue.id, "shown")]
    taken = studio.answer(*sent)
    assert taken.took == [one["op"] for one in sent] and taken.head == head + 1
    assert cue.delivery is not None
    assert cue.delivery.state == "shown" and cue.delivery.reached_at and cue.delivery.shown_at


def test_the_order_of_a_batch_makes_no_difference(studio: Studio, cue: Observation) -> None:
    sent = [act(cue.id, "shown"), act(cue.id, "delivered"), act(cue.id, "answered", "got_it")]
    taken = studio.answer(*sent)
    assert sorted(taken.took) == sorted(one["op"] for one in sent)
    assert cue.delivery is not None and cue.delivery.answer_given == "got_it"


def test_a_refusal_is_told_of_every_operation(studio: Studio, cue: Observation) -> None:
    sent = [act(cue.id, "delivered"), act(cue.id, "shown"), act(cue.id + 1, "shown")]
    taken = studio.answer(*sent, by="ma")
    assert not taken.took
    assert sorted(op or "" for op, _why in taken.refused) == sorted(one["op"] for one in sent)
    assert cue.delivery is not None and not cue.delivery.was_seen


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that keeps what it read."""
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0)
    monkeypatch.setattr(KEPT, "_looked", 1000.0)
    KEPT.forget()
    yield
    KEPT.forget()


@pytest.mark.usefixtures("keeping")
@pytest.mark.parametrize("answer", ["got_it", "contested"])
def test_a_kept_broadcast_serves_every_act(
    app: Flask, cast: Cast, client_of: Enter, answer: str
) -> None:
    keys = [tap(urgent="forbidden"), tap(urgent="forbidden")]
    with app.app_context(), writing():
        number = broadcast(cast).id
    body = {"sent_at": clock.epoch_ms(), "taps": keys}
    assert client_of(cast.ma).post(f"/broadcasts/{number}/taps", json=body).status_code == 200
    with app.app_context():
        notes = [
            Observation.by_key(db.session.get_one(Broadcast, number), one["key"]) for one in keys
        ]
        ids = [note.id for note in notes if note]
    assert len(ids) == 2
    chen = client_of(cast.chen)
    for note in ids:
        for acts in (["delivered", "shown"], ["answered"]):
            sent = [act(note, one, answer if one == "answered" else None) for one in acts]
            body = {"sent_at": clock.epoch_ms(), "acts": sent}
            told = chen.post(f"/broadcasts/{number}/receipts", json=body).get_json()
            assert told["refused"] == [] and len(told["took"]) == len(acts)
    with app.app_context():
        given = [db.session.get_one(Observation, note).delivery for note in ids]
        assert [one.answer_given for one in given if one] == [answer, answer]
