"""Handing a month over on its day. Run by the worker."""

from __future__ import annotations

from sqlalchemy import select

from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, writing
from zhubo_web.handover.models import Package
from zhubo_web.months.models import Month


def send_due() -> int:
    """Hand over every month whose day has come; return how many."""
    begin_reading()
    sent = select(Package.month_id)
    query = select(Month.id).where(
        Month.frozen_at.is_not(None), Month.package_by <= clock.now(), Month.id.not_in(sent)
    )
    ids = list(db.session.scalars(query))
    db.session.rollback()
    for month_id in ids:
        with writing():
            Package.send(db.session.get_one(Month, month_id), SYSTEM)
    return len(ids)
