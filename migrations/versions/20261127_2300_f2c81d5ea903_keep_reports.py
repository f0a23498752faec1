"""What a month's report said when it was given to its person, with its digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json

revision = "f2c81d5ea903"
down_revision = "b61f0c93d7e8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Months that were given before keep none: their reports go on being read as they stand.
    op.add_column("month_result", sa.Column("report", Json, nullable=True))
    digest = sa.Column("report_digest", sa.String(length=64), server_default="", nullable=False)
    op.add_column("month_result", digest)


def downgrade() -> None:
    op.drop_column("month_result", "report_digest")
    op.drop_column("month_result", "report")
