"""Group commit: batches that wait together are written together, each whole and each once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from tests.cast import Cast, broadcast
from tests.observations.conftest import Studio, tap
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.audit.sealing import digest
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.workflow import Workflow
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import NoteDelivery, Observation, writer
from zhubo_web.observations.models.intake import Batch, Taken, read_batch
from zhubo_web.observations.models.making import Made
from zhubo_web.observations.models.scene import Scene
from zhubo_web.observations.models.writer import Writer
from zhubo_web.observations.workflow import DELIVERY, OBSERVATION


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    """A live broadcast's id."""
    with app.app_context(), writing():
        return broadcast(cast).id


def _read(number: int, who: int, *taps: dict[str, Any]) -> Batch:
    begin_reading()
    person, on = db.session.get_one(Person, who), db.session.get_one(Broadcast, number)
    return read_batch(Scene(on, person), clock.epoch_ms(), list(taps))


class Crowd:
    """Askers in threads of their own; ``first`` waits inside its transaction until told to go on."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.writer = app, Writer()
        self.groups: list[int] = []
        self.inside, self.go_on = Event(), Event()
        write = writer.write_batches

        def slowly(batches: list[Batch]) -> list[Made]:
            self.groups.append(len(batches))
            made = write(batches)
            self.inside.set()
            assert self.go_on.wait(10)
            return made

        monkeypatch.setattr(writer, "write_batches", slowly)
        self.taken: dict[int, Taken] = {}
        self._threads: list[threading.Thread] = []

    def ask(self, name: int, read: Callable[[], Batch]) -> None:
        """Have a batch written by a thread of its own."""

        def run() -> None:
            with self.app.app_context():
                batch = read()
                db.session.rollback()
                self.taken[name] = self.writer.write(batch)

        thread = threading.Thread(target=run)
        self._threads.append(thread)
        thread.start()

    def wait_for_queue(self, length: int) -> None:
        """Until so many batches wait."""
        tick = Event()
        while len(self.writer._queue) < length:
            tick.wait(0.005)

    def finish(self) -> None:
        """Let everything go on and wait for it."""
        self.go_on.set()
        for thread in self._threads:
            thread.join(20)


def test_who_waits_while_a_group_is_written_is_written_in_one_transaction(
    app: Flask, cast: Cast, on_air: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = Crowd(app, monkeypatch)
    crowd.ask(0, lambda: _read(on_air, cast.ma.id, tap()))
    assert crowd.inside.wait(10)
    for name in range(1, 6):
        crowd.ask(name, lambda: _read(on_air, cast.lin.id, tap(), tap()))
    crowd.wait_for_queue(5)
    crowd.finish()
    assert crowd.groups == [1, 5]
    assert {name: len(taken.took) for name, taken in crowd.taken.items()} == {
        0: 1, **dict.fromkeys(range(1, 6), 2)
    }  # fmt: skip
    with app.app_context():
        numbers = [note.seq for note in db.session.scalars(select(Observation))]
        assert sorted(numbers) == list(range(1, 12))


def test_a_batch_that_the_database_refuses_does_not_spoil_the_others(
    app: Flask, cast: Cast, on_air: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = writer.write_batches

    def poisoned(batches: list[Batch]) -> list[Made]:
        made = write(batches)
        if any(batch.by_id == cast.lin.id for batch in batches):
            raise IntegrityError("insert", {}, ValueError("poison"))
        return made

    crowd = Crowd(app, monkeypatch)
    monkeypatch.setattr(writer, "write_batches", poisoned)
    good = [_Waiting(app, on_air, cast.ma.id) for _ in range(3)]
    bad = _Waiting(app, on_air, cast.lin.id)
    with app.app_context():
        crowd.writer._write_group([good[0].waits, bad.waits, good[1].waits, good[2].waits])
        assert [one.waits.written for one in good] == [True, True, True]
        assert isinstance(bad.waits.error, IntegrityError) and not bad.waits.written
    with app.app_context():
        authors = list(db.session.scalars(select(Observation.observer_id)))
        assert authors == [cast.ma.id] * 3


def test_a_writer_that_is_stopped_leaves_what_it_took_to_the_next(
    app: Flask, cast: Cast, on_air: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = writer.write_batches
    orders = [SystemExit]

    def stopped_once(batches: list[Batch]) -> list[Made]:
        made = write(batches)
        if orders:
            raise orders.pop()
        return made

    crowd = Crowd(app, monkeypatch)
    monkeypatch.setattr(writer, "write_batches", stopped_once)
    waiting = [_Waiting(app, on_air, cast.lin.id) for _ in range(2)]
    crowd.writer._queue.extend(one.waits for one in waiting)
    with app.app_context(), pytest.raises(SystemExit):
        crowd.writer.write(_read(on_air, cast.ma.id, tap()))
    with app.app_context():
        crowd.writer.write(_read(on_air, cast.ma.id, tap()))
        assert all(one.waits.written for one in waiting)
        assert sorted(note.seq for note in db.session.scalars(select(Observation))) == [1, 2, 3, 4]


class _Waiting:
    """A batch of one tap in the queue."""

    def __init__(self, app: Flask, number: int, who: int) -> None:
        with app.app_context():
            self.waits = writer.Waiting(_read(number, who, tap()))


@contextmanager
def _commits(app: Flask) -> Iterator[list[int]]:
    """Every commit of a transaction that wrote."""
    heard: list[int] = []
    with app.app_context():
        engine = db.engine

    def note(connection: Any) -> None:
        heard.append(1)

    event.listen(engine, "commit", note)
    yield heard
    event.remove(engine, "commit", note)


def test_a_batch_of_forty_is_one_commit(
    app: Flask, cast: Cast, on_air: int, client_of: Any
) -> None:
    client = client_of(cast.ma)
    taps = [tap(text="慢一点说") for _ in range(40)]
    with _commits(app) as commits:
        body = {"sent_at": clock.epoch_ms(), "taps": taps}
        answer = client.post(f"/broadcasts/{on_air}/taps", json=body)
    assert len(answer.json["took"]) == 40 and answer.json["head"] == 40
    assert len(commits) == 1


def test_every_event_of_a_batch_stands_as_its_digest_says(studio: Studio) -> None:
    studio.send(tap(urgent="price", kind="issue"), tap(tag="L11"), tap())
    told = select(AuditEvent).where(AuditEvent.subject_type.in_(("observation", "note_delivery")))
    events = list(db.session.scalars(told.order_by(AuditEvent.id)))
    assert [(one.name, one.from_state, one.to_state) for one in events] == [
        ("observation.submitted", "draft", "submitted"),
        ("note_delivery.queued", "grace", "queued"),
        ("observation.submitted", "draft", "submitted"),
        ("observation.submitted", "draft", "submitted"),
    ]
    assert [one.digest for one in events] == [digest(one.told()) for one in events]
    first = db.session.scalars(select(NoteDelivery).order_by(NoteDelivery.id)).first()
    assert first is not None and events[1].subject_id == first.id


@pytest.mark.parametrize(
    ("workflow", "verbs"), [(OBSERVATION, ("submit",)), (DELIVERY, ("elapse", "expire"))]
)
def test_no_step_that_is_made_by_the_row_opens_a_duty(
    workflow: Workflow, verbs: tuple[str, ...]
) -> None:
    assert not [row for row in workflow.rows if row.verb in verbs and row.due is not None]


def test_a_tap_that_is_known_counts_as_taken_whatever_holds_by_now(studio: Studio) -> None:
    made = tap(assistant=studio.cast.chen.id)
    studio.send(made)
    studio.broadcast.set_roster("assistant", [], studio.person("ma"))
    studio.commit()
    again = studio.send(made, tap(assistant=studio.cast.chen.id))
    assert again.took == [made["op"]] and len(again.refused) == 1
