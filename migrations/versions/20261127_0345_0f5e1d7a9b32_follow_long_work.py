"""Long work of the worker: how far it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from zhubo_web.core.models import UTCDateTime

revision = "0f5e1d7a9b32"
down_revision = "c2e7a95d1b40"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_work_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index("ix_work_person", ["person_id", "finished_at"], unique=False)
    with op.batch_alter_table("comment_import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("work_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_comment_import_work_id_work"), "work", ["work_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("comment_import", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_comment_import_work_id_work"), type_="foreignkey")
        batch_op.drop_column("work_id")
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.drop_index("ix_work_person")
    op.drop_table("work")
