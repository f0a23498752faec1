"""Flask-SocketIO as its documentation shows it: viewers' comments, one packet each.

A room's tool posts a batch with its token; the rows go in one transaction, then each comment is
emitted to the room. Served by gunicorn's gevent worker, as the documentation recommends.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, request
from flask_socketio import ConnectionRefusedError as Refuse
from flask_socketio import SocketIO, join_room
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The stock application's one table."""


db = SQLAlchemy(model_class=Base)
socketio = SocketIO(async_mode="gevent", transports=["websocket"], cors_allowed_origins="*")
feeds: dict[str, int] = {}
cookies: dict[str, int] = {}


class Comment(Base):
    """What a viewer wrote."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(unique=True)
    at: Mapped[int]
    viewer: Mapped[str]
    text: Mapped[str]


@event.listens_for(Engine, "connect")
def _pragmas(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def create(file: str, seeds: str) -> Flask:
    """The application over a new file, knowing the cookies and tokens that were seeded."""
    seeded = json.loads(Path(seeds).read_text())
    feeds.update({one["token"]: one["broadcast"] for one in seeded["feeds"]})
    cookies.update({one["cookie"]: one["broadcast"] for one in seeded["screens"]})
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    db.init_app(app)
    socketio.init_app(app)
    with app.app_context():
        db.create_all()
    app.add_url_rule("/feed", view_func=receive, methods=["POST"])
    return app


def receive() -> Response:
    """Store a batch; emit each comment."""
    number = feeds.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if number is None:
        abort(401)
    rows = [
        Comment(
            broadcast_id=number,
            source=f"{number}:{one['id']}",
            at=one["at"],
            viewer=one["name"],
            text=one["text"],
        )
        for one in request.get_json()["events"]
    ]
    db.session.add_all(rows)
    db.session.flush()
    told = [{"id": one.id, "viewer": one.viewer, "text": one.text} for one in rows]
    db.session.commit()  # what is read of a row after it would be fetched again, row by row
    for one in told:
        socketio.emit("comment", one, to=f"broadcast:{number}")
    return jsonify(taken=len(rows))


@socketio.on("connect")  # type: ignore[untyped-decorator]
def connect(_auth: Any = None) -> None:
    """Who has a seeded cookie comes in."""
    if request.cookies.get("sid") not in cookies:
        raise Refuse("sign in")


@socketio.on("join")  # type: ignore[untyped-decorator]
def join(wanted: dict[str, Any]) -> dict[str, Any]:
    """Hear one's own broadcast."""
    if cookies[request.cookies["sid"]] != wanted["broadcast"]:
        return {"ok": False, "error": "not yours"}
    join_room(f"broadcast:{wanted['broadcast']}")
    return {"ok": True}
