"""Fills a database for the pages: the browser tests' studio, and so much more beside it.

``python -m tests.bench.full AMOUNT``: 0 is the studio alone; 100 adds a hundred live broadcasts in
rooms of their own, a hundred products and people, three hundred notes and twenty thousand comments.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.bench.seeding import Cookies, emptied, live, member
from tests.browser.seed import studio
from tests.cast import product
from zhubo_web import create_app, settings
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person, Screen
from zhubo_web.audience.models import Heard, take_comments
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import take_operations

NOTES_EACH, COMMENTS_EACH = 3, 200
BATCH = 20
TOGETHER = 1000


def rooms_at_work(amount: int, told: dict[str, Any]) -> None:
    """Rooms with a live broadcast each, products, people."""
    lead = db.session.get_one(Person, told["people"]["ma"])
    host = member("manyhost", roles.HOST, None)
    for number in range(amount):
        room = Room.add(f"直播间 {number}", None)
        db.session.flush()
        lead.grant(roles.OPERATIONS, None, room_id=room.id)
        live(room, lead, host, member(f"assistant{number}", roles.ASSISTANT, room))
        product(f"样品 {number}")


def noted(amount: int, told: dict[str, Any]) -> None:
    """Notes of the studio's broadcast, as its console sends them."""
    for _ in range(amount * NOTES_EACH // BATCH):
        with writing():
            on = db.session.get_one(Broadcast, told["broadcast"])
            lead = db.session.get_one(Person, told["people"]["ma"])
            take_operations(on, clock.epoch_ms(), [tap() for _ in range(BATCH)], lead)


def tap() -> dict[str, Any]:
    """A note with words."""
    key = str(uuid4())
    return {
        "op": key,
        "do": "tap",
        "key": key,
        "at": clock.epoch_ms(),
        "kind": "remind",
        "text": "看一下公屏",
    }


def commented(amount: int, told: dict[str, Any]) -> None:
    """Viewers' comments of the last minutes."""
    for start in range(0, amount * COMMENTS_EACH, TOGETHER):
        with writing():
            on = db.session.get_one(Broadcast, told["broadcast"])
            lines = [
                Heard(f"c{n}", n * 25, f"观众{n % 997:04}", f"这个多少钱 {n}")
                for n in range(start, start + TOGETHER)
            ]
            take_comments(on, lines)


def aged(told: dict[str, Any]) -> None:
    """The studio has been on for long enough to hold them all."""
    on = db.session.get_one(Broadcast, told["broadcast"])
    on.started_at = clock.now() - timedelta(minutes=20)


def heard(told: dict[str, Any], cookies: Cookies) -> dict[str, Any]:
    """What the load client needs for one more console and two more screens of the studio."""
    lead = db.session.get_one(Person, told["people"]["ma"])
    screens = [Screen(name=name, room_id=told["room"]) for name in ("甲", "乙")]
    db.session.add_all(screens)
    db.session.flush()
    number = told["broadcast"]
    console = {"broadcast": number, "person": lead.id, "cookie": cookies.of(lead)}
    tablets = [{"broadcast": number, "cookie": cookies.of(one)} for one in screens]
    return {"consoles": [console], "screens": tablets, "feeds": [], "csrf": cookies.csrf}


def main(amount: int) -> None:
    """Migrate, seed, tell."""
    app = create_app(settings.read())
    with app.app_context():
        emptied(app)
        with writing():
            told = studio(app)
            aged(told)
            told["load"] = heard(told, Cookies(app))
            rooms_at_work(amount, told)
        noted(amount, told)
        commented(amount, told)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
