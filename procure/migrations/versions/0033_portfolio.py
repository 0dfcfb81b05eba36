"""Shares of a gap that outcomes claim, and the portfolio of a mission: rows, links and sums, kept as tenders are sent to
a board, published and withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0033_portfolio"
down_revision = "0032_joint_tenders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("objective_link", sa.Column("claimed_share", sa.BigInteger(), nullable=True))
    op.add_column(
        "objective_link", sa.Column("claimed_because", sa.String(), nullable=False, server_default="")
    )
    op.create_table(
        "portfolio_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("value_net", sa.BigInteger(), nullable=True),
        sa.Column("value_gross", sa.BigInteger(), nullable=True),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("award_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("sme_suitable", sa.Boolean(), nullable=False),
        sa.Column("vcse_suitable", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.Column("requirements", sa.Integer(), nullable=False),
        sa.Column("score", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id"),
    )
    op.create_table(
        "portfolio_link",
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["row_id"], ["portfolio_row.id"]),
        sa.PrimaryKeyConstraint("mission_id", "objective_id", "row_id"),
    )
    op.create_index("ix_portfolio_link_row", "portfolio_link", ["row_id"])
    op.create_index(
        "ix_portfolio_link_buyer",
        "portfolio_link",
        ["mission_id", "objective_id", "organisation_id", "row_id"],
    )
    op.create_table(
        "portfolio_sum",
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in (
                "tenders", "value_net", "value_gross", "valued", "sme", "vcse", "flagged", "requirements", "share",
                "claiming",
            )
        ),
        sa.PrimaryKeyConstraint(
            "mission_id", "objective_id", "organisation_id", "year", "standing", "is_public", "board_id"
        ),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
