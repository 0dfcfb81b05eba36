"""When a notice was sent to the central platform, confirmed and open there, and since when it is public here.

Notices that were published here before this are public since then; a tender notice, since its publication was whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_platform_times"
down_revision = "0008_kept_wording"
branch_labels = None
depends_on = None

MOMENTS = ("completed_at", "submitted_at", "confirmed_at", "accessible_at", "fallback_at")


def upgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        for name in MOMENTS:
            notice.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        notice.add_column(sa.Column("fallback", sa.String(), nullable=True))
        notice.add_column(sa.Column("fallback_note", sa.String(), nullable=True))
        notice.create_index("ix_notice_completed_at", ["completed_at"])
    op.execute("UPDATE notice SET completed_at = published_at WHERE code <> 'UK4'")
    op.execute(
        "UPDATE notice SET completed_at = (SELECT publication.completed_at FROM publication "
        "WHERE publication.version_id = notice.version_id) WHERE code = 'UK4'"
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
