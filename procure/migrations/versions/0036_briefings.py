"""Briefings of a mission as PDF, for whoever asked; and conditions that are due and not met, found without looking through
all that were ever set.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_briefings"
down_revision = "0035_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portfolio_briefing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("narrowed", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "mission_id"),
    )
    op.create_index("ix_portfolio_briefing_sha256", "portfolio_briefing", ["sha256"])
    op.create_index("ix_endorsement_condition_due", "endorsement_condition", ["met_at", "due_on"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
