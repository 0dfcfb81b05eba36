"""Papers about data, made by the worker: draft agreements and the summary for the public."""

import sqlalchemy as sa
from alembic import op

revision = "0048_data_papers"
down_revision = "0047_payment_and_equality"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "data_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("share_key", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("inputs", sa.String(), nullable=False),
        sa.Column("pdf_sha256", sa.String(), nullable=False),
        sa.Column("pdf_size", sa.Integer(), nullable=False),
        sa.Column("docx_sha256", sa.String(), nullable=False),
        sa.Column("docx_size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "share_key"),
    )
    op.create_index("ix_data_paper_pdf_sha256", "data_paper", ["pdf_sha256"])


def downgrade() -> None:
    op.drop_table("data_paper")
