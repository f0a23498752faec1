"""Shifts: leave, swaps, coming in; the identity ledger; the setting of a broadcast.

When one comes in is a number of the policy now, not of the room.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "b60c8d2f9a14"
down_revision = "a93d4e1b7c05"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))
        for name, to in columns.items()
    ]


def _one_while(name: str, table: str, condition: str, *columns: str) -> None:
    where = sa.text(condition)
    op.create_index(
        name, table, list(columns), unique=True, sqlite_where=where, postgresql_where=where
    )


def _leave() -> None:
    op.create_table(
        "leave",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("given_id", sa.Integer(), nullable=True),
        sa.Column("other_agreed_at", UTCDateTime(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("stayed", JSON, nullable=True),
        sa.Column("setting", sa.String(length=10), nullable=False),
        sa.Column("raised_for", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *_keys(
            "leave",
            broadcast_id="broadcast",
            given_id="broadcast",
            person_id="person",
            other_id="person",
            decided_by_id="person",
            policy_id="policy_version",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    for column in ("broadcast_id", "person_id", "other_id", "state"):
        op.create_index(op.f(f"ix_leave_{column}"), "leave", [column])
    _one_while("uq_leave_open", "leave", "state = 'requested'", "broadcast_id", "person_id")


def _check_in() -> None:
    op.create_table(
        "check_in",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("arrived_at", UTCDateTime(), nullable=False),
        sa.Column("expected_at", UTCDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=6), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=6), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *_keys(
            "check_in",
            broadcast_id="broadcast",
            person_id="person",
            by_id="person",
            policy_id="policy_version",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint(
            "broadcast_id", "person_id", name=op.f("uq_check_in_broadcast_id_person_id")
        ),
    )
    for column in ("broadcast_id", "person_id"):
        op.create_index(op.f(f"ix_check_in_{column}"), "check_in", [column])


def _identity_check() -> None:
    op.create_table(
        "identity_check",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("original", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *_keys("identity_check", person_id="person", checked_by_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_check")),
    )
    op.create_index(op.f("ix_identity_check_person_id"), "identity_check", ["person_id"])
    _one_while("uq_identity_check_current", "identity_check", "ended_at IS NULL", "person_id")


def _shift_complaint() -> None:
    op.create_table(
        "shift_complaint",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        *_keys(
            "shift_complaint",
            broadcast_id="broadcast",
            person_id="person",
            about_id="person",
            answered_by_id="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_complaint")),
    )
    for column in ("broadcast_id", "person_id"):
        op.create_index(op.f(f"ix_shift_complaint_{column}"), "shift_complaint", [column])
    while_open = "state = 'open'"
    _one_while(
        "uq_shift_complaint_open", "shift_complaint", while_open, "broadcast_id", "person_id"
    )


def upgrade() -> None:
    setting = sa.Column("setting", sa.String(length=10), server_default="standard", nullable=False)
    op.add_column("broadcast", setting)
    op.drop_column("room", "arrival_minutes")
    op.add_column("roster_entry", sa.Column("came_at", UTCDateTime(), nullable=True))
    op.add_column("roster_entry", sa.Column("left_at", UTCDateTime(), nullable=True))
    _leave()
    _check_in()
    _identity_check()
    _shift_complaint()


def downgrade() -> None:
    op.drop_table("shift_complaint")
    op.drop_table("identity_check")
    op.drop_table("check_in")
    op.drop_table("leave")
    op.drop_column("roster_entry", "left_at")
    op.drop_column("roster_entry", "came_at")
    minutes = sa.Column("arrival_minutes", sa.Integer(), server_default="40", nullable=False)
    op.add_column("room", minutes)
    op.drop_column("broadcast", "setting")
