"""Weekly plans with their versions, drafts, comments, items and templates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "f17a0b52c6e8"
down_revision = "d1a5c0ffee01"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
STANDS = sa.text("state <> 'withdrawn'")


def _key(table: str, columns: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [columns], [f"{target}.id"], name=op.f(f"fk_{table}_{columns}_{target}")
    )


def _identity(table: str) -> tuple[sa.Column[int], sa.Column[object], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _plan() -> None:
    op.create_table(
        "weekly_plan",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("review_due_at", UTCDateTime(), nullable=True),
        sa.Column("approved_at", UTCDateTime(), nullable=True),
        sa.Column("held_before", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("undo_until", UTCDateTime(), nullable=True),
        sa.Column("late_reason", sa.String(length=10), nullable=False),
        sa.Column("left_out", JSON, nullable=False),
        sa.Column("amended_by_id", sa.Integer(), nullable=True),
        sa.Column("amend_code", sa.String(length=10), nullable=False),
        sa.Column("amend_reason", sa.String(length=200), nullable=False),
        sa.Column("amend_answer", sa.String(length=200), nullable=False),
        sa.Column("amend_due_at", UTCDateTime(), nullable=True),
        sa.Column("close_at", UTCDateTime(), nullable=False),
        sa.Column("gaps_asked", JSON, nullable=False),
        sa.Column("execution", JSON, nullable=True),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("weekly_plan", "person_id", "person"),
        _key("weekly_plan", "approver_id", "person"),
        _key("weekly_plan", "amended_by_id", "person"),
        _key("weekly_plan", "policy_id", "policy_version"),
        *_identity("weekly_plan"),
    )
    for column in ("person_id", "starts_at", "state"):
        op.create_index(op.f(f"ix_weekly_plan_{column}"), "weekly_plan", [column])
    op.create_index(
        "uq_weekly_plan_standing",
        "weekly_plan",
        ["person_id", "monday"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def _written() -> None:
    op.create_table(
        "plan_version",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("content_kept", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        _key("plan_version", "plan_id", "weekly_plan"),
        _key("plan_version", "made_by_id", "person"),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_version_plan_id_number")),
        *_identity("plan_version"),
    )
    op.create_table(
        "plan_draft",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content_kept", JSON, nullable=False),
        sa.Column("replaced", JSON, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        _key("plan_draft", "plan_id", "weekly_plan"),
        _key("plan_draft", "person_id", "person"),
        sa.UniqueConstraint("plan_id", "person_id", name=op.f("uq_plan_draft_plan_id_person_id")),
        *_identity("plan_draft"),
    )
    op.create_table(
        "plan_comment",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("codes", JSON, nullable=False),
        sa.Column("request", sa.Boolean(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        _key("plan_comment", "plan_id", "weekly_plan"),
        _key("plan_comment", "author_id", "person"),
        *_identity("plan_comment"),
    )
    for table in ("plan_version", "plan_comment"):
        op.create_index(op.f(f"ix_{table}_plan_id"), table, ["plan_id"])


def _done() -> None:
    op.create_table(
        "plan_item",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by_sheet", sa.Boolean(), nullable=False),
        _key("plan_item", "plan_id", "weekly_plan"),
        _key("plan_item", "broadcast_id", "broadcast"),
        _key("plan_item", "person_id", "person"),
        _key("plan_item", "product_id", "product"),
        *_identity("plan_item"),
    )
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"])
    op.create_index("ix_plan_item_broadcast_person", "plan_item", ["broadcast_id", "person_id"])


def upgrade() -> None:
    _plan()
    _written()
    _done()
    op.create_table(
        "plan_template",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("interactions", JSON, nullable=False),
        sa.Column("sentence", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("name", name=op.f("uq_plan_template_name")),
        *_identity("plan_template"),
    )


def downgrade() -> None:
    for table in (
        "plan_template", "plan_item", "plan_comment", "plan_draft", "plan_version", "weekly_plan",
    ):  # fmt: skip
        op.drop_table(table)
