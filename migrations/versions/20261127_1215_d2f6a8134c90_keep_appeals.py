"""Appeals: who sits on them, guests by a link, answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "d2f6a8134c90"
down_revision = "c5d90e21b7a4"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state NOT IN ('draft', 'withdrawn', 'inadmissible', 'executed')")
SITS = sa.text("left_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("decisions", Json, nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("serve_by", UTCDateTime(), nullable=True),
        sa.Column("served_at", UTCDateTime(), nullable=True),
        sa.Column("again_until", UTCDateTime(), nullable=True),
        sa.Column("again_words", sa.String(length=2000), nullable=False),
        sa.Column("execute_by", UTCDateTime(), nullable=True),
        sa.Column("executed_at", UTCDateTime(), nullable=True),
        sa.Column("effects", Json, nullable=False),
        sa.Column("pieces", Json, nullable=False),
        sa.Column("mask_reason", sa.String(length=300), nullable=False),
        sa.Column("disclosed_at", UTCDateTime(), nullable=True),
        sa.Column("hear_from", UTCDateTime(), nullable=True),
        sa.Column("minutes", sa.String(length=4000), nullable=False),
        sa.Column("heard_at", UTCDateTime(), nullable=True),
        sa.Column("extended_for", sa.String(length=500), nullable=False),
        sa.Column("second_by", UTCDateTime(), nullable=True),
        sa.Column("accept_by", UTCDateTime(), nullable=True),
        sa.Column("missing", sa.String(length=1000), nullable=False),
        sa.Column("more_by", UTCDateTime(), nullable=True),
        sa.Column("rejection", sa.String(length=1000), nullable=False),
        sa.Column("rejection_by_id", sa.Integer(), nullable=True),
        sa.Column("rejected_by_id", sa.Integer(), nullable=True),
        sa.Column("reopen_words", sa.String(length=1000), nullable=False),
        sa.Column("reopen_asked_at", UTCDateTime(), nullable=True),
        sa.Column("accepted_at", UTCDateTime(), nullable=True),
        sa.Column("assign_by", UTCDateTime(), nullable=True),
        sa.Column("decide_by", UTCDateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("respondents", Json, nullable=False),
        sa.Column("respondent_marks", sa.String(length=600), nullable=False),
        sa.Column("appealable_until", UTCDateTime(), nullable=True),
        sa.Column("grounds", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("companion", sa.String(length=80), nullable=False),
        sa.Column("hearing", sa.String(length=8), nullable=False),
        sa.Column("late_cause", sa.String(length=500), nullable=False),
        sa.Column("filed_at", UTCDateTime(), nullable=True),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("decision", Json, nullable=False),
        sa.Column("remedy", Json, nullable=False),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["person.id"], name=op.f("fk_appeal_assistant_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_appeal_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy_version.id"], name=op.f("fk_appeal_policy_id_policy_version")
        ),
        sa.ForeignKeyConstraint(
            ["rejected_by_id"], ["person.id"], name=op.f("fk_appeal_rejected_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["rejection_by_id"], ["person.id"], name=op.f("fk_appeal_rejection_by_id_person")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_appeal_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_assistant_id"), ["assistant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_appeal_open",
            ["assistant_id", "kind", "target_id", "code"],
            unique=True,
            sqlite_where=UNDER_WAY,
            postgresql_where=UNDER_WAY,
        )

    op.create_table(
        "appeal_answer",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_answer_appeal_id_appeal")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appeal_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_answer")),
        sa.UniqueConstraint(
            "appeal_id", "person_id", name=op.f("uq_appeal_answer_appeal_id_person_id")
        ),
    )
    with op.batch_alter_table("appeal_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_answer_appeal_id"), ["appeal_id"], unique=False)

    op.create_table(
        "appeal_guest",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_guest_appeal_id_appeal")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_appeal_guest_invited_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_guest")),
        sa.UniqueConstraint("digest", name=op.f("uq_appeal_guest_digest")),
    )
    with op.batch_alter_table("appeal_guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_guest_appeal_id"), ["appeal_id"], unique=False)

    op.create_table(
        "appeal_member",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", UTCDateTime(), nullable=True),
        sa.Column("conflict", sa.String(length=500), nullable=False),
        sa.Column("challenge", sa.String(length=500), nullable=False),
        sa.Column("challenged_at", UTCDateTime(), nullable=True),
        sa.Column("challenge_answer", sa.String(length=500), nullable=False),
        sa.Column("challenge_answered_at", UTCDateTime(), nullable=True),
        sa.Column("challenge_answered_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", UTCDateTime(), nullable=True),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.Column("left_for", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_member_appeal_id_appeal")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_answered_by_id"],
            ["person.id"],
            name=op.f("fk_appeal_member_challenge_answered_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["appeal_guest.id"], name=op.f("fk_appeal_member_guest_id_appeal_guest")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["person.id"], name=op.f("fk_appeal_member_named_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appeal_member_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_member")),
    )
    with op.batch_alter_table("appeal_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_member_appeal_id"), ["appeal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_appeal_member_guest",
            ["appeal_id", "guest_id"],
            unique=True,
            sqlite_where=SITS,
            postgresql_where=SITS,
        )
        batch_op.create_index(
            "uq_appeal_member_sits",
            ["appeal_id", "person_id"],
            unique=True,
            sqlite_where=SITS,
            postgresql_where=SITS,
        )


def downgrade() -> None:
    for table in ("appeal_member", "appeal_guest", "appeal_answer", "appeal"):
        op.drop_table(table)
