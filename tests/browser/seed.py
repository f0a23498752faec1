"""Fills the database of a browser test's server and prints what the test must know, as JSON.

``studio``: the cast, a live broadcast with run sheet and product, a bound tablet. ``week``: the same,
and weekly plans: chen's begun, li's filed with a request at a line. ``coming``: the cast, last week's
broadcast, and next Wednesday's with its run sheet, that nobody has planned; ``calm``: the same in 省事.
``round``:
the week and what broadcasts that are over left behind. ``trends``: half a year of eight assistants.
``month``: last month is over, nobody has opened its evaluation yet.
``empty``: nothing.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from tests import cast as people
from tests.browser.aftermath import leave_behind
from tests.browser.monthly import hold_month
from tests.dashboards import busy
from zhubo_web import create_app, settings, upkeep
from zhubo_web.accounts.models import Person, Screen, SignIn
from zhubo_web.broadcasts.models import Broadcast, Segment, advance
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT
from zhubo_web.duties.models import close
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.jobs import take_step
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models import PlanComment, WeeklyPlan
from zhubo_web.plans.models.offering import offers
from zhubo_web.plans.weeks import monday_of
from zhubo_web.policies.models import KindSetting
from zhubo_web.policies.rising import KINDS


def _cookie(app: Flask, bearer: Any) -> str:
    """The cookie that a browser of this person or screen holds."""
    _row, token = SignIn.open(bearer, "own", device="browser test", address="127.0.0.1")
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    kept: str = serializer.dumps({"sid": token, "_permanent": True})
    return kept


def studio(app: Flask, cast: people.Cast | None = None) -> dict[str, Any]:
    """The cast at work."""
    cast = cast or people.assemble()
    made = people.broadcast(cast)
    made.put_on(db.session.get_one(Person, cast.li.id), "assistant", None)
    questions = [{"q": "敏感肌能用吗", "a": "先在耳后试一晚"}]
    sold = people.product(questions=questions, forbidden=[{"word": "根治", "instead": "坚持用"}])
    db.session.flush()
    _lay(made, sold.id)
    advance(made, "next", db.session.get_one(Person, cast.ma.id))
    screen = Screen(name="护肤间平板", room_id=cast.care)
    db.session.add(screen)
    db.session.flush()
    told = _told(app, cast, made, sold.id)
    told["cookies"]["screen"] = _cookie(app, screen)
    return told


def _lay(broadcast: Broadcast, product_id: int) -> None:
    """A run sheet: the product, then the lucky bag."""
    rows = (("精华讲解", "product", 0, product_id), ("福袋三分钟", "break", 1_500_000, None))
    names = ("position", "title", "kind", "planned_ms", "product_id")
    for position, row in enumerate(rows, 1):
        values = dict(zip(names, (position, *row), strict=True))
        db.session.add(Segment(broadcast_id=broadcast.id, **values))
    db.session.flush()


def _told(app: Flask, cast: people.Cast, made: Broadcast, product: int) -> dict[str, Any]:
    """What every test must know: who is who, their cookies, the broadcast."""
    bearers = {one.username: db.session.get_one(Person, one.id) for one in cast.everybody()}
    return {
        "cookies": {name: _cookie(app, person) for name, person in bearers.items()},
        "broadcast": made.id,
        "product": product,
        "room": cast.care,
        "people": {name: person.id for name, person in bearers.items()},
    }


def coming(app: Flask) -> dict[str, Any]:
    """Last week's broadcast is over and settled, next Wednesday's is scheduled with the same people."""
    return _coming(app, people.assemble())


def calm(app: Flask) -> dict[str, Any]:
    """The same, after the owner has chosen 省事 for every kind of work."""
    cast = people.assemble()
    for kind in KINDS:
        KindSetting.choose(kind, LIGHT, db.session.get_one(Person, cast.qian.id))
    return _coming(app, cast)


def _coming(app: Flask, cast: people.Cast) -> dict[str, Any]:
    sold = people.product()
    db.session.flush()
    assert sold.card is not None
    sold.card.created_at -= timedelta(days=30)
    last, following = (_on_wednesday(cast, sold.id, days) for days in (-7, 7))
    last.started_at, last.ended_at = last.planned_start, last.planned_end
    last.state = "closed"
    close(last)
    return _told(app, cast, following, sold.id)


def _on_wednesday(cast: people.Cast, product_id: int, days: int) -> Broadcast:
    """A broadcast from 20:00 on of the week that is so many days away."""
    monday = monday_of(clock.today() + timedelta(days=days))
    ago = clock.now() - clock.shanghai(monday + timedelta(days=2), 20)
    made = people.broadcast(cast, live=False, minutes_ago=ago // timedelta(minutes=1))
    _lay(made, product_id)
    return made


def week(app: Flask, cast: people.Cast | None = None) -> dict[str, Any]:
    """The studio, and two plans of its week."""
    told = studio(app, cast)
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


def whole_round(app: Flask) -> dict[str, Any]:
    """The week, and what broadcasts that are over leave behind."""
    cast = people.assemble()
    left = leave_behind(cast)
    return {**week(app, cast), **left}


def trends(app: Flask) -> dict[str, Any]:
    """The studio, and half a year in which chen became better and li worse."""
    cast = people.assemble()
    told = studio(app, cast)
    busy.half_a_year(cast)
    return told


def month(app: Flask) -> dict[str, Any]:
    """Last month's broadcasts, and nobody has begun to evaluate."""
    cast = people.assemble()
    sold = people.product()
    held = hold_month(cast)
    told = _told(app, cast, db.session.get_one(Broadcast, held[0]), sold.id)
    return {**told, "held": held}


SEEDS = {"studio": studio, "week": week, "round": whole_round, "coming": coming, "calm": calm,
         "trends": trends, "month": month}  # fmt: skip


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
            if "checked" in told:
                take_step(told["checked"])
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
