"""A bare Flask application: one view that commits one row, one page that shows a hundred.

It has no sign-in, no permission, no header of its own: what is dearer in the product is what these
are for. Served like the product: gunicorn's gevent worker, SQLite in WAL mode, every commit on disk.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, ForeignKey, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

ROWS = 100
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>直播</title></head><body><h1>直播</h1>
<ul>{% for one in rows %}<li><a href="/broadcasts/{{ one.id }}">{{ one.title }}</a>
{{ one.room.name }} · {{ one.start }} · {{ one.state }}</li>{% endfor %}</ul></body></html>"""


class Base(DeclarativeBase):
    """The bare application's tables."""


db = SQLAlchemy(model_class=Base)


class Room(Base):
    """Where a broadcast is made."""

    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Broadcast(Base):
    """A row of the page."""

    __tablename__ = "broadcast"
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    title: Mapped[str]
    start: Mapped[str]
    state: Mapped[str]
    room: Mapped[Room] = relationship(Room)


class Note(Base):
    """The row that a request commits."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int]
    text: Mapped[str]


@event.listens_for(Engine, "connect")
def _pragmas(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def create(file: str) -> Flask:
    """The application over a new file with a hundred rows."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    db.init_app(app)
    with app.app_context():
        db.create_all()
        for number in range(ROWS):
            room = Room(name=f"直播间 {number}")
            start = "2026-11-26 20:00"
            db.session.add(Broadcast(room=room, title="秋冬专场", start=start, state="live"))
        db.session.commit()
    app.add_url_rule("/broadcasts/<int:number>/notes", view_func=add, methods=["POST"])
    app.add_url_rule("/list", view_func=show)
    return app


def add(number: int) -> Response:
    """Commit one row."""
    given = request.get_json()["notes"][0]
    db.session.add(Note(broadcast_id=number, text=given["text"]))
    db.session.commit()
    return jsonify(took=[given["key"]])


def show() -> str:
    """The page of a hundred rows."""
    query = select(Broadcast).options(joinedload(Broadcast.room)).limit(ROWS)
    return render_template_string(PAGE, rows=db.session.scalars(query).all())
