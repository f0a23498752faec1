"""Numbers of the four principles as they stood when their month was over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import UTCDateTime

revision = "a83c5e1f70b6"
down_revision = "f1b7d09c2e34"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "principle_check",
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["person.id"],
            name=op.f("fk_principle_check_settled_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_principle_check")),
        sa.UniqueConstraint("first_day", "name", name=op.f("uq_principle_check_first_day_name")),
    )
    op.create_index(op.f("ix_principle_check_state"), "principle_check", ["state"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_principle_check_state"), table_name="principle_check")
    op.drop_table("principle_check")
