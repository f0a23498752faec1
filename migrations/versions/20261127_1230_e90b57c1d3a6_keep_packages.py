"""Packages of months for HR, and their corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "e90b57c1d3a6"
down_revision = "a4e71c05d2b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hr_package",
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["month_id"], ["month.id"], name=op.f("fk_hr_package_month_id_month")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["person.id"], name=op.f("fk_hr_package_received_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hr_package")),
        sa.UniqueConstraint("month_id", "number", name=op.f("uq_hr_package_month_id_number")),
    )


def downgrade() -> None:
    op.drop_table("hr_package")
