"""Which likes, gifts and the like were counted already, so that a second sending counts nothing."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.core.models import Base


class SourceMark(Base):
    """The key of a counted event that leaves no row of its own; forgotten with the comments."""

    __tablename__ = "source_mark"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy, never changed

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    source_key: Mapped[str] = mapped_column(String(32), primary_key=True)
