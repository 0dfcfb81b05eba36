"""The public list knows title and summary of a tender in Welsh, where its buyer gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0055_titles_in_welsh"
down_revision = "0054_words_in_welsh"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("title_cy", "summary_cy"):
        op.add_column("published_tender", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
