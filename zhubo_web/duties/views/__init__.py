"""Pages of notices, the working calendar, robots of groups, and one's own account for pushes."""

from __future__ import annotations

from flask import Flask

from zhubo_web.duties import channels
from zhubo_web.duties.digesting import of_day
from zhubo_web.duties.exporting import called, sentence
from zhubo_web.duties.views import calendar, inbox, listing, outbox, personal, robots, times
from zhubo_web.duties.views.blueprint import bp
from zhubo_web.duties.views.linking import link_to

__all__ = [
    "bp",
    "calendar",
    "inbox",
    "init",
    "listing",
    "outbox",
    "personal",
    "robots",
    "times",
]


def init(app: Flask) -> None:
    """Give every page the bell, and the templates what notices and duties say."""
    app.jinja_env.globals |= {
        "unread_notices": inbox.unread,
        "link_to": link_to,
        "keyword": channels.KEYWORD,
    }
    app.jinja_env.filters |= {"sentence": sentence, "called": called, "minute": of_day}
