"""The first schema; event and seal tables are append-only by triggers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.audit.triggers import statements
from zhubo_web.core.models import Json, UTCDateTime

revision = "a1b0e7c3d5f2"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=30), nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=True),
        sa.Column("from_state", sa.String(length=30), nullable=True),
        sa.Column("to_state", sa.String(length=30), nullable=True),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_event_broadcast_id"), ["broadcast_id"], unique=False
        )
        batch_op.create_index(
            "ix_audit_event_subject", ["subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("theme", sa.String(length=10), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    op.create_table(
        "product",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["product_card.id"], name="fk_product_card_id_product_card", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_table(
        "room_group",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_group")),
        sa.UniqueConstraint("name", name=op.f("uq_room_group_name")),
    )
    op.create_table(
        "seal",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_seal")),
    )
    op.create_table(
        "tag",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=False),
        sa.Column("polarity", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(length=6), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(length=30), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("phrase_zh", sa.String(length=60), nullable=False),
        sa.Column("phrase_en", sa.String(length=120), nullable=False),
        sa.Column("red_line", sa.Boolean(), nullable=False),
        sa.Column("suggests", Json, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_tag_code_number")),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_code"), ["code"], unique=False)

    op.create_table(
        "duty",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
        sa.Column("escalated_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_duty_subject_open", ["subject_type", "subject_id", "closed_at"], unique=False
        )

    op.create_table(
        "group_seat",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_class", sa.String(length=12), nullable=False),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_group_seat_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_seat")),
    )
    with op.batch_alter_table("group_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_group_seat_held",
            ["person_id", "member_class"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "product_card",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("points", Json, nullable=False),
        sa.Column("specification", sa.String(), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("price_basis", sa.String(), nullable=False),
        sa.Column("list_price", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("list_price_basis", sa.String(), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("valid_from", UTCDateTime(), nullable=True),
        sa.Column("valid_until", UTCDateTime(), nullable=True),
        sa.Column("how_to_use", sa.String(), nullable=False),
        sa.Column("forbidden", Json, nullable=False),
        sa.Column("questions", Json, nullable=False),
        sa.Column("demo_steps", Json, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_product_card_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_card_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_card")),
        sa.UniqueConstraint("product_id", "number", name=op.f("uq_product_card_product_id_number")),
    )
    with op.batch_alter_table("product_card", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_card_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "room",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("setback_ms", sa.Integer(), nullable=False),
        sa.Column("arrival_minutes", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["room_group.id"], name=op.f("fk_room_group_id_room_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("name", name=op.f("uq_room_name")),
    )
    op.create_table(
        "sealed_event",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seal_n", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_sealed_event_event_id_audit_event")
        ),
        sa.ForeignKeyConstraint(["seal_n"], ["seal.n"], name=op.f("fk_sealed_event_seal_n_seal")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sealed_event")),
    )
    with op.batch_alter_table("sealed_event", schema=None) as batch_op:
        batch_op.create_index("ix_sealed_event_seal", ["seal_n", "position"], unique=True)

    op.create_table(
        "grant",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("room_id IS NULL OR group_id IS NULL", name=op.f("ck_grant_one_scope")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_grant_given_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["room_group.id"], name=op.f("fk_grant_group_id_room_group")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_grant_person_id_person")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_grant_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
    )
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_grant_group",
            ["person_id", "role", "group_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_grant_room",
            ["person_id", "role", "room_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_grant_shop",
            ["person_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND room_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND room_id IS NULL AND group_id IS NULL"),
        )

    op.create_table(
        "screen",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_screen_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
    )
    with op.batch_alter_table("screen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screen_room_id"), ["room_id"], unique=False)

    op.create_table(
        "series",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("weekdays", Json, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_series_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "broadcast",
        sa.Column("same_confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("same_confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("checklist", Json, nullable=True),
        sa.Column("checked_with", Json, nullable=True),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("started_by_clock", sa.Boolean(), nullable=False),
        sa.Column("unchecked_reason", sa.String(length=200), nullable=False),
        sa.Column("corrected_at", UTCDateTime(), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("emergency", sa.String(length=20), nullable=True),
        sa.Column("free_until", UTCDateTime(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_activity_at", UTCDateTime(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("planned_start", UTCDateTime(), nullable=False),
        sa.Column("planned_end", UTCDateTime(), nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("series_slot", UTCDateTime(), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["broadcast.id"], name=op.f("fk_broadcast_copied_from_id_broadcast")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_broadcast_room_id_room")),
        sa.ForeignKeyConstraint(
            ["same_confirmed_by_id"],
            ["person.id"],
            name=op.f("fk_broadcast_same_confirmed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name="fk_broadcast_segment_id_segment", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_broadcast_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_broadcast_planned_start"), ["planned_start"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_broadcast_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_broadcast_state"), ["state"], unique=False)

    op.create_table(
        "one_time_code",
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("screen_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_one_time_code_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["screen_id"], ["screen.id"], name=op.f("fk_one_time_code_screen_id_screen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_code_digest")),
    )
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("screen_id", sa.Integer(), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (screen_id IS NULL)", name=op.f("ck_sign_in_one_bearer")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["screen_id"], ["screen.id"], name=op.f("fk_sign_in_screen_id_screen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_token_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_screen_id"), ["screen_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=32), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("viewer", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_comment_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint(
            "broadcast_id", "source_key", name=op.f("uq_comment_broadcast_id_source_key")
        ),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_broadcast_at", ["broadcast_id", "at_ms"], unique=False)

    op.create_table(
        "comment_import",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("problems", Json, nullable=False),
        sa.Column("refused", Json, nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_comment_import_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_comment_import_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_import")),
    )
    with op.batch_alter_table("comment_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_import_broadcast_id"), ["broadcast_id"], unique=False
        )

    op.create_table(
        "help_call",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("done", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_help_call_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["person.id"], name=op.f("fk_help_call_taken_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
    )
    with op.batch_alter_table("help_call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_help_call_broadcast_id"), ["broadcast_id"], unique=False
        )
        batch_op.create_index(
            "uq_help_call_open",
            ["broadcast_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'taken')"),
            postgresql_where=sa.text("state IN ('asked', 'taken')"),
        )

    op.create_table(
        "interruption",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("notice", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_interruption_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interruption")),
    )
    with op.batch_alter_table("interruption", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interruption_broadcast_id"), ["broadcast_id"], unique=False
        )

    op.create_table(
        "minute_count",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_minute_count_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "minute", name=op.f("pk_minute_count")),
    )
    op.create_table(
        "roster_entry",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_roster_entry_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_entry_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint(
            "broadcast_id",
            "person_id",
            "part",
            name=op.f("uq_roster_entry_broadcast_id_person_id_part"),
        ),
    )
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_entry_broadcast_id"), ["broadcast_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_roster_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "segment",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("planned_ms", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("host_action", sa.String(length=200), nullable=False),
        sa.Column("assistant_action", sa.String(length=200), nullable=False),
        sa.Column("interaction", sa.String(length=200), nullable=False),
        sa.Column("no_interrupt", sa.Boolean(), nullable=False),
        sa.Column("started_ms", sa.Integer(), nullable=True),
        sa.Column("ended_ms", sa.Integer(), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_segment_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_segment_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_broadcast_id"), ["broadcast_id"], unique=False)

    op.create_table(
        "watch",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_watch_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_watch_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watch_broadcast_id"), ["broadcast_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("observer_role", sa.String(length=30), nullable=False),
        sa.Column("moment", UTCDateTime(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=True),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=120), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("product_card_id", sa.Integer(), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("observer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("object", sa.String(length=10), nullable=False),
        sa.Column("assistant_id", sa.Integer(), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("released_at", UTCDateTime(), nullable=True),
        sa.Column("disposition", sa.String(length=20), nullable=True),
        sa.Column("disposed_at", UTCDateTime(), nullable=True),
        sa.Column("disposed_by_id", sa.Integer(), nullable=True),
        sa.Column("contested_at", UTCDateTime(), nullable=True),
        sa.Column("contest_words", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assistant_id"], ["person.id"], name=op.f("fk_observation_assistant_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_observation_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["disposed_by_id"], ["person.id"], name=op.f("fk_observation_disposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["observer_id"], ["person.id"], name=op.f("fk_observation_observer_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["product_card_id"],
            ["product_card.id"],
            name=op.f("fk_observation_product_card_id_product_card"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_observation_segment_id_segment")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_observation_tag_id_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("broadcast_id", "key", name=op.f("uq_observation_broadcast_id_key")),
        sa.UniqueConstraint("broadcast_id", "seq", name=op.f("uq_observation_broadcast_id_seq")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_observation_changed", ["broadcast_id", "changed_seq"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_observation_state"), ["state"], unique=False)
        batch_op.create_index("ix_observation_subject", ["assistant_id", "state"], unique=False)

    op.create_table(
        "correction",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("right_words", sa.String(length=120), nullable=False),
        sa.Column("noticed_by_id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_correction_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["noticed_by_id"], ["person.id"], name=op.f("fk_correction_noticed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_correction_observation_id_observation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("observation_id", name=op.f("uq_correction_observation_id")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_broadcast_id"), ["broadcast_id"], unique=False
        )

    op.create_table(
        "note_delivery",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("visible_from", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("reached_at", UTCDateTime(), nullable=True),
        sa.Column("shown_at", UTCDateTime(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_ms", sa.Integer(), nullable=True),
        sa.Column("answer_given", sa.String(length=10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_note_delivery_observation_id_observation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_delivery")),
        sa.UniqueConstraint("observation_id", name=op.f("uq_note_delivery_observation_id")),
    )
    with op.batch_alter_table("note_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_note_delivery_state_expires", ["state", "expires_at"], unique=False
        )
        batch_op.create_index(
            "ix_note_delivery_state_visible", ["state", "visible_from"], unique=False
        )

    op.create_table(
        "observation_change",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observation.id"],
            name=op.f("fk_observation_change_observation_id_observation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_change")),
        sa.UniqueConstraint("key", name=op.f("uq_observation_change_key")),
    )
    with op.batch_alter_table("observation_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_observation_change_observation_id"), ["observation_id"], unique=False
        )

    _later_keys()
    _append_only()


def _later_keys() -> None:
    """Keys of tables that point at each other; SQLite took them with the tables."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column, other in (
        ("product", "card_id", "product_card"),
        ("broadcast", "segment_id", "segment"),
    ):
        op.create_foreign_key(f"fk_{table}_{column}_{other}", table, other, [column], ["id"])


def _append_only() -> None:
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("observation_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observation_change_observation_id"))

    op.drop_table("observation_change")
    with op.batch_alter_table("note_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_note_delivery_state_visible")
        batch_op.drop_index("ix_note_delivery_state_expires")

    op.drop_table("note_delivery")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_broadcast_id"))

    op.drop_table("correction")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index("ix_observation_subject")
        batch_op.drop_index(batch_op.f("ix_observation_state"))
        batch_op.drop_index("ix_observation_changed")

    op.drop_table("observation")
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_broadcast_id"))

    op.drop_table("watch")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_broadcast_id"))

    op.drop_table("segment")
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_roster_entry_broadcast_id"))

    op.drop_table("roster_entry")
    op.drop_table("minute_count")
    with op.batch_alter_table("interruption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interruption_broadcast_id"))

    op.drop_table("interruption")
    with op.batch_alter_table("help_call", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_help_call_open",
            sqlite_where=sa.text("state IN ('asked', 'taken')"),
            postgresql_where=sa.text("state IN ('asked', 'taken')"),
        )
        batch_op.drop_index(batch_op.f("ix_help_call_broadcast_id"))

    op.drop_table("help_call")
    with op.batch_alter_table("comment_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_import_broadcast_id"))

    op.drop_table("comment_import")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_broadcast_at")

    op.drop_table("comment")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_screen_id"))
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_code_person_id"))

    op.drop_table("one_time_code")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_state"))
        batch_op.drop_index(batch_op.f("ix_broadcast_room_id"))
        batch_op.drop_index(batch_op.f("ix_broadcast_planned_start"))

    op.drop_table("broadcast")
    op.drop_table("series")
    with op.batch_alter_table("screen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screen_room_id"))

    op.drop_table("screen")
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_grant_shop",
            sqlite_where=sa.text("ended_at IS NULL AND room_id IS NULL AND group_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND room_id IS NULL AND group_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_grant_room",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_grant_group",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_grant_person_id"))

    op.drop_table("grant")
    with op.batch_alter_table("sealed_event", schema=None) as batch_op:
        batch_op.drop_index("ix_sealed_event_seal")

    op.drop_table("sealed_event")
    op.drop_table("room")
    with op.batch_alter_table("product_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_card_product_id"))

    op.drop_table("product_card")
    with op.batch_alter_table("group_seat", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_seat_held",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_group_seat_person_id"))

    op.drop_table("group_seat")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_subject_open")
        batch_op.drop_index(batch_op.f("ix_duty_person_id"))

    op.drop_table("duty")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_code"))

    op.drop_table("tag")
    op.drop_table("seal")
    op.drop_table("room_group")
    op.drop_table("product")
    op.drop_table("person")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index(batch_op.f("ix_audit_event_broadcast_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))

    op.drop_table("audit_event")
