"""A published tender may be changed by a new version: what its next notice says of the change."""

import sqlalchemy as sa
from alembic import op

revision = "0018_amending"
down_revision = "0017_notice_variants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tender", sa.Column("what_changed", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
