"""Following the event table: each event is heard of once, whether it is read or told by the writer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.audit import live
from zhubo_web.audit.live import GAP_SECONDS, MOST, Follower
from zhubo_web.audit.models import AuditEvent, Heard, record, record_rows
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the events that were announced, in the order in which they were."""
    ids: list[int] = []

    def listen(events: list[AuditEvent]) -> None:
        ids.extend(one.id for one in events)

    monkeypatch.setattr(live, "_batches", [listen])
    return ids


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The seconds that have passed."""
    passed = [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0 + passed[0])
    yield passed


@pytest.fixture
def follower(app: Flask, cast: Cast, heard: list[int]) -> Follower:
    """One that has looked at what is there."""
    made = Follower(app)
    made.look()
    assert not made.wake.is_set()
    heard.clear()
    return made


def _renamed(app: Flask, cast: Cast, times: int = 1) -> list[int]:
    """Events as everybody writes them; their ids."""
    with app.app_context(), writing():
        person = db.session.get_one(Person, cast.chen.id)
        events = [record("person.renamed", person, None) for _ in range(times)]
        db.session.flush()
        return [one.id for one in events]


def _by_the_row(app: Flask, cast: Cast, times: int = 1) -> list[Heard]:
    """Events as the writer of notes writes them, and what it tells."""
    row: dict[str, Any] = {
        "at": clock.now(), "name": "observation.submitted", "actor_kind": "system", "actor_id": None,
        "actor_role": None, "subject_type": "person", "subject_id": cast.chen.id,
        "subject_version": 1, "from_state": None, "to_state": None, "broadcast_id": None,
        "data": {"note": 1}, "request_id": None,
    }  # fmt: skip
    with app.app_context(), writing():
        return record_rows(db.session.connection(), [dict(row) for _ in range(times)])


def test_what_lies_behind_a_full_page_of_events_is_looked_at_at_once(
    app: Flask, cast: Cast, follower: Follower
) -> None:
    _renamed(app, cast, MOST + 1)
    follower.look()
    assert follower.wake.is_set()
    follower.wake.clear()
    follower.look()
    assert not follower.wake.is_set()


def test_what_is_told_is_what_stands_in_the_table(app: Flask, cast: Cast) -> None:
    told = _by_the_row(app, cast, 2)
    with app.app_context():
        read = [db.session.get_one(AuditEvent, one.id) for one in told]
        assert [tuple(getattr(one, name) for name in Heard._fields) for one in read] == told


def test_what_the_writer_told_is_not_read(
    app: Flask, cast: Cast, follower: Follower, heard: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _by_the_row(app, cast, 3)
    follower.hear(told)
    find, read = follower._found, []

    def found() -> list[Heard]:
        read.extend(find())
        return read

    monkeypatch.setattr(follower, "_found", found)
    follower.pass_on()
    assert heard == [one.id for one in told]
    follower.look()
    assert len(heard) == 3 and not read


def test_what_was_read_before_the_writer_told_is_not_announced_again(
    app: Flask, cast: Cast, follower: Follower, heard: list[int]
) -> None:
    told = _by_the_row(app, cast, 2)
    follower.look()
    follower.hear(told)
    follower.look()
    assert heard == [one.id for one in told]


def test_events_of_others_before_and_between_are_found(
    app: Flask, cast: Cast, follower: Follower, heard: list[int]
) -> None:
    before, first = _renamed(app, cast, 2), _by_the_row(app, cast)
    between, second = _renamed(app, cast), _by_the_row(app, cast, 2)
    follower.hear(first)
    follower.hear(second)
    follower.look()
    assert sorted(heard) == sorted([*before, *between, *(one.id for one in (*first, *second))])
    follower.look()
    assert len(heard) == 6


def test_a_flood_of_others_before_what_the_writer_told_is_read_to_its_end(
    app: Flask, cast: Cast, follower: Follower, heard: list[int]
) -> None:
    flood, told = _renamed(app, cast, 3 * MOST), _by_the_row(app, cast)
    follower.hear(told)
    for _ in range(4):
        follower.look()
    assert sorted(heard) == [*flood, told[0].id]


def test_what_could_not_be_read_is_still_looked_for_and_what_was_told_waits(
    app: Flask,
    cast: Cast,
    follower: Follower,
    heard: list[int],
    seconds: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others, told = _renamed(app, cast), _by_the_row(app, cast)
    follower.hear(told)
    with monkeypatch.context() as broken:
        broken.setattr(live, "_WITH_GAPS", None)
        with pytest.raises(Exception, match="None"):
            follower.look()
    assert not heard
    seconds[0] = GAP_SECONDS + 1
    follower.look()
    assert sorted(heard) == [*others, told[0].id]


def test_a_number_that_was_drawn_for_nothing_is_given_up(
    app: Flask, cast: Cast, follower: Follower, seconds: list[float]
) -> None:
    told = _by_the_row(app, cast)
    follower.hear([told[0]._replace(id=told[0].id + 5)])
    follower.look()
    assert len(follower.gaps) == 4
    seconds[0] = GAP_SECONDS + 1
    follower.look()
    assert not follower.gaps
