"""Starting the live side of a web process: sockets with their rules, and the event follower.

``async_mode`` is given, never detected: gevent in a server, threading in tests.
"""

from __future__ import annotations

from flask import Flask

from zhubo_web.audit.live import Follower, follow_redis
from zhubo_web.extensions import socketio
from zhubo_web.settings import Settings

LARGEST_PACKET = 64 * 1024


def start_live(app: Flask, async_mode: str = "gevent", *, follow: bool = True) -> Follower | None:
    """Bind Socket.IO (WebSocket only) and begin to follow the event table."""
    settings: Settings = app.extensions["zhubo"]
    socketio.init_app(
        app,
        async_mode=async_mode,
        manage_session=False,
        transports=["websocket"],
        http_compression=False,
        max_http_buffer_size=LARGEST_PACKET,
        ping_interval=10,
        ping_timeout=10,
        cors_allowed_origins=settings.public_url,
    )
    if not follow:
        return None
    follower = Follower(app)
    if settings.redis_url:
        follow_redis(follower, settings.redis_url)
    follower.start()
    return follower
