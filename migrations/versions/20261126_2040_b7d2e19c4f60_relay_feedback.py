"""What viewers say, relayed by observers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import UTCDateTime

revision = "b7d2e19c4f60"
down_revision = "c7d2e94b10fa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audience_feedback",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_role", sa.String(length=30), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_audience_feedback_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_audience_feedback_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_audience_feedback_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_audience_feedback_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_feedback")),
        sa.UniqueConstraint(
            "broadcast_id", "key", name=op.f("uq_audience_feedback_broadcast_id_key")
        ),
    )
    with op.batch_alter_table("audience_feedback", schema=None) as batch_op:
        batch_op.create_index("ix_audience_feedback_at", ["broadcast_id", "at_ms"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audience_feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_audience_feedback_at")
    op.drop_table("audience_feedback")
