"""Instances of the libraries, and nothing else; ``create_app`` binds them to an application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx

from zhubo_web.core import database
from zhubo_web.core.models import Base
from zhubo_web.core.sparing import without
from zhubo_web.settings import Settings

with without("redis", "requests"):  # packets between processes, and a client: we use neither
    from flask_socketio import SocketIO

if TYPE_CHECKING:
    from huey import Huey

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
login = LoginManager()
socketio = SocketIO()
htmx = Htmx()
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, default_limits=[])


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction outside a request: jobs, commands, socket events.

    What was being read ends first; the block is committed whole, or rolled back if it raises.
    """
    db.session.rollback()
    with database.writing():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


class Jobs:
    """The queue of long work. Which store it uses is known only once the settings are read."""

    queue: Huey

    def init(self, settings: Settings, *, immediate: bool) -> None:
        """Choose Redis, or a file beside the database; ``immediate`` runs jobs at once (tests)."""
        with without("psycopg", *(() if settings.redis_url else ("redis",))):
            from huey import MemoryHuey, RedisHuey, SqliteHuey
        if immediate:
            self.queue = MemoryHuey("zhubo", immediate=True)
        elif settings.redis_url:
            self.queue = RedisHuey("zhubo", url=settings.redis_url)
        else:
            self.queue = SqliteHuey("zhubo", filename=str(settings.instance / "jobs.db"))


jobs = Jobs()
