"""A bare Flask application over the product's own rows: one list a page, twenty rows, nothing else.

It has no sign-in, no permission and no layout; it reads the rows that a list of the product shows, by
the same file of SQLite, and writes their words. What is dearer in the product is what those are for.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>列表</title></head><body><h1>列表</h1>
<ul>{% for row in rows %}<li><a href="/{{ row[0] }}">{{ row[1] }}</a> {{ row[2] }} · {{ row[3] }}</li>
{% endfor %}</ul></body></html>"""
ON = "JOIN broadcast b ON b.id = x.broadcast_id JOIN room r ON r.id = b.room_id"
#: A list's name → the statement that reads its first twenty rows, joined with what it names.
ROWS = {
    "broadcasts": "SELECT b.id, b.title, r.name, b.state FROM broadcast b JOIN room r"
    " ON r.id = b.room_id ORDER BY b.planned_start DESC LIMIT 20",
    "plans": "SELECT x.id, p.name, x.monday, x.state FROM weekly_plan x JOIN person p"
    " ON p.id = x.person_id ORDER BY x.monday DESC, x.id DESC LIMIT 20",
    "evaluations": f"SELECT x.id, b.title, p.name, x.score FROM evaluation x {ON} JOIN person p"
    " ON p.id = x.assistant_id ORDER BY x.broadcast_id DESC LIMIT 20",
    "feedback": f"SELECT x.id, x.text, b.title, p.name FROM feedback x {ON} JOIN person p"
    " ON p.id = x.assistant_id WHERE x.state = 'pending' ORDER BY x.due_at, x.id LIMIT 20",
    "tasks": "SELECT x.id, x.title, p.name, x.state FROM action_item x JOIN person p"
    " ON p.id = x.owner_id ORDER BY x.due_at LIMIT 20",
    "notices": "SELECT id, title, subject_type, read_at FROM notice ORDER BY id DESC LIMIT 20",
    "people": 'SELECT p.id, p.name, p.username, g.role FROM person p JOIN "grant" g'
    " ON g.person_id = p.id ORDER BY p.name LIMIT 20",
    "records": f"SELECT x.id, x.text, x.kind, p.name FROM observation x {ON} JOIN person p"
    " ON p.id = x.observer_id WHERE x.broadcast_id = 4991 ORDER BY x.at_ms LIMIT 20",
}
db = SQLAlchemy()


def create(_own: str, file: str) -> Flask:
    """The application over the product's file."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    db.init_app(app)
    for name in ROWS:
        app.add_url_rule(f"/{name}", name, partial(show, name))
    return app


def show(name: str) -> Any:
    """One list's page."""
    return render_template_string(PAGE, rows=db.session.execute(text(ROWS[name])).all())
