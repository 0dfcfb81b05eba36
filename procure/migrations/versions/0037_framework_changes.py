"""A new set of national priorities takes the place of an old one, objective by objective."""

import sqlalchemy as sa
from alembic import op

revision = "0037_framework_changes"
down_revision = "0036_briefings"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "framework_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("old_framework_id", sa.String(), nullable=False),
        sa.Column("new_framework_id", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["begun_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("old_framework_id", "new_framework_id"),
    )
    op.create_table(
        "objective_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("old_objective_id", sa.String(), nullable=False),
        sa.Column("new_objective_id", sa.String(), nullable=False),
        sa.Column("coverage", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["framework_change.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change_id", "old_objective_id", "new_objective_id"),
    )
    op.create_index("ix_objective_succession_old_objective_id", "objective_succession", ["old_objective_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
