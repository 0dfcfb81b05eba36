"""Tenders that grew out of a target outcome, or serve it."""

import sqlalchemy as sa
from alembic import op

revision = "0022_grown_tenders"
down_revision = "0021_link_judgements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grown_tender",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_outcome_id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("grown_by_id", sa.Integer(), nullable=False),
        sa.Column("grown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["target_outcome_id"], ["target_outcome.id"]),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["grown_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("target_outcome_id", "tender_id"),
    )
    op.create_index("ix_grown_tender_tender_id", "grown_tender", ["tender_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
