"""Starting the live side of a web process: sockets with their rules, and the event follower.

``async_mode`` is given, never detected: gevent in a server, threading in tests. A screen that does
not read is cut off rather than waited for: when it comes back, the replay gives it what it missed.
"""

from __future__ import annotations

import gc
import logging
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any

from flask import Flask

from zhubo_web.audit.live import Follower, follow_redis
from zhubo_web.core import websocket
from zhubo_web.extensions import socketio
from zhubo_web.settings import Settings

log = logging.getLogger("zhubo.live")
LARGEST_PACKET = 64 * 1024
PING_SECONDS = 10
GARBAGE = (20_000, 20, 20)
"""Objects between two looks of the collector: with a thousand screens each look stops all of them."""
MOST_QUEUED = 1000
"""Packets that may wait for one screen."""


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
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        cors_allowed_origins=settings.public_url,
    )
    if not follow:
        return None
    _collect_seldom()
    if settings.sockets == "own":
        websocket.drive(socketio.server.eio, 2 * PING_SECONDS)
    else:
        _time_out_sockets()
    socketio.start_background_task(_watch_queues)
    follower = Follower(app)
    if settings.redis_url:
        follow_redis(follower, settings.redis_url)
    follower.start()
    return follower


def _collect_seldom() -> None:
    """What was loaded at the start stays: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _time_out_sockets() -> None:
    """Have each stock WebSocket known to its Engine.IO socket, and its sends and reads end in time.

    python-engineio sets such a timeout itself, but does not find gevent-websocket's own socket.
    """
    server = socketio.server.eio
    make = server._async["websocket"]

    def known(handle: Any, of: Any) -> Any:
        socket = handle.__self__

        def run(web_socket: Any) -> Any:
            raw = getattr(getattr(web_socket._sock, "handler", None), "socket", None)
            if raw is not None:
                raw.settimeout(2 * PING_SECONDS)
                socket.raw = raw
            return handle(web_socket)

        return make(run, of)

    server._async = {**server._async, "websocket": known}


def _watch_queues() -> None:
    """Look each second whether a screen has stopped reading."""
    while True:
        socketio.sleep(1)
        cut_off_slow()


def cut_off_slow() -> None:
    """Cut off the screens for which too much waits."""
    for socket in list(socketio.server.eio.sockets.values()):
        if socket.queue.qsize() > MOST_QUEUED:
            _cut_off(socket)


def _cut_off(socket: Any) -> None:
    """End a connection that does not take what is sent, without waiting for it."""
    log.warning("a screen does not read: %s packets wait; it is cut off", socket.queue.qsize())
    socket.close(wait=False, abort=True)
    with suppress(OSError):
        socket.raw.shutdown(SHUT_RDWR)
