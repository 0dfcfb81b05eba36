"""Datasets that measures are read from, and the register of what holds outcomes up."""

import sqlalchemy as sa
from alembic import op

revision = "0039_data_sharing"
down_revision = "0038_following"
branch_labels = None
depends_on = None

WORDS = (
    "measure_key",
    "name",
    "data_items",
    "purpose",
    "holder",
    "roles",
    "lawful_basis",
    "special_category",
    "gateway",
    "gateway_note",
    "blocker",
    "standard",
    "minimum",
    "agreement_reference",
    "register_entry",
    "champion",
    "next_step",
    "share_owner",
    "fallback",
)


def upgrade() -> None:
    op.create_table(
        "data_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in WORDS),
        sa.Column("holder_agrees", sa.Boolean(), nullable=True),
        sa.Column("assessment_done", sa.Boolean(), nullable=True),
        sa.Column("available_on", sa.Date(), nullable=True),
        sa.Column("needed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_data_share_tender_id", "data_share", ["tender_id"])
    op.create_table(
        "dataset_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("identity", "dataset", "holder", "outcome_key", "blocker", "champion", "next_step")
        ),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_dataset_line_version_id", "dataset_line", ["version_id"])
    op.create_index("ix_dataset_line_identity", "dataset_line", ["identity"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
