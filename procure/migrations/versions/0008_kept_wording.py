"""Words that the coach questioned and an officer kept, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0008_kept_wording"
down_revision = "0007_submission"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("specification", sa.Column("kept_wording", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
