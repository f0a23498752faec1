"""Fills a database with a shop at work and prints what a load client must hold, as JSON.

``python -m tests.bench.seeding ROOMS SCREENS``: so many rooms with a live broadcast, an operations
lead and an assistant each, and so many tablets spread over them, all of them signed in.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from sqlalchemy import text

from zhubo_web import create_app, settings, upkeep
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.audience.models import SENTENCE, Feed
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Tag
from zhubo_web.policies.models import PolicyVersion

AGO = timedelta(minutes=10)


class Cookies:
    """Signs bearers in: the cookie each browser would hold, and the one token of their forms."""

    def __init__(self, app: Flask) -> None:
        with app.test_request_context():
            self.csrf = generate_csrf()
            self._raw = session["csrf_token"]
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        self._serializer = serializer

    def of(self, bearer: Any) -> str:
        """The cookie's value for a person or a screen."""
        _row, token = SignIn.open(bearer, "own", device="bench", address="127.0.0.1")
        kept = {"sid": token, "csrf_token": self._raw, "_permanent": True}
        return str(self._serializer.dumps(kept))


def member(username: str, role: str, room: Room | None) -> Person:
    """An active person with one role, in a room or in the whole shop."""
    person = Person.invite(name=username, username=username, by=None)
    person.status = "active"
    db.session.flush()
    person.grant(role, None, room_id=room.id if room else None)
    return person


def live(room: Room, lead: Person, host: Person, assistant: Person) -> Broadcast:
    """A broadcast of the room that has been on for ten minutes."""
    start: datetime = clock.now() - AGO
    made = Broadcast.schedule(room, "秋冬专场", start, start + timedelta(hours=3), None)
    made.put_on(host, "host", None)
    made.put_on(assistant, "assistant", None)
    made.confirm_same(lead)
    made.second_same(assistant)
    made.start_confirmed(lead)
    made.started_at = start
    db.session.flush()
    return made


def feed_of(room: Room, owner: Person) -> str:
    """The token of the room's feed of comments."""
    _feed, token = Feed.switch_on(room, owner, sentence=SENTENCE, ticked=True)
    return token


def shop(rooms: int, screens: int, cookies: Cookies) -> dict[str, Any]:
    """Rooms with their live broadcasts, consoles and screens."""
    PolicyVersion.plant()
    Tag.plant()
    host, owner = member("host", roles.HOST, None), member("owner", roles.OWNER, None)
    consoles, tablets, feeds = [], [], []
    for number in range(rooms):
        room = Room.add(f"直播间 {number}", None)
        db.session.flush()
        lead = member(f"lead{number}", roles.OPERATIONS, room)
        on = live(room, lead, host, member(f"assistant{number}", roles.ASSISTANT, room))
        consoles.append({"broadcast": on.id, "person": lead.id, "cookie": cookies.of(lead)})
        feeds.append({"broadcast": on.id, "token": feed_of(room, owner)})
        for place in range(screens // rooms):
            screen = Screen(name=f"平板 {place}", room_id=room.id)
            db.session.add(screen)
            db.session.flush()
            tablets.append({"broadcast": on.id, "cookie": cookies.of(screen)})
    return {
        "consoles": consoles,
        "screens": tablets,
        "feeds": feeds,
        "owner": cookies.of(owner),
        "csrf": cookies.csrf,
    }


def emptied(app: Flask) -> None:
    """An empty schema on PostgreSQL; an SQLite file is new anyway."""
    if not app.extensions["zhubo"].sqlite_path:
        with writing():
            db.session.execute(text("DROP SCHEMA public CASCADE"))
            db.session.execute(text("CREATE SCHEMA public"))
    upkeep.migrate(app)


def main(rooms: int, screens: int) -> None:
    """Migrate, seed, tell."""
    app = create_app(settings.read())
    with app.app_context():
        emptied(app)
        with writing():
            told = shop(rooms, screens, Cookies(app))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
