"""What several tests of broadcasts begin with."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, product
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

MINUTE = 60_000


def rows(*product_ids: int | None) -> list[dict[str, Any]]:
    """A run sheet with a segment of ten minutes for each product."""
    return [
        {"title": f"第 {n} 段", "kind": "product", "planned_ms": n * 10 * MINUTE, "product_id": one}
        for n, one in enumerate(product_ids)
    ]


def events(name: str) -> list[AuditEvent]:
    """What was recorded under a name."""
    return list(
        db.session.scalars(
            select(AuditEvent).where(AuditEvent.name == name).order_by(AuditEvent.id)
        )
    )


Browsers = Callable[[Member], FlaskClient]


def planned(app: Flask, cast: Cast, *, live: bool = False) -> int:
    """A broadcast with two segments and a product; its id."""
    with app.app_context(), writing():
        made = a_broadcast(cast, live=False, minutes_ago=10 if live else -300)
        cream = product("修护精华")
        sheet = [
            {"title": "开场", "kind": "opening", "planned_ms": 0},
            {"title": "修护精华", "kind": "product", "planned_ms": 600_000, "product_id": cream.id},
        ]
        Segment.replace(made, sheet, None)
        if live:
            made.go_live(db.session.get_one(Person, cast.ma.id), "赶时间")
        return made.id


def field_of(page: str, name: str) -> str:
    """The value of an input."""
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert match is not None
    return match[1]


def when(days: float = 1) -> str:
    """A moment from now, as a browser sends it."""
    return f"{clock.local(clock.now() + timedelta(days=days)):%Y-%m-%dT%H:%M}"


def kept(app: Flask, number: int) -> Broadcast:
    """The broadcast as it stands in the database, with what its tests look at."""
    with app.app_context():
        made = db.session.get_one(Broadcast, number)
        assert made.roster is not None
        assert made.interruptions is not None
        db.session.expunge_all()
        return made
