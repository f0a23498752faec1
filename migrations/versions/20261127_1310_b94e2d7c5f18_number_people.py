"""Employee numbers of the shop's own HR system."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b94e2d7c5f18"
down_revision = "d2f6a8134c90"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("employee_number", sa.String(length=40), nullable=True))
    op.create_index("ix_person_employee_number", "person", ["employee_number"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_employee_number")
        batch_op.drop_column("employee_number")
