"""What officers have settled of a tender's timetable."""

import sqlalchemy as sa
from alembic import op

revision = "0012_timetables"
down_revision = "0011_kept_receipts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tender_timetable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("plan_json", sa.Text(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
