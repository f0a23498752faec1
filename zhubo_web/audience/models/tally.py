"""What a feed brought, by the day: numbers only, for its page; no viewer is in them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import ForeignKey, String, Table, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audience.models.bulk import adding
from zhubo_web.core import clock
from zhubo_web.core.models import Base
from zhubo_web.extensions import db

KEPT = timedelta(days=60)


class FeedTally(Base):
    """How many events of a kind a feed brought on a day (Shanghai), and what became of them.

    ``outcome`` is taken, known, idle (nothing was on) or refused; ``what`` the kind, or the sentence
    why it was refused.
    """

    __tablename__ = "feed_tally"

    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), primary_key=True)
    what: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]

    @classmethod
    def add(cls, feed_id: int, counted: Counter[tuple[str, str]]) -> None:
        """Count what a batch brought, in its transaction."""
        day, now = clock.today(), clock.now()
        rows = [
            {"feed_id": feed_id, "day": day, "outcome": outcome, "what": what[:200],
             "count": number, "last_at": now}
            for (outcome, what), number in sorted(counted.items())
        ]  # fmt: skip
        if not rows:
            return
        db.session.connection().execute(_ADDING, rows)

    @classmethod
    def today(cls, feed_id: int) -> list[FeedTally]:
        """What came today."""
        query = select(cls).where(cls.feed_id == feed_id, cls.day == clock.today())
        return list(db.session.scalars(query.order_by(cls.outcome, cls.what)))

    @classmethod
    def last_heard(cls, feed_id: int) -> datetime | None:
        """When anything came last."""
        return db.session.scalar(select(func.max(cls.last_at)).where(cls.feed_id == feed_id))

    @classmethod
    def forget(cls) -> None:
        """Remove the numbers of long ago."""
        db.session.execute(delete(cls).where(cls.day < clock.today() - KEPT))


_ADDING = adding(cast(Table, FeedTally.__table__), {"count": "{there} + {new}", "last_at": "{new}"})
