"""Talks after a month, and what both sides agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "c5d90e21b7a4"
down_revision = "e90b57c1d3a6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk",
        sa.Column("hr_came", sa.Boolean(), nullable=False),
        sa.Column("companion_came", sa.Boolean(), nullable=False),
        sa.Column("held_at", UTCDateTime(), nullable=True),
        sa.Column("draft", Json, nullable=False),
        sa.Column("minutes", Json, nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.String(length=1000), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("no_shows", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.Column("served_at", UTCDateTime(), nullable=True),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_by", UTCDateTime(), nullable=False),
        sa.Column("hold_by", UTCDateTime(), nullable=False),
        sa.Column("negative", sa.Boolean(), nullable=False),
        sa.Column("hr_asked", sa.Boolean(), nullable=False),
        sa.Column("hr_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("companion_id", sa.Integer(), nullable=True),
        sa.Column("companion_name", sa.String(length=40), nullable=False),
        sa.Column("companion_role", sa.String(length=40), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("by_video", sa.Boolean(), nullable=False),
        sa.Column("video_reason", sa.String(length=300), nullable=False),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["person.id"], name=op.f("fk_talk_assistant_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["companion_id"], ["person.id"], name=op.f("fk_talk_companion_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["monthly_evaluation.id"],
            name=op.f("fk_talk_evaluation_id_monthly_evaluation"),
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["person.id"], name=op.f("fk_talk_holder_id_person")
        ),
        sa.ForeignKeyConstraint(["hr_id"], ["person.id"], name=op.f("fk_talk_hr_id_person")),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy_version.id"], name=op.f("fk_talk_policy_id_policy_version")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_talk_room_id_room")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_talk_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("evaluation_id", name=op.f("uq_talk_evaluation_id")),
    )
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_assistant_id"), ["assistant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_companion_id"), ["companion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_state"), ["state"], unique=False)
    op.create_table(
        "talk_action",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("does", sa.String(length=120), nullable=False),
        sa.Column("provides", sa.String(length=120), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=240), nullable=False),
        sa.Column("own_item_id", sa.Integer(), nullable=True),
        sa.Column("group_item_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_item_id"],
            ["action_item.id"],
            name=op.f("fk_talk_action_group_item_id_action_item"),
        ),
        sa.ForeignKeyConstraint(
            ["own_item_id"], ["action_item.id"], name=op.f("fk_talk_action_own_item_id_action_item")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["person.id"], name=op.f("fk_talk_action_provider_id_person")
        ),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_action_talk_id_talk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_action")),
        sa.UniqueConstraint("talk_id", "number", name=op.f("uq_talk_action_talk_id_number")),
    )


def downgrade() -> None:
    op.drop_table("talk_action")
    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_state"))
        batch_op.drop_index(batch_op.f("ix_talk_room_id"))
        batch_op.drop_index(batch_op.f("ix_talk_companion_id"))
        batch_op.drop_index(batch_op.f("ix_talk_assistant_id"))
    op.drop_table("talk")
