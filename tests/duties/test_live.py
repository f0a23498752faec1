"""A person's open pages hear of their notices, and nobody else's do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.duties.doors import Door, followed_doors, table
from tests.observations.test_live import _socket
from zhubo_web.audit.live import Follower
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.jobs import push
from zhubo_web.duties.models import step
from zhubo_web.extensions import writing

Enter = Callable[[Member], FlaskClient]


def heard(socket: object) -> list[dict[str, object]]:
    received = socket.get_received()  # type: ignore[attr-defined]
    return [one["args"][0] for one in received if one["name"] == "notices"]


def test_a_notice_rings_at_its_person_and_a_push_is_marked(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-11-27T14:00:00+08:00"), tick=True):
        follower = Follower(app)
        follower.look()
        lin, chen = _socket(app, client_of(cast.lin)), _socket(app, client_of(cast.chen))
        for number, at_once in ((1, False), (2, True)):
            workflow = table(at_once=at_once)
            with app.app_context(), writing(), followed_doors(workflow):
                step(Door(number, neighbours=[cast.lin.id]), workflow, "open", SYSTEM)
        follower.look()
        assert heard(lin) == [{"unread": 2, "push": False}]
        with app.app_context():
            push()
        follower.look()
        assert heard(lin) == [{"unread": 2, "push": True}]
        assert heard(chen) == []
