"""How long the texts of comments are kept, and removing them when their time is over.

Until the month's objection window has closed, by default; counts stay for good. Texts that were
cited in a record have a time of their own, with the record.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select

from zhubo_web.accounts.models import Choice
from zhubo_web.audience.models.comment import Comment
from zhubo_web.audience.models.mark import SourceMark
from zhubo_web.audit.models import AuditEvent, record
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db

KEPT_DAYS = Choice("comments.kept_days", usual=75, least=30, most=400)
FORGOTTEN = "comments.forgotten"
AT_ONCE = 1000


def kept_until(broadcast: Broadcast, days: int | None = None) -> datetime | None:
    """When the texts will be removed; None while it is on. ``days``: the setting, if it is known."""
    ended = broadcast.ended_at
    return ended + timedelta(days=days or KEPT_DAYS.value) if ended else None


def why_closed(broadcast: Broadcast, days: int | None = None) -> Reason | None:
    """Why nothing more may be read into it: once the keys are gone, a second reading would count twice."""
    if broadcast.started_at is None:
        return Reason(N_("还没开播，开播以后再导入评论"))
    until = kept_until(broadcast, days)
    if until and (until < clock.now() or _was_forgotten(broadcast)):
        return Reason(N_("这一场的评论已按期删除，只留每分钟的数字，不能再导入"))
    return None


def _was_forgotten(broadcast: Broadcast) -> bool:
    event = exists().where(
        AuditEvent.broadcast_id == broadcast.id, AuditEvent.name == FORGOTTEN
    )  # fmt: skip
    return bool(db.session.scalar(select(event)))


def forget_some() -> bool:
    """Remove some of what is older than it may be kept, a short transaction's work; False: no more."""
    old = select(Broadcast).where(
        Broadcast.ended_at < clock.now() - timedelta(days=KEPT_DAYS.value),
        or_(*(_has(table) for table in (Comment, SourceMark))),
    )
    broadcast = db.session.scalar(old.order_by(Broadcast.id).limit(1))
    if broadcast is None:
        return False
    for table in (Comment, SourceMark):
        _remove(table, broadcast.id)
    if db.session.scalar(old.where(Broadcast.id == broadcast.id)) is None:
        record(FORGOTTEN, broadcast, None, broadcast_id=broadcast.id)
    return True


def _has(table: Any) -> Any:
    return exists().where(table.broadcast_id == Broadcast.id)


def _remove(table: Any, broadcast_id: int) -> None:
    there = table.broadcast_id == broadcast_id
    some = select(table.source_key).where(there).limit(AT_ONCE)
    db.session.connection().execute(delete(table).where(there, table.source_key.in_(some)))
