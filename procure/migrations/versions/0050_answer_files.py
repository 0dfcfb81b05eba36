"""Each batch of answers keeps the digest and size of all answers until then as a PDF."""

import sqlalchemy as sa
from alembic import op

revision = "0050_answer_files"
down_revision = "0049_language_of_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer_batch", sa.Column("sha256", sa.String(), nullable=False, server_default=""))
    op.add_column("answer_batch", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
