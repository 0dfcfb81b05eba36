"""Stage gates: where a buyer stops to look, and scales, changes or stops."""

import sqlalchemy as sa
from alembic import op

revision = "0028_stage_gates"
down_revision = "0027_folded_titles"
branch_labels = None
depends_on = None

WORDS = (
    "name",
    "stage_key",
    "question",
    "evidence",
    "threshold",
    "decision_owner",
    "releases",
    "if_met",
    "if_partly_met",
    "stop_rule",
)


def upgrade() -> None:
    op.create_table(
        "stage_gate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in WORDS),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("released_net", sa.BigInteger(), nullable=True),
        sa.Column("released_gross", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_stage_gate_tender_id", "stage_gate", ["tender_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
