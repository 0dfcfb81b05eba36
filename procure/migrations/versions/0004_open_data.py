"""Open data: releases ready to be given out a page at a time, and where imported drafts came from.

Releases that were published before this are put in by the first ``procure init`` of this release, which can
read the published files.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_open_data"
down_revision = "0003_public_list"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "published_release",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("ocid", sa.String(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("release_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("release_id"),
    )
    op.create_index("ix_published_release_ocid", "published_release", ["ocid"])
    op.create_index("ix_published_release_version_id", "published_release", ["version_id"])
    op.create_index("ix_published_release_newest", "published_release", ["published_at", "id"])
    op.create_index("ix_published_release_stage", "published_release", ["stage", "published_at", "id"])
    op.create_table(
        "import_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("ocid", sa.String(), nullable=False),
        sa.Column("release_ids", sa.String(), nullable=False),
        sa.Column("notice_types", sa.String(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("buyer_ppon", sa.String(), nullable=False),
        sa.Column("mapped", sa.Integer(), nullable=False),
        sa.Column("unmapped", sa.Integer(), nullable=False),
        sa.Column("report_json", sa.Text(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id"),
    )
    op.create_index("ix_import_source_batch", "import_source", ["batch"])
    op.create_index("ix_import_source_ocid", "import_source", ["ocid"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
