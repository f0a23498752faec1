"""Two observers at work: notes that appear by themselves while the demonstration runs."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

import gevent
from flask import Flask

from zhubo_web.accounts.models import Person
from zhubo_web.audience.jobs import play, play_file
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.demo.crowd import crowd
from zhubo_web.demo.paths import Played
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import take_operations

#: Who notes what after how many seconds: (pause, observer, what is tapped).
SCRIPT: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (6, "lin", {"kind": "praise", "tag": "P02"}),
    (9, "ma", {"kind": "remind", "tag": "I11", "detail": "敏感肌能用吗"}),
    (25, "lin", {"kind": "remind", "dimension": "language"}),
    (12, "lin", {"do": "relay", "sort": "wish", "text": "想要 50 ml 的大瓶", "count": 4}),
    (18, "ma", {"kind": "issue", "tag": "P13"}),
    (40, "lin", {"kind": "praise", "tag": "I01"}),
    (35, "ma", {"kind": "mark"}),
    (20, "ma", {"do": "relay", "sort": "question", "text": "赠品什么时候补发", "count": 2}),
    (30, "lin", {"kind": "remind", "tag": "L11"}),
    (45, "ma", {"kind": "issue", "tag": "I13", "detail": "点名回老客"}),
)
YESTERDAY: tuple[tuple[int, dict[str, Any]], ...] = (
    (4, {"kind": "praise", "tag": "L01"}),
    (11, {"kind": "remind", "tag": "I11", "detail": "早上能用吗"}),
    (19, {"kind": "issue", "tag": "P12"}),
    (27, {"kind": "praise", "tag": "P02"}),
    (38, {"kind": "issue", "tag": "I13", "detail": "接着讲演示"}),
    (52, {"kind": "mark"}),
    (63, {"kind": "praise", "tag": "E02"}),
)


def tap(values: dict[str, Any], at_ms: int) -> dict[str, Any]:
    fresh = [str(uuid.uuid4()) for _ in range(2)]
    return {"op": fresh[0], "key": fresh[1], "do": "tap", "at": at_ms, **values}


def note(broadcast: Broadcast, who: Person, values: dict[str, Any]) -> None:
    """One tap or relay by one of the observers, through the same door as a console's."""
    now = clock.epoch_ms()
    about = {} if "do" in values else {"assistant": broadcast.people("assistant")[0].id}
    take_operations(broadcast, now, [tap({**about, **values}, now)], who)


def yesterdays_notes(broadcast: Broadcast, who: Person) -> None:
    """Notes at given minutes of a broadcast that began in the past."""
    assert broadcast.started_at is not None
    now = clock.epoch_ms()
    taps = [
        tap(values, clock.to_epoch_ms(broadcast.started_at + timedelta(minutes=minute)))
        for minute, values in YESTERDAY
    ]
    take_operations(broadcast, now, taps, who)


def act(app: Flask, live_id: int, people: dict[str, int], played: Played) -> None:
    """Start the observers and the comments beside a running server."""
    gevent.spawn(_observers, app, live_id, people)
    gevent.spawn(_comments, app, live_id, played)


def _observers(app: Flask, live_id: int, people: dict[str, int]) -> None:
    for pause, username, values in itertools.cycle(SCRIPT):
        gevent.sleep(pause)
        with app.app_context(), writing():
            broadcast = db.session.get(Broadcast, live_id)
            who = db.session.get(Person, people[username])
            if broadcast is None or who is None or not broadcast.is_on:
                return
            note(broadcast, who, values)


def _comments(app: Flask, live_id: int, played: Played) -> None:
    with app.app_context():
        if played.file is not None:
            play_file(live_id, played.file, played.speed)
        else:
            play(live_id, crowd(8, clock.local(clock.now()), viewers=220), played.speed)
