"""The language in which letters come to those who follow, and to those who ask."""

import sqlalchemy as sa
from alembic import op

revision = "0049_language_of_letters"
down_revision = "0048_data_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("subscription", "tender_question"):
        op.add_column(table, sa.Column("language", sa.String(), nullable=False, server_default="en"))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
