"""What the tests of the plans' pages begin with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Member
from tests.plans.conftest import Week
from zhubo_web.extensions import db, writing
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models import WeeklyPlan

MOST_STATEMENTS = 12
Enter = Callable[[Member], FlaskClient]


@contextmanager
def acting(app: Flask) -> Iterator[None]:
    with app.app_context(), writing():
        yield


def filed(app: Flask, shop: Week, content: Content | None = None, name: str = "chen") -> int:
    """A submitted plan; its id."""
    with acting(app):
        plan = shop.opened(name)
        plan.submit(content or shop.content(), shop.who(name))
        return plan.id


def kept(app: Flask, plan_id: int) -> WeeklyPlan:
    with app.app_context():
        plan = db.session.get_one(WeeklyPlan, plan_id)
        db.session.expunge_all()
        return plan


def typed(page: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the form of a week; changes by name."""
    values: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        names = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if names.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if "name" in names and names["name"] not in ("csrf_token", "theme", "next"):
            values.setdefault(names["name"], []).append(unescape(names.get("value", "y")))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)', page):
        values[name] = [unescape(text).removeprefix("\r\n").removeprefix("\n")]
    return {**values, **changes}


def week_of(shop: Week, **changes: Any) -> dict[str, Any]:
    """A whole week as a browser sends it."""
    values: dict[str, Any] = {"revision": "0"}
    for number in shop.ids:
        values |= {
            f"b{number}_interactions": ["福袋三分钟"],
            f"b{number}_focus": [f"{shop.serum}:换季修护"],
            f"b{number}_sentence": "先接问题再过品",
        }
    return {**values, **changes}
