"""Administration's word that a month of the lowest grade stands although it lacks something."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "d90b6e2f14ac"
down_revision = "f2c81d5ea903"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_waiver",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("missing", Json, nullable=False),
        sa.Column("waived_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["monthly_evaluation.id"],
            name=op.f("fk_month_waiver_evaluation_id_monthly_evaluation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_month_waiver_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_waiver")),
        sa.UniqueConstraint(
            "evaluation_id",
            "result_number",
            name=op.f("uq_month_waiver_evaluation_id_result_number"),
        ),
    )


def downgrade() -> None:
    op.drop_table("month_waiver")
