"""Taking what viewers wrote and did: recorded logs, read or played, and events of running rooms.

Pseudonyms are made and texts masked before anything is stored: names and ids never reach the
database. Each batch is one short write transaction, and what can be done before it is.
"""

from __future__ import annotations

from flask import Flask

from zhubo_web.audience.jobs.feeding import REFUSED_TOKEN, Answer, TokenEnded, take_events
from zhubo_web.audience.jobs.hiding import viewer_key
from zhubo_web.audience.jobs.listening import Listener
from zhubo_web.audience.jobs.playing import play, play_file
from zhubo_web.audience.jobs.reading import read_file, read_into, run_import
from zhubo_web.audience.models import FeedTally, forget_some
from zhubo_web.extensions import db, jobs, writing

__all__ = [
    "REFUSED_TOKEN",
    "Answer",
    "Listener",
    "TokenEnded",
    "forget",
    "init",
    "play",
    "play_file",
    "read_file",
    "read_into",
    "run_import",
    "take_events",
    "viewer_key",
]


def init(app: Flask) -> None:
    """Make the reading of uploads a task of the queue that this application chose.

    Every process that builds the application knows the task so: those that enqueue, and the worker.
    """

    def read_upload(import_id: int, path: str) -> None:
        with app.app_context():
            run_import(import_id, path)

    app.extensions["zhubo_read_upload"] = jobs.queue.task(name="read_upload")(read_upload)


def forget() -> None:
    """Remove comments that may no longer be kept, a little at a time."""
    more = True
    while more:
        with writing():
            more = forget_some()
        db.session.expunge_all()
    with writing():
        FeedTally.forget()
