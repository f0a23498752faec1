"""Viewers' comments: pseudonyms and masked text only.

``source_key`` is an HMAC of what the recording or the feed says, so that what is read twice counts
once. Texts are kept for as long as the shop has set (``keeping``), then only the counts.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.core.models import Base


class Comment(Base):
    """What one viewer wrote, masked; ``own`` if the room's own account wrote it."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "source_key"),
        Index("ix_comment_broadcast_at", "broadcast_id", "at_ms"),
        Index("ix_comment_broadcast_id", "broadcast_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    source_key: Mapped[str] = mapped_column(String(32))
    at_ms: Mapped[int]
    viewer: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))
    own: Mapped[bool] = mapped_column(default=False)
