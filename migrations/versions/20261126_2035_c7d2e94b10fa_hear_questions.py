"""What viewers ask: questions, who asked them when, and how far comments were looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import UTCDateTime

revision = "c7d2e94b10fa"
down_revision = "f3c9d17a52e4"
branch_labels = None
depends_on = None


def _key(column: str, table: str, to: str, gone: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=gone)


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("askers", sa.Integer(), nullable=False),
        sa.Column("first_ms", sa.Integer(), nullable=False),
        sa.Column("last_ms", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("card_answer", sa.String(length=200), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("answered_ms", sa.Integer(), nullable=True),
        sa.Column("answered_how", sa.String(length=10), nullable=True),
        sa.Column("answered_rule", sa.String(length=20), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_comment_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key("broadcast_id", "question", "broadcast"),
        _key("product_id", "question", "product"),
        _key("card_id", "question", "product_card"),
        _key("answered_by_id", "question", "person"),
        _key("answer_comment_id", "question", "comment", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(
            "ix_question_broadcast_last", ["broadcast_id", "last_ms"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_question_answer_comment_id"), ["answer_comment_id"], unique=False
        )

    op.create_table(
        "question_ask",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key("question_id", "question_ask", "question"),
        _key("comment_id", "question_ask", "comment", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_ask")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_question_ask_comment_id")),
    )
    with op.batch_alter_table("question_ask", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_ask_question_id"), ["question_id"], unique=False
        )

    op.create_table(
        "looked",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        _key("broadcast_id", "looked", "broadcast"),
        sa.PrimaryKeyConstraint("broadcast_id", name=op.f("pk_looked")),
    )

    op.create_index("ix_comment_broadcast_number", "comment", ["broadcast_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_comment_broadcast_number", "comment")
    op.drop_table("looked")
    with op.batch_alter_table("question_ask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_ask_question_id"))

    op.drop_table("question_ask")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_answer_comment_id"))
        batch_op.drop_index("ix_question_broadcast_last")

    op.drop_table("question")
