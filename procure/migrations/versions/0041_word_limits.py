"""The most words that an answer to an award criterion may have, where its authors set a limit."""

import sqlalchemy as sa
from alembic import op

revision = "0041_word_limits"
down_revision = "0040_results"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("award_criterion", sa.Column("word_limit", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
