"""What a WSGI server loads: the application with its sockets and its follower started."""

from __future__ import annotations

from flask import Flask

from zhubo_web import create_app
from zhubo_web.audience import live as audience_live
from zhubo_web.serving import start_live


def application() -> Flask:
    """A started application, one a process."""
    app = create_app()
    start_live(app)
    audience_live.start(app)
    return app
