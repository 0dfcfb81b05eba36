"""Items of the tender notice that are kept back under section 94 of the Act, each with its ground and reason."""

import sqlalchemy as sa
from alembic import op

revision = "0024_withholding"
down_revision = "0023_engagement"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withheld_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("limb", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_withheld_item_tender_id", "withheld_item", ["tender_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
