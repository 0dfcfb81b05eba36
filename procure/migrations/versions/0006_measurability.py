"""What the six tests of a measure need to know: whether its data may be used, how much of it is chance, and, for an
early sign, what shows that it predicts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_measurability"
down_revision = "0005_notice_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measure", sa.Column("may_use_data", sa.Boolean(), nullable=True))
    op.add_column("measure", sa.Column("predicts_because", sa.String(), nullable=False, server_default=""))
    op.add_column("measure", sa.Column("figure_kind", sa.String(), nullable=False, server_default=""))
    op.add_column("measure", sa.Column("people_per_reading", sa.Integer(), nullable=True))
    op.add_column("measure", sa.Column("people_in_baseline", sa.Integer(), nullable=True))
    op.add_column("measure", sa.Column("spread", sa.BigInteger(), nullable=True))
    op.add_column("measure", sa.Column("is_clustered", sa.Boolean(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
