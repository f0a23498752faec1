"""Indexes for who has a part in which broadcast, and for what waits by when it is due; one that was twice."""

from __future__ import annotations

from alembic import op

revision = "c7d4a9126be8"
down_revision = "e5b09f3c7d21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["person_id", "part", "broadcast_id"]
    op.create_index("ix_roster_entry_part", "roster_entry", columns, unique=False)
    op.drop_index("ix_roster_entry_person_id", "roster_entry")
    op.create_index("ix_feedback_due", "feedback", ["state", "due_at"], unique=False)
    op.drop_index("ix_feedback_state", "feedback")
    op.drop_index("ix_comment_broadcast_number", "comment")


def downgrade() -> None:
    op.create_index("ix_comment_broadcast_number", "comment", ["broadcast_id", "id"], unique=False)
    op.create_index("ix_feedback_state", "feedback", ["state"], unique=False)
    op.drop_index("ix_feedback_due", "feedback")
    op.create_index("ix_roster_entry_person_id", "roster_entry", ["person_id"], unique=False)
    op.drop_index("ix_roster_entry_part", "roster_entry")
