"""What is published is found by what the central platform calls it: its procurement and its notice, each by an index."""

from alembic import op

revision = "0025_platform_names"
down_revision = "0024_withholding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notice_platform_procurement_id", "notice", ["platform_procurement_id"])
    op.create_index("ix_notice_platform_notice_id", "notice", ["platform_notice_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
