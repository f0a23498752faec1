"""A bare Flask application over the product's own rows: one list a page, twenty rows, nothing else.

It reads the rows that a list of the product shows, whole and with those they name, through SQLAlchemy
from a copy of the same file, and writes their words. It has no sign-in, no permission, no layout and no
filter: what is dearer in the product is what those are for.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, Table, select
from sqlalchemy.orm import DeclarativeBase

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>列表</title></head><body><h1>列表</h1>
<ul>{% for row in rows %}<li><a href="/{{ row.id }}">{{ row.title or row.text or row.name or row.state }}</a>
{% for near in named[row.id] %}{{ near.name or near.title or near.part }} {% endfor %}</li>
{% endfor %}</ul></body></html>"""
NEWEST = "-id"
#: A list's name → its table, its order, a filter, and (own column, table, its column) of what it names.
LISTS: dict[str, tuple[str, str, dict[str, Any], tuple[tuple[str, str, str], ...]]] = {
    "broadcasts": (
        "broadcast",
        "-planned_start",
        {},
        (("room_id", "room", "id"), ("id", "roster_entry", "broadcast_id")),
    ),
    "plans": ("weekly_plan", NEWEST, {}, (("person_id", "person", "id"),)),
    "evaluations": (
        "evaluation",
        "-broadcast_id",
        {},
        (("broadcast_id", "broadcast", "id"), ("assistant_id", "person", "id")),
    ),
    "feedback": (
        "feedback",
        "due_at",
        {"state": "pending"},
        (("broadcast_id", "broadcast", "id"), ("assistant_id", "person", "id")),
    ),
    "tasks": ("action_item", "due_at", {}, (("owner_id", "person", "id"),)),
    "notices": ("notice", NEWEST, {}, ()),
    "people": ("person", "name", {}, (("id", "grant", "person_id"),)),
    "records": ("observation", "at_ms", {"broadcast_id": 4991}, (("observer_id", "person", "id"),)),
}
TABLES = ("room", "roster_entry", "grant", *sorted({table for table, *_more in LISTS.values()}))


class Base(DeclarativeBase):
    """The rows of the product's tables, as they are."""


db = SQLAlchemy()


def create(_own: str, file: str) -> Flask:
    """The application over the product's file."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    db.init_app(app)
    with app.app_context():
        classes = {name: _mapped(name, db.engine) for name in TABLES}
    for name in LISTS:
        app.add_url_rule(f"/{name}", name, partial(show, classes, name))
    return app


def _mapped(name: str, engine: Engine) -> Any:
    table = Table(name, Base.metadata, autoload_with=engine, resolve_fks=False)
    return type(name, (Base,), {"__table__": table})


def show(classes: dict[str, Any], name: str) -> str:
    """One list's page."""
    table, order, wanted, near = LISTS[name]
    model = classes[table]
    column = getattr(model, order.removeprefix("-"))
    query = select(model).filter_by(**wanted).limit(20)
    query = query.order_by(column.desc() if order.startswith("-") else column)
    rows = db.session.scalars(query).all()
    named: dict[int, list[Any]] = {row.id: [] for row in rows}
    for own, other, theirs in near:
        beside = _beside(classes[other], theirs, {getattr(row, own) for row in rows})
        for row in rows:
            named[row.id] += beside[getattr(row, own)]
    return render_template_string(PAGE, rows=rows, named=named)


def _beside(model: Any, column: str, keys: set[Any]) -> dict[Any, list[Any]]:
    """The rows of another table by a column."""
    found: dict[Any, list[Any]] = {key: [] for key in keys}
    for one in db.session.scalars(select(model).where(getattr(model, column).in_(keys))):
        found[getattr(one, column)].append(one)
    return found
