"""Where people write about a round of engagement."""

import sqlalchemy as sa
from alembic import op

revision = "0026_engagement_contact"
down_revision = "0025_platform_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "market_engagement", sa.Column("contact_email", sa.String(), nullable=False, server_default="")
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
