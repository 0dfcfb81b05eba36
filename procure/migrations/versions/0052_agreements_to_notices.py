"""A notice that tells of a breach keeps who agreed to it, as what, when, and to which revision; and who changed it last."""

import sqlalchemy as sa
from alembic import op

revision = "0052_agreements_to_notices"
down_revision = "0051_words_of_measures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice_draft") as table:
        table.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("agreed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("agreed_as", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("agreed_revision", sa.Integer(), nullable=False, server_default="0"))
        table.create_foreign_key("fk_notice_draft_changed_by", "user_account", ["changed_by_id"], ["id"])
        table.create_foreign_key("fk_notice_draft_agreed_by", "user_account", ["agreed_by_id"], ["id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
