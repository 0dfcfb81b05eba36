"""What payment hangs on, whether people could be harmed, and the equality assessment."""

import sqlalchemy as sa
from alembic import op

revision = "0047_payment_and_equality"
down_revision = "0046_series_count"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outcome", sa.Column("people_are_vulnerable", sa.Boolean(), nullable=True))
    op.add_column("outcome", sa.Column("payment_share", sa.BigInteger(), nullable=True))
    for name in ("equality_state", "equality_url", "equality_reason"):
        op.add_column("specification", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("specification", sa.Column("equality_on", sa.Date(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
