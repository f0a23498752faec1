"""Deadlines of an appeal: of the hearing, of an empty seat, of doing again what was sent back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import UTCDateTime

revision = "f1b7d09c2e34"
down_revision = "b94e2d7c5f18"
branch_labels = None
depends_on = None

MOMENTS = ("hear_by", "seat_by", "redo_by")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("appeal", sa.Column(name, UTCDateTime(), nullable=True))


def downgrade() -> None:
    for name in reversed(MOMENTS):
        op.drop_column("appeal", name)
