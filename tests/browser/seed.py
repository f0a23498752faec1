"""Fills the database of a browser test's server and prints what the test must know, as JSON.

``studio``: the cast, a live broadcast with run sheet and product, a bound tablet. ``week``: the same,
and weekly plans: chen's begun, li's filed with a request at a line. ``empty``: nothing.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from tests import cast as people
from zhubo_web import create_app, settings, upkeep
from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.broadcasts.models import Broadcast, Segment, advance
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models import PlanComment, WeeklyPlan
from zhubo_web.plans.models.offering import offers
from zhubo_web.plans.weeks import monday_of


def _cookie(app: Flask, bearer: Any) -> str:
    """The cookie that a browser of this person or screen holds."""
    _row, token = SignIn.open(bearer, "own", device="browser test", address="127.0.0.1")
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    kept: str = serializer.dumps({"sid": token, "_permanent": True})
    return kept


def studio(app: Flask) -> dict[str, Any]:
    """The cast at work."""
    cast = people.assemble()
    made = people.broadcast(cast)
    made.put_on(db.session.get_one(Person, cast.li.id), "assistant", None)
    questions = [{"q": "敏感肌能用吗", "a": "先在耳后试一晚"}]
    sold = people.product(questions=questions, forbidden=[{"word": "根治", "instead": "坚持用"}])
    db.session.flush()
    rows = (("精华讲解", "product", 0, sold.id), ("福袋三分钟", "break", 1_500_000, None))
    for position, (title, kind, planned, product_id) in enumerate(rows, 1):
        db.session.add(
            Segment(
                broadcast_id=made.id,
                position=position,
                title=title,
                kind=kind,
                planned_ms=planned,
                product_id=product_id,
            )
        )
    db.session.flush()
    advance(made, "next", db.session.get_one(Person, cast.ma.id))
    screen = Screen(name="护肤间平板", room_id=cast.care)
    db.session.add(screen)
    db.session.flush()
    bearers = {one.username: db.session.get_one(Person, one.id) for one in cast.everybody()}
    cookies = {name: _cookie(app, person) for name, person in bearers.items()}
    ids = {name: person.id for name, person in bearers.items()}
    return {
        "cookies": {**cookies, "screen": _cookie(app, screen)},
        "broadcast": made.id,
        "product": sold.id,
        "room": cast.care,
        "people": ids,
    }


def week(app: Flask) -> dict[str, Any]:
    """The studio, and two plans of its week."""
    told = studio(app)
    live = db.session.get_one(Broadcast, told["broadcast"])
    chen, li, ma = (db.session.get_one(Person, told["people"][n]) for n in ("chen", "li", "ma"))
    monday = monday_of(clock.local(live.planned_start).date())
    draft, filed = WeeklyPlan.open(chen, monday, chen), WeeklyPlan.open(li, monday, li)
    offer = offers(filed, Content())[0]
    words = {"interactions": ("福袋三分钟",), "sentence": "能根治，先问肤质再讲成分"}
    part = replace(offer.blank, focus=tuple(offer.firsts), gap=False, **words)
    filed.submit(Content("", (part,)), li)
    PlanComment.write(filed, f"{live.id}.sentence", "这句不能说，换一句", ma)
    return {**told, "draft": draft.id, "filed": filed.id}


SEEDS = {"studio": studio, "week": week}


def main(what: str) -> None:
    """Migrate, and seed what is asked for."""
    app = create_app(settings.read())
    told: dict[str, Any] = {}
    with app.app_context():
        if not app.extensions["zhubo"].sqlite_path:
            with writing():
                db.session.execute(text("DROP SCHEMA public CASCADE"))
                db.session.execute(text("CREATE SCHEMA public"))
        if what in SEEDS:
            upkeep.migrate(app)
            with writing():
                told = SEEDS[what](app)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
