"""The event table: append-only, sealed once, and every meddling is named."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from zhubo_web.audit.jobs import BATCH, Sealer, seal_everything, seal_waiting, verify
from zhubo_web.audit.models import AuditEvent, Seal, SealedEvent, record
from zhubo_web.audit.triggers import TABLES
from zhubo_web.broadcasts.models import Room, RoomGroup
from zhubo_web.extensions import db, writing

KEY = b"audit key of the tests"
Commit = Callable[[], None]


def _events(count: int) -> None:
    with writing():
        group = db.session.scalar(select(RoomGroup)) or RoomGroup(name="group")
        db.session.add(group)
        for number in range(count):
            record("group.tried", group, None, number=number)


def _without_triggers(statement: str) -> None:
    """Meddle as somebody could who holds the database itself."""
    with writing():
        if db.engine.dialect.name == "sqlite":
            for table in TABLES:
                for verb in ("update", "delete"):
                    db.session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        else:
            for table in TABLES:
                db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        db.session.execute(text(statement))
        if db.engine.dialect.name != "sqlite":
            for table in TABLES:
                db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


@pytest.fixture
def sealed(app: Flask) -> Flask:
    """Five events under one seal and three under the next."""
    with app.app_context():
        _events(5)
        seal_waiting(KEY)
        _events(3)
        seal_waiting(KEY)
    return app


@pytest.mark.parametrize("verb", ["UPDATE audit_event SET name = 'x'", "DELETE FROM audit_event"])
def test_an_event_can_be_neither_changed_nor_deleted(sealed: Flask, verb: str) -> None:
    with sealed.app_context():
        with pytest.raises(DatabaseError, match="append-only"), writing():
            db.session.execute(text(verb))
        db.session.rollback()


def test_change_and_event_stand_or_fall_together(inside: Commit) -> None:
    room = Room.add("one", None)
    db.session.rollback()
    assert db.session.scalar(select(AuditEvent.id)) is None
    assert room is not None


def test_an_untouched_chain_verifies_and_says_how_much_waits(sealed: Flask) -> None:
    with sealed.app_context():
        _events(2)
        verdict = verify(KEY)
    assert (verdict.fault, verdict.events, verdict.seals, verdict.waiting) == (None, 8, 2, 2)


@pytest.mark.parametrize(
    ("meddling", "named"),
    [
        ("UPDATE audit_event SET actor_id = 99 WHERE id = 2", "event 2"),
        (
            "UPDATE audit_event SET digest = substr(digest, 2) || substr(digest, 1, 1) WHERE id = 7",
            "event 7",
        ),
        ("DELETE FROM sealed_event WHERE event_id = 3", "seal 1"),
        ("UPDATE seal SET root = previous WHERE n = 2", "seal 2"),
        (
            "UPDATE sealed_event SET position = 90 WHERE seal_n = 1 AND position = 0",
            "seal 1",
        ),
    ],
)
def test_meddling_is_named(sealed: Flask, meddling: str, named: str) -> None:
    with sealed.app_context():
        _without_triggers(meddling)
        assert named in (verify(KEY).fault or "")


def test_a_cut_tail_is_found_by_the_anchor(sealed: Flask) -> None:
    with sealed.app_context():
        newest = db.session.scalars(select(Seal).order_by(Seal.n.desc())).first()
        assert newest is not None
        anchor = (newest.n, newest.hash)
        db.session.rollback()
        _without_triggers("DELETE FROM sealed_event WHERE seal_n = 2")
        _without_triggers("DELETE FROM seal WHERE n = 2")
        assert verify(KEY).fault is None
        assert "before the anchored seal 2" in (verify(KEY, anchor).fault or "")


def test_a_chain_made_anew_is_found_by_the_key(sealed: Flask) -> None:
    with sealed.app_context():
        assert "key" in (verify(b"the key of somebody else").fault or "")


def test_two_sealers_at_once_seal_every_event_once(app: Flask) -> None:
    with app.app_context():
        _events(30)

    def seal() -> None:
        with app.app_context():
            while seal_waiting(KEY, limit=7):
                pass

    sealers = [threading.Thread(target=seal) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    with app.app_context():
        assert len(db.session.scalars(select(SealedEvent)).all()) == 30
        assert verify(KEY).fault is None


def test_no_event_starves_behind_newer_ones(app: Flask) -> None:
    with app.app_context():
        sealer = Sealer(KEY)
        _events(7)
        assert sealer.seal() == 7
        _events(BATCH + 20)
        assert sealer.seal() == BATCH + 20
        assert sealer.seal() == 0
        assert verify(KEY).waiting == 0


def test_an_event_whose_transaction_was_slow_is_sealed_all_the_same(app: Flask) -> None:
    with app.app_context():
        sealer = Sealer(KEY)
        _events(5)
        _without_triggers("UPDATE audit_event SET id = 900 WHERE id = 5")
        sealer.seal()
        _without_triggers(
            "INSERT INTO audit_event (id, at, name, actor_kind, subject_type, subject_id, data, digest)"
            " SELECT 700, at, name, actor_kind, subject_type, subject_id, data, digest"
            " FROM audit_event WHERE id = 1"
        )
        assert sealer.seal() == 1


def test_a_sealer_that_crashed_between_leaves_nothing_half(app: Flask) -> None:
    with app.app_context():
        _events(4)
        with pytest.raises(RuntimeError), writing():
            db.session.add(Seal(n=1, count=4, root="", previous="", hash="", mac=""))
            db.session.flush()
            raise RuntimeError("the process died here")
        assert seal_everything(KEY) == 4
        assert verify(KEY).fault is None


def test_values_that_are_recorded_are_what_the_digest_covers(inside: Commit) -> None:
    room = Room.add("one", None)
    event = record("room.tried", room, None, note=1)
    inside()
    kept = db.session.get_one(AuditEvent, event.id)
    assert kept.told()["data"] == {"note": 1}
