"""Notices, pushes, the working calendar, and messages that leave the product."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "d1a5c0ffee01"
down_revision = "e4b1f0a7c3d9"
branch_labels = None
depends_on = None


def _key(column: str, table: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _row(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _inbox() -> None:
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("escalate_to", Json, nullable=False, server_default="[]"))
        batch_op.create_index("ix_duty_due_open", ["closed_at", "due_at"], unique=False)
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.alter_column("escalate_to", server_default=None)

    op.create_table(
        "digest",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.Column("duties", sa.Integer(), nullable=False),
        _key("person_id", "digest", "person"),
        sa.UniqueConstraint(
            "person_id", "day", "number", name=op.f("uq_digest_person_id_day_number")
        ),
        *_row("digest"),
    )
    op.create_table(
        "notice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("urgency", sa.String(length=6), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        _key("person_id", "notice", "person"),
        _key("duty_id", "notice", "duty"),
        _key("digest_id", "notice", "digest"),
        *_row("notice"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_unread", ["person_id", "read_at"], unique=False)
        batch_op.create_index("ix_notice_waiting", ["digest_id", "read_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_duty_id"), ["duty_id"], unique=False)


def _calendar() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _key("by_id", "calendar_day", "person"),
        sa.UniqueConstraint("date", name=op.f("uq_calendar_day_date")),
        *_row("calendar_day"),
    )


def _ways_out() -> None:
    op.create_table(
        "channel",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("secret", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("room_id", "channel", "room"),
        *_row("channel"),
    )
    op.create_table(
        "messaging_app",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("secret", sa.String(length=120), nullable=False),
        sa.Column("agent", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("kind", name=op.f("uq_messaging_app_kind")),
        *_row("messaging_app"),
    )
    op.create_table(
        "personal_address",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        _key("person_id", "personal_address", "person"),
        sa.UniqueConstraint("person_id", name=op.f("uq_personal_address_person_id")),
        *_row("personal_address"),
    )


def _outbox() -> None:
    op.create_table(
        "outgoing",
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.String(length=80), nullable=False),
        _key("channel_id", "outgoing", "channel"),
        _key("person_id", "outgoing", "person"),
        _key("digest_id", "outgoing", "digest"),
        *_row("outgoing"),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_due", ["due_at"], unique=False)
        batch_op.create_index("ix_outgoing_channel_tried", ["channel_id", "tried_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_person_id"), ["person_id"], unique=False)


def upgrade() -> None:
    _inbox()
    _calendar()
    _ways_out()
    _outbox()


def downgrade() -> None:
    for table in ("outgoing", "personal_address", "messaging_app", "channel", "calendar_day"):
        op.drop_table(table)
    op.drop_table("notice")
    op.drop_table("digest")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_due_open")
        batch_op.drop_column("escalate_to")
        batch_op.drop_column("room_id")
