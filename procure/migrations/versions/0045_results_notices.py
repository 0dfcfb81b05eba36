"""What a decision on results means for its contract, what a gate came to, and what results proposed for a notice."""

import sqlalchemy as sa
from alembic import op

revision = "0045_results_notices"
down_revision = "0044_judgement"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("gate_result", "consequence", "contract_identifier"):
        op.add_column("result_decision", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("result_decision", sa.Column("consequence_on", sa.Date(), nullable=True))
    op.add_column("notice_draft", sa.Column("proposed", sa.JSON(), nullable=False, server_default="[]"))
    # In words of both databases: Alembic would add the constraint to SQLite's table afterwards, which it cannot.
    op.execute("ALTER TABLE notice_draft ADD COLUMN decision_id INTEGER REFERENCES result_decision (id)")
    op.create_index("ix_notice_draft_decision_id", "notice_draft", ["decision_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
