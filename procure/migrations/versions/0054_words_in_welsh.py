"""A draft keeps its words in Welsh, and an organisation says whether it publishes in Welsh too."""

import sqlalchemy as sa
from alembic import op

revision = "0054_words_in_welsh"
down_revision = "0053_gate_thresholds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("specification", sa.Column("welsh", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(
        "organisation",
        sa.Column("publishes_in_welsh", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
