"""Feedback of hosts, viewers and customer service; answered messages; action items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "c2e7a95d1b40"
down_revision = "b60c8d2f9a14"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STANDS = sa.text("withdrawn_at IS NULL AND source = 'host_rating'")


def upgrade() -> None:
    _feedback()
    _reply_rates()
    _action_items()


def downgrade() -> None:
    op.drop_table("action_item")
    op.drop_table("reply_rate")
    op.drop_table("feedback_decision")
    op.drop_table("feedback")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _feedback() -> None:
    keys = {"room_id": "room", "broadcast_id": "broadcast", "assistant_id": "person",
            "author_id": "person", "decided_by_id": "person", "overruled_id": "person",
            "duplicate_of_id": "feedback", "policy_id": "policy_version"}  # fmt: skip
    needed = ("room_id", "policy_id")
    op.create_table(
        "feedback",
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("chip", sa.String(length=14), nullable=False),
        sa.Column("items", JSON, nullable=True),
        sa.Column("happened_at", UTCDateTime(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        *(sa.Column(key, sa.Integer(), nullable=key not in needed) for key in keys),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *(_key("feedback", column, target) for column, target in keys.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("key", name=op.f("uq_feedback_key")),
    )
    for column in ("state", "room_id", "broadcast_id", "assistant_id"):
        op.create_index(op.f(f"ix_feedback_{column}"), "feedback", [column])
    op.create_index("uq_feedback_rating", "feedback",
                    ["broadcast_id", "assistant_id", "author_id"], unique=True,
                    sqlite_where=STANDS, postgresql_where=STANDS)  # fmt: skip
    decision = "feedback_decision"
    op.create_table(
        decision,
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("was_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key(decision, "feedback_id", "feedback"),
        _key(decision, "by_id", "person"),
        _key(decision, "other_id", "feedback"),
        _key(decision, "was_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{decision}")),
    )
    op.create_index(op.f("ix_feedback_decision_feedback_id"), decision, ["feedback_id"])


def _reply_rates() -> None:
    op.create_table(
        "reply_rate",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key("reply_rate", "room_id", "room"),
        _key("reply_rate", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_rate")),
        sa.UniqueConstraint("room_id", "day", name=op.f("uq_reply_rate_room_id_day")),
    )


def _action_items() -> None:
    keys = {"room_id": "room", "owner_id": "person", "creator_id": "person",
            "settled_by_id": "person", "policy_id": "policy_version"}  # fmt: skip
    free = ("room_id", "settled_by_id")
    op.create_table(
        "action_item",
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("evidence_url", sa.String(length=300), nullable=False),
        sa.Column("claimed_at", UTCDateTime(), nullable=True),
        sa.Column("verify_due_at", UTCDateTime(), nullable=True),
        sa.Column("cancel_asked_at", UTCDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        *(sa.Column(key, sa.Integer(), nullable=key in free) for key in keys),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *(_key("action_item", column, target) for column, target in keys.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    for column in ("state", "room_id", "owner_id", "creator_id"):
        op.create_index(op.f(f"ix_action_item_{column}"), "action_item", [column])
