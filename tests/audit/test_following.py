"""Following the event table: whoever lost a right is not kept in by a flood of other events."""

from __future__ import annotations

from flask import Flask

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.live import MOST, Follower
from zhubo_web.audit.models import record
from zhubo_web.extensions import db, writing


def test_what_lies_behind_a_full_page_of_events_is_looked_at_at_once(
    app: Flask, cast: Cast
) -> None:
    follower = Follower(app)
    follower.look()
    assert not follower.wake.is_set()
    with app.app_context(), writing():
        person = db.session.get_one(Person, cast.chen.id)
        for _ in range(MOST + 1):
            record("person.renamed", person, None)
    follower.look()
    assert follower.wake.is_set()
    follower.wake.clear()
    follower.look()
    assert not follower.wake.is_set()
