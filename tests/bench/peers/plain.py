"""A bare Flask application over the product's own rows: one list a page, twenty rows, nothing else.

It reads the rows that a list of the product reads for what it shows (its twenty, those they name, and what
stands above and beside them), whole, through SQLAlchemy from a copy of the same file, and writes their
words. It has no sign-in, no permission, no layout and no form: what is dearer in the product is what
those are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, Table, func, select
from sqlalchemy.orm import DeclarativeBase

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>列表</title></head><body><h1>列表</h1>
<p>{{ total }} {% for one in beside %}{{ one.name or one.part or one.kind or one.id }} {% endfor %}</p>
<ul>{% for row in rows %}<li><a href="/{{ row.id }}">{{ row.title or row.text or row.name or row.state }}</a>
{% for near in named[row.id] %}{{ near.name or near.title or near.part }} {% endfor %}</li>
{% endfor %}</ul></body></html>"""
NEWEST = "-id"


@dataclass(frozen=True)
class Near:
    """Rows that a row names: its column, their table and column; and what they name in turn."""

    own: str
    table: str
    theirs: str = "id"
    near: tuple[Near, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list: its table, order and filter, what its rows name, whether it is counted; and (table,
    filter) of what stands beside it."""

    table: str
    order: str
    wanted: dict[str, Any] = field(default_factory=dict)
    near: tuple[Near, ...] = ()
    counted: bool = False
    beside: tuple[tuple[str, dict[str, Any]], ...] = ()


ROOM = Near("room_id", "room")
ASSISTANT = Near("assistant_id", "person")
CREW = Near("id", "roster_entry", "broadcast_id", (Near("person_id", "person"),))
OF_IT = {"broadcast_id": 4991}
LISTS = {
    "broadcasts": Listed("broadcast", "-planned_start", near=(ROOM, CREW), beside=(("room", {}),)),
    "plans": Listed("weekly_plan", NEWEST, near=(Near("person_id", "person"),), counted=True),
    "evaluations": Listed(
        "evaluation",
        "-broadcast_id",
        near=(Near("broadcast_id", "broadcast", near=(ROOM,)), ASSISTANT),
        counted=True,
    ),
    "feedback": Listed(
        "feedback",
        "due_at",
        {"state": "pending"},
        (
            ROOM,
            ASSISTANT,
            Near(
                "broadcast_id",
                "broadcast",
                near=(CREW, Near("id", "interruption", "broadcast_id")),
            ),
        ),
        True,
        (("room", {}),),
    ),
    "tasks": Listed(
        "action_item",
        "due_at",
        near=(Near("owner_id", "person"), Near("creator_id", "person")),
        counted=True,
        beside=(("room", {}), ("room_group", {})),
    ),
    "notices": Listed("notice", NEWEST),
    "people": Listed("person", "name", near=(Near("id", "grant", "person_id"),)),
    "records": Listed(
        "observation",
        "at_ms",
        OF_IT,
        (
            Near("observer_id", "person"),
            ASSISTANT,
            Near("tag_id", "tag"),
            Near("id", "note_delivery", "observation_id"),
            Near("id", "observation_change", "observation_id"),
        ),
        beside=(
            ("broadcast", {"id": OF_IT["broadcast_id"]}),
            *((table, OF_IT) for table in ("roster_entry", "interruption", "observation")),
            *((table, OF_IT) for table in ("watch", "correction", "help_call")),
            ("audience_feedback", OF_IT),
        ),
    ),
}


def _tables(nears: Sequence[Near]) -> set[str]:
    return {name for near in nears for name in (near.table, *_tables(near.near))}


TABLES = {
    name
    for one in LISTS.values()
    for name in (one.table, *_tables(one.near), *(table for table, _wanted in one.beside))
}


class Base(DeclarativeBase):
    """The rows of the product's tables, as they are."""


db = SQLAlchemy()
Classes = dict[str, Any]
Named = dict[int, list[Any]]


def create(_own: str, file: str) -> Flask:
    """The application over the product's file."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    db.init_app(app)
    with app.app_context():
        classes = {name: _mapped(name, db.engine) for name in sorted(TABLES)}
    for name, listed in LISTS.items():
        app.add_url_rule(f"/{name}", name, partial(show, classes, listed))
    return app


def _mapped(name: str, engine: Engine) -> Any:
    table = Table(name, Base.metadata, autoload_with=engine, resolve_fks=False)
    return type(name, (Base,), {"__table__": table})


def show(classes: Classes, listed: Listed) -> str:
    """One list's page."""
    model = classes[listed.table]
    column = getattr(model, listed.order.removeprefix("-"))
    query = select(model).filter_by(**listed.wanted).limit(20)
    query = query.order_by(column.desc() if listed.order.startswith("-") else column)
    rows = db.session.scalars(query).all()
    named = _named(classes, rows, listed.near)
    beside = [one for table, wanted in listed.beside for one in _all(classes[table], wanted)]
    total = _count(model, listed.wanted) if listed.counted else ""
    return render_template_string(PAGE, rows=rows, named=named, beside=beside, total=total)


def _count(model: Any, wanted: dict[str, Any]) -> int:
    return db.session.scalar(select(func.count(model.id)).filter_by(**wanted)) or 0


def _all(model: Any, wanted: dict[str, Any]) -> Sequence[Any]:
    return db.session.scalars(select(model).filter_by(**wanted)).all()


def _named(classes: Classes, rows: Sequence[Any], nears: Sequence[Near]) -> Named:
    """Row → what it names, and what that names in turn."""
    named: Named = {row.id: [] for row in rows}
    for near in nears:
        found = _beside(classes[near.table], near.theirs, {getattr(row, near.own) for row in rows})
        further = _named(classes, [one for some in found.values() for one in some], near.near)
        for row in rows:
            for one in found[getattr(row, near.own)]:
                named[row.id] += [one, *further[one.id]]
    return named


def _beside(model: Any, column: str, keys: set[Any]) -> dict[Any, list[Any]]:
    """The rows of another table by a column."""
    found: dict[Any, list[Any]] = {key: [] for key in keys}
    for one in db.session.scalars(select(model).where(getattr(model, column).in_(keys))):
        found[getattr(one, column)].append(one)
    return found
