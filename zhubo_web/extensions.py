"""Instances of the libraries, and nothing else; ``create_app`` binds them to an application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey

from zhubo_web.core import database
from zhubo_web.core.models import Base
from zhubo_web.settings import Settings

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
migrate = Migrate()
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

    def __init__(self) -> None:
        self.queue: Huey = MemoryHuey("zhubo", immediate=True)

    def init(self, settings: Settings, *, immediate: bool) -> None:
        """Choose Redis, or a file beside the database; ``immediate`` runs jobs at once (tests)."""
        if immediate:
            self.queue = MemoryHuey("zhubo", immediate=True)
        elif settings.redis_url:
            self.queue = RedisHuey("zhubo", url=settings.redis_url)
        else:
            self.queue = SqliteHuey("zhubo", filename=str(settings.instance / "jobs.db"))


jobs = Jobs()
