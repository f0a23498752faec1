"""Viewers of running rooms: feeds, what a minute had beside comments, settings of the shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zhubo_web.core.models import Json, UTCDateTime

revision = "f3c9d17a52e4"
down_revision = "a1b0e7c3d5f2"
branch_labels = None
depends_on = None

COUNTED = ("likes", "gifts", "follows", "clubs", "shares", "entries")


def upgrade() -> None:
    op.create_table(
        "shop_setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_shop_setting_changed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_shop_setting_name")),
    )
    op.create_table(
        "feed",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("token_at", UTCDateTime(), nullable=True),
        sa.Column("own_accounts", Json, nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_words", sa.String(length=200), nullable=False),
        sa.Column("words_version", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_feed_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_feed_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("room_id", name=op.f("uq_feed_room_id")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index("uq_feed_token_digest", ["token_digest"], unique=True)

    op.create_table(
        "feed_tally",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_tally_feed_id_feed")),
        sa.PrimaryKeyConstraint("feed_id", "day", "outcome", "what", name=op.f("pk_feed_tally")),
    )
    op.create_table(
        "source_mark",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_source_mark_broadcast_id_broadcast")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "source_key", name=op.f("pk_source_mark")),
        sqlite_with_rowid=False,
    )
    for name in COUNTED:
        zero = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("minute_count", zero)
    op.add_column("minute_count", sa.Column("viewers", sa.Integer(), nullable=True))
    op.add_column("minute_count", sa.Column("visits", sa.Integer(), nullable=True))
    own = sa.Column("own", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("comment", own)
    op.create_index("ix_comment_broadcast_id", "comment", ["broadcast_id", "id"])
    log = sa.Column("log", sa.String(length=10), nullable=False, server_default="chat")
    op.add_column("comment_import", log)


def downgrade() -> None:
    op.drop_column("comment_import", "log")
    op.drop_index("ix_comment_broadcast_id", "comment")
    op.drop_column("comment", "own")
    for name in ("visits", "viewers", *reversed(COUNTED)):
        op.drop_column("minute_count", name)
    op.drop_table("source_mark")
    op.drop_table("feed_tally")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index("uq_feed_token_digest")

    op.drop_table("feed")
    op.drop_table("shop_setting")
