"""Who else is buying this: what others may know of a tender, the marks it is found by, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0029_overlaps"
down_revision = "0028_stage_gates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tender", sa.Column("shown_before_publication", sa.String(), nullable=False, server_default="")
    )
    op.create_table(
        "visible_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("cpv_codes", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("has_lots", sa.Boolean(), nullable=False),
        sa.Column("fades_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("tender_id"),
    )
    op.create_index("ix_visible_need_organisation_id", "visible_need", ["organisation_id"])
    op.create_index("ix_visible_need_disclosure", "visible_need", ["disclosure"])
    op.create_table(
        "need_token",
        sa.Column("token", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fades_on", sa.Date(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["visible_need.id"]),
        sa.PrimaryKeyConstraint("token", "fades_on", "need_id"),
    )
    op.create_index("ix_need_token_need", "need_token", ["need_id"])
    op.create_table(
        "overlap_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=True),
        sa.Column("target_outcome_id", sa.Integer(), nullable=True),
        sa.Column("other_tender_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["target_outcome_id"], ["target_outcome.id"]),
        sa.ForeignKeyConstraint(["other_tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "other_tender_id"),
        sa.UniqueConstraint("target_outcome_id", "other_tender_id"),
    )
    op.create_index("ix_overlap_decision_other_tender_id", "overlap_decision", ["other_tender_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
