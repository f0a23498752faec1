"""Months: cycles, evaluations, marks of classes, results, signatures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "b1c8f4a20e77"
down_revision = "e7d4c2b9a615"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month",
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("self_from", UTCDateTime(), nullable=False),
        sa.Column("freeze_at", UTCDateTime(), nullable=False),
        sa.Column("self_by", UTCDateTime(), nullable=False),
        sa.Column("rate_by", UTCDateTime(), nullable=False),
        sa.Column("sign_by", UTCDateTime(), nullable=False),
        sa.Column("publish_by", UTCDateTime(), nullable=False),
        sa.Column("package_by", UTCDateTime(), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=True),
        sa.Column("agreement", Json, nullable=False),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy_version.id"], name=op.f("fk_month_policy_id_policy_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month")),
        sa.UniqueConstraint("first_day", name=op.f("uq_month_first_day")),
    )
    op.create_table(
        "monthly_evaluation",
        sa.Column("facts", Json, nullable=False),
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("answer_by", UTCDateTime(), nullable=True),
        sa.Column("appeal_until", UTCDateTime(), nullable=True),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.Column("proposed", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("proposed_reason", sa.String(length=1000), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("finalised_at", UTCDateTime(), nullable=True),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("self_marks", Json, nullable=False),
        sa.Column("self_words", sa.String(length=500), nullable=False),
        sa.Column("self_improve", sa.String(length=500), nullable=False),
        sa.Column("self_support", sa.String(length=500), nullable=False),
        sa.Column("self_best_note_id", sa.Integer(), nullable=True),
        sa.Column("self_at", UTCDateTime(), nullable=True),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("post", sa.String(length=12), nullable=False),
        sa.Column("self_from", UTCDateTime(), nullable=False),
        sa.Column("self_by", UTCDateTime(), nullable=False),
        sa.Column("rate_by", UTCDateTime(), nullable=False),
        sa.Column("replace_by", UTCDateTime(), nullable=True),
        sa.Column("sign_by", UTCDateTime(), nullable=False),
        sa.Column("publish_at", UTCDateTime(), nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=True),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_monthly_evaluation_agreed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["person.id"], name=op.f("fk_monthly_evaluation_assistant_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["month_id"], ["month.id"], name=op.f("fk_monthly_evaluation_month_id_month")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["policy_version.id"],
            name=op.f("fk_monthly_evaluation_policy_id_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["person.id"],
            name=op.f("fk_monthly_evaluation_proposed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["person.id"],
            name=op.f("fk_monthly_evaluation_published_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_monthly_evaluation_room_id_room")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_evaluation")),
        sa.UniqueConstraint(
            "month_id", "assistant_id", name=op.f("uq_monthly_evaluation_month_id_assistant_id")
        ),
    )
    with op.batch_alter_table("monthly_evaluation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_monthly_evaluation_assistant_id"), ["assistant_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_monthly_evaluation_month_id"), ["month_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_monthly_evaluation_room_id"), ["room_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_monthly_evaluation_state"), ["state"], unique=False)

    op.create_table(
        "month_rating",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("member_class", sa.String(length=12), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=True),
        sa.Column("marks", Json, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("strengths", sa.String(length=500), nullable=False),
        sa.Column("gaps", sa.String(length=500), nullable=False),
        sa.Column("dropped_for", sa.String(length=500), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["monthly_evaluation.id"],
            name=op.f("fk_month_rating_evaluation_id_monthly_evaluation"),
        ),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["person.id"], name=op.f("fk_month_rating_rater_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_rating")),
        sa.UniqueConstraint(
            "evaluation_id", "member_class", name=op.f("uq_month_rating_evaluation_id_member_class")
        ),
    )
    op.create_table(
        "month_result",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("raw", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("score", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("grade", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["monthly_evaluation.id"],
            name=op.f("fk_month_result_evaluation_id_monthly_evaluation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_result")),
        sa.UniqueConstraint(
            "evaluation_id", "number", name=op.f("uq_month_result_evaluation_id_number")
        ),
    )
    op.create_table(
        "month_signature",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("result_number", sa.Integer(), nullable=False),
        sa.Column("member_class", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["monthly_evaluation.id"],
            name=op.f("fk_month_signature_evaluation_id_monthly_evaluation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_month_signature_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_signature")),
        sa.UniqueConstraint(
            "evaluation_id",
            "result_number",
            "person_id",
            name=op.f("uq_month_signature_evaluation_id_result_number_person_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("month_signature")
    op.drop_table("month_result")
    op.drop_table("month_rating")
    with op.batch_alter_table("monthly_evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_monthly_evaluation_state"))
        batch_op.drop_index(batch_op.f("ix_monthly_evaluation_room_id"))
        batch_op.drop_index(batch_op.f("ix_monthly_evaluation_month_id"))
        batch_op.drop_index(batch_op.f("ix_monthly_evaluation_assistant_id"))

    op.drop_table("monthly_evaluation")
    op.drop_table("month")
