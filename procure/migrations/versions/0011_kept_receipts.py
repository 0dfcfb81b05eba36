"""A submission stays, with its receipts, when its notice is taken back to be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0011_kept_receipts"
down_revision = "0010_notice_list"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing could be sent before this, so that no row is without its tender.
    with op.batch_alter_table("submission") as submission:
        submission.add_column(sa.Column("tender_id", sa.Integer(), nullable=False))
        submission.alter_column("notice_id", existing_type=sa.Integer(), nullable=True)
        submission.create_foreign_key("fk_submission_tender", "tender", ["tender_id"], ["id"])
        submission.create_index("ix_submission_tender_id", ["tender_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
