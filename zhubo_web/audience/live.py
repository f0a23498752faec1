"""Comments reach the screens folded into frames of about a second, never one packet each."""

from __future__ import annotations

import logging

from flask import Flask
from sqlalchemy import func, select

from zhubo_web.audience.models import MinuteCount, figures
from zhubo_web.broadcasts.live import everyone
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.database import begin_reading
from zhubo_web.extensions import db, socketio

log = logging.getLogger("zhubo.live")
FRAME_SECONDS = 1.0
_told: dict[int, int] = {}


def _listened() -> list[int]:
    """The broadcasts that have a screen in this process."""
    rooms = socketio.server.manager.rooms.get("/", {})
    prefix = everyone(0).removesuffix("0")
    tails = (name.removeprefix(prefix) for name in rooms if name and name.startswith(prefix))
    return [int(tail) for tail in tails if tail.isdigit()]


def send_frames() -> None:
    """One frame to each broadcast whose comments have grown since its last."""
    listened = _listened()
    if not listened:
        return
    totals = db.session.execute(
        select(MinuteCount.broadcast_id, func.sum(MinuteCount.comments))
        .where(MinuteCount.broadcast_id.in_(listened))
        .group_by(MinuteCount.broadcast_id)
    )
    for broadcast_id, total in totals:
        broadcast = db.session.get(Broadcast, broadcast_id)
        if broadcast is not None and _told.get(broadcast_id) != total:
            _told[broadcast_id] = total
            socketio.emit("comments", figures(broadcast), to=everyone(broadcast_id))


def start(app: Flask) -> None:
    """Send frames until the process ends."""

    def run() -> None:
        while True:
            socketio.sleep(FRAME_SECONDS)
            try:
                with app.app_context():
                    begin_reading()
                    send_frames()
                    db.session.rollback()
            except Exception:
                log.exception("a frame of comments failed; trying again")

    socketio.start_background_task(run)
