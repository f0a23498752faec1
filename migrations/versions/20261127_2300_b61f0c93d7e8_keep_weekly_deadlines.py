"""Deadlines of notes and of unwatched broadcasts as moments; until when somebody is on probation.

And the second name of 同上场. What waits already keeps the five days, the 48 hours and the one name
that held for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import UTCDateTime

revision = "b61f0c93d7e8"
down_revision = "c7d4a9126be8"
branch_labels = None
depends_on = None


def _later(column: str, hours: int) -> str:
    """The moment of a column and so many hours, as each database keeps moments."""
    if op.get_bind().dialect.name == "postgresql":
        return f"{column} + interval '{hours} hours'"
    return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '+{hours} hours') || '000'"


def upgrade() -> None:
    op.add_column("person", sa.Column("probation_until", sa.Date(), nullable=True))
    op.add_column("observation", sa.Column("answer_until", UTCDateTime(), nullable=True))
    op.add_column("broadcast", sa.Column("unwatched_at", UTCDateTime(), nullable=True))
    op.add_column("broadcast", sa.Column("same_second_at", UTCDateTime(), nullable=True))
    op.execute(
        "ALTER TABLE broadcast ADD COLUMN same_second_by_id INTEGER"
        " CONSTRAINT fk_broadcast_same_second_by_id_person REFERENCES person (id)"
    )
    op.execute(
        "UPDATE broadcast SET same_second_at = same_confirmed_at"
        " WHERE state = 'scheduled' AND same_confirmed_at IS NOT NULL"
    )
    op.execute(
        f"UPDATE observation SET answer_until = {_later('released_at', 5 * 24)}"  # noqa: S608
        " WHERE state = 'released'"
    )
    op.execute(
        f"UPDATE broadcast SET unwatched_at = {_later('ended_at', 48)}"  # noqa: S608
        " WHERE state = 'ended'"
    )


def downgrade() -> None:
    op.drop_column("broadcast", "same_second_by_id")
    op.drop_column("broadcast", "same_second_at")
    op.drop_column("broadcast", "unwatched_at")
    op.drop_column("observation", "answer_until")
    op.drop_column("person", "probation_until")
