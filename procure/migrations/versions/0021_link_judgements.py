"""Members of a board give their own inputs to the alignment score."""

import sqlalchemy as sa
from alembic import op

revision = "0021_link_judgements"
down_revision = "0020_shaping"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("outcome_key", sa.String(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("causal_step", sa.String(), nullable=False),
        sa.Column("evidence_grade", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("review_id", "user_id", "outcome_key", "objective_id"),
    )
    op.create_index("ix_link_judgement_review_id", "link_judgement", ["review_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
