"""A stage gate may name the measure whose figure answers it, and how much is enough."""

import sqlalchemy as sa
from alembic import op

revision = "0053_gate_thresholds"
down_revision = "0052_agreements_to_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stage_gate", sa.Column("measure_key", sa.String(), nullable=False, server_default=""))
    op.add_column("stage_gate", sa.Column("threshold_sense", sa.String(), nullable=False, server_default=""))
    op.add_column("stage_gate", sa.Column("threshold_value", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
