"""The list of all published notices reads the title and the buyer that each notice tells."""

import sqlalchemy as sa
from alembic import op

revision = "0010_notice_list"
down_revision = "0009_platform_times"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("title", sa.String(), nullable=True))
        notice.add_column(sa.Column("buyer_name", sa.String(), nullable=True))
        notice.create_index("ix_notice_code_completed_at", ["code", "completed_at"])
    op.execute(
        "UPDATE notice SET title = (SELECT tender.title FROM tender WHERE tender.id = notice.tender_id)"
    )
    op.execute(
        "UPDATE notice SET buyer_name = (SELECT organisation.name FROM organisation JOIN tender "
        "ON tender.organisation_id = organisation.id WHERE tender.id = notice.tender_id)"
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
