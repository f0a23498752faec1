"""Amendments of ratings, severities that were decided, ties that wait for their confirmation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "a4e71c05d2b8"
down_revision = "b1c8f4a20e77"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("observation", sa.Column("severity", sa.Integer(), nullable=True))
    op.add_column("evaluation_rating", sa.Column("amends", JSON, nullable=True))
    op.add_column("closeness", sa.Column("confirmed_at", UTCDateTime(), nullable=True))
    reason = sa.Column("end_reason", sa.String(length=200), server_default="", nullable=False)
    op.add_column("closeness", reason)
    # What counted until now goes on counting.
    op.execute("UPDATE closeness SET confirmed_at = created_at")


def downgrade() -> None:
    op.drop_column("closeness", "end_reason")
    op.drop_column("closeness", "confirmed_at")
    op.drop_column("evaluation_rating", "amends")
    op.drop_column("observation", "severity")
