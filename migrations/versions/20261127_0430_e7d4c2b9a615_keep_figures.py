"""Figures of broadcasts, imports of them, what is remembered of a list's columns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "e7d4c2b9a615"
down_revision = "0f5e1d7a9b32"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _mapping()
    _import()
    _row()
    _value()


def downgrade() -> None:
    op.drop_table("metric_value")
    op.drop_table("import_row")
    op.drop_table("metric_import")
    op.drop_table("import_mapping")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _mapping() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key("import_mapping", "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("digest", name=op.f("uq_import_mapping_digest")),
    )


def _import() -> None:
    table = "metric_import"
    op.create_table(
        table,
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sheet", sa.String(length=60), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("headings", sa.String(length=64), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("refused", JSON, nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key(table, "by_id", "person"),
        _key(table, "room_id", "room"),
        _key(table, "work_id", "work"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_by_id"), table, ["by_id"])


def _row() -> None:
    table = "import_row"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(length=80), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("candidates", JSON, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("problems", JSON, nullable=False),
        _key(table, "import_id", "metric_import"),
        _key(table, "broadcast_id", "broadcast"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("import_id", "line", name=op.f(f"uq_{table}_import_id_line")),
    )
    op.create_index("ix_import_row_action", table, ["import_id", "action"])


def _value() -> None:
    table = "metric_value"
    op.create_table(
        table,
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=24), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("before", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _key(table, "broadcast_id", "broadcast"),
        _key(table, "import_id", "metric_import"),
        _key(table, "by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_metric_value_broadcast", table, ["broadcast_id", "metric"])
    op.create_index(op.f(f"ix_{table}_import_id"), table, ["import_id"])
