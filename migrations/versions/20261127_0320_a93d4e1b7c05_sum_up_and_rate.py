"""Summaries, evaluations with their ratings, declared ties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "a93d4e1b7c05"
down_revision = "f17a0b52c6e8"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _person(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_{table}_{name}_person"))


def _governed() -> list[sa.Column[object]]:
    return [
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _of_broadcast(table: str) -> list[sa.schema.SchemaItem]:
    named = op.f(f"fk_{table}_broadcast_id_broadcast")
    policy = op.f(f"fk_{table}_policy_id_policy_version")
    both = op.f(f"uq_{table}_broadcast_id_assistant_id")
    return [
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], name=named),
        sa.ForeignKeyConstraint(["policy_id"], ["policy_version.id"], name=policy),
        _person(table, "assistant_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("broadcast_id", "assistant_id", name=both),
    ]


def _summaries() -> None:
    merged = op.f("fk_summary_merged_with_id_summary")
    op.create_table(
        "summary",
        *_governed(),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("late_until", UTCDateTime(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=False),
        sa.Column("review_by", UTCDateTime(), nullable=True),
        sa.Column("accept_at", UTCDateTime(), nullable=True),
        sa.Column("merged_with_id", sa.Integer(), nullable=True),
        sa.Column("return_by", UTCDateTime(), nullable=True),
        sa.Column("missing_part", sa.String(length=12), nullable=False),
        sa.Column("missing", sa.String(length=300), nullable=False),
        sa.Column("waiver_reason", sa.String(length=200), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("reviewed_at", UTCDateTime(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("useful_at", UTCDateTime(), nullable=True),
        sa.Column("useful_by_id", sa.Integer(), nullable=True),
        *_of_broadcast("summary"),
        _person("summary", "reviewed_by_id"),
        _person("summary", "useful_by_id"),
        sa.ForeignKeyConstraint(["merged_with_id"], ["summary.id"], name=merged),
    )
    for name in ("assistant_id", "state"):
        op.create_index(op.f(f"ix_summary_{name}"), "summary", [name])
    op.create_table(
        "summary_version",
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_summary_version_summary_id_summary")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_version")),
        sa.UniqueConstraint(
            "summary_id", "number", name=op.f("uq_summary_version_summary_id_number")
        ),
    )


_PEOPLE = (
    "rater_id",
    "second_id",
    "published_by_id",
    "red_line_by_id",
    "red_line_second_id",
    "decided_by_id",
)


def _evaluations() -> None:
    note = op.f("fk_evaluation_red_line_note_id_observation")
    op.create_table(
        "evaluation",
        *_governed(),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _PEOPLE),
        sa.Column("rate_by", UTCDateTime(), nullable=False),
        sa.Column("unwatched_at", UTCDateTime(), nullable=False),
        sa.Column("rater_role", sa.String(length=30), nullable=False),
        sa.Column("red_line_note_id", sa.Integer(), nullable=True),
        sa.Column("red_line_reason", sa.String(length=500), nullable=False),
        sa.Column("red_line_at", UTCDateTime(), nullable=True),
        sa.Column("red_line_settled_at", UTCDateTime(), nullable=True),
        sa.Column("red_line_kept", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("publish_at", UTCDateTime(), nullable=True),
        sa.Column("check_by", UTCDateTime(), nullable=True),
        sa.Column("score", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("return_reason", sa.String(length=300), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=True),
        sa.Column("answer_until", UTCDateTime(), nullable=True),
        sa.Column("decide_by", UTCDateTime(), nullable=True),
        sa.Column("dispute_words", sa.String(length=500), nullable=False),
        sa.Column("decision_reasons", sa.String(length=1000), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        *_of_broadcast("evaluation"),
        *(_person("evaluation", name) for name in _PEOPLE),
        sa.ForeignKeyConstraint(["red_line_note_id"], ["observation.id"], name=note),
    )
    for name in ("assistant_id", "state"):
        op.create_index(op.f(f"ix_evaluation_{name}"), "evaluation", [name])


def _ratings() -> None:
    of = op.f("fk_evaluation_rating_evaluation_id_evaluation")
    each = op.f("uq_evaluation_rating_evaluation_id_part_number")
    op.create_table(
        "evaluation_rating",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("strengths", sa.String(length=500), nullable=False),
        sa.Column("gaps", sa.String(length=500), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("replayed", sa.Boolean(), nullable=False),
        sa.Column("coverage", sa.Integer(), nullable=False),
        sa.Column("inputs", JSON, nullable=False),
        sa.Column("score", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("submitted_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name=of),
        _person("evaluation_rating", "rater_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_rating")),
        sa.UniqueConstraint("evaluation_id", "part", "number", name=each),
    )


def _ties() -> None:
    op.create_table(
        "closeness",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_closeness_two_people")),
        *(_person("closeness", name) for name in ("person_id", "other_id", "declared_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closeness")),
    )
    for name in ("person_id", "other_id"):
        op.create_index(op.f(f"ix_closeness_{name}"), "closeness", [name])
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_closeness_in_force",
        "closeness",
        ["person_id", "other_id", "kind"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def upgrade() -> None:
    _summaries()
    _evaluations()
    _ratings()
    _ties()


def downgrade() -> None:
    for table in (
        "closeness",
        "evaluation_rating",
        "evaluation",
        "summary_version",
        "summary",
    ):
        op.drop_table(table)
