"""Versions of the policy, and the shop's settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "e4b1f0a7c3d9"
down_revision = "b7d2e19c4f60"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "policy_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_from", UTCDateTime(), nullable=False),
        sa.Column("numbers_set", JSON, nullable=False),
        sa.Column("rubrics_set", JSON, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_policy_version_made_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("number", name=op.f("uq_policy_version_number")),
    )
    op.create_table(
        "kind_setting",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_kind_setting_changed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_setting")),
        sa.UniqueConstraint("kind", name=op.f("uq_kind_setting_kind")),
    )


def downgrade() -> None:
    op.drop_table("kind_setting")
    op.drop_table("policy_version")
