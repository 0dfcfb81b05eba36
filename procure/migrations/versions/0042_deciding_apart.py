"""Delegations, decisions in writing, and who acts as chair for one tender."""

import sqlalchemy as sa
from alembic import op

revision = "0042_deciding_apart"
down_revision = "0041_word_limits"
branch_labels = None
depends_on = None


def _key(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"])


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("value_limit", sa.BigInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_because", sa.String(), nullable=False),
        _key("board_id", "board"),
        *(_key(name, "user_account") for name in ("delegate_id", "given_by_id", "revoked_by_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_delegation_board_id", "delegation", ["board_id"])
    op.create_index("ix_delegation_delegate_id", "delegation", ["delegate_id"])
    op.create_table(
        "chair_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _key("review_id", "review"),
        *(_key(name, "user_account") for name in ("member_id", "named_by_id")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_chair_handover_review_id", "chair_handover", ["review_id"])
    op.create_table(
        "written_procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("result_note", sa.String(), nullable=False),
        _key("review_id", "review"),
        *(_key(name, "user_account") for name in ("opened_by_id", "ended_by_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_written_procedure_review_id", "written_procedure", ["review_id"])
    op.create_table(
        "written_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("wants_meeting", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        _key("procedure_id", "written_procedure"),
        _key("user_id", "user_account"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("procedure_id", "user_id"),
    )
    op.create_index("ix_written_answer_procedure_id", "written_answer", ["procedure_id"])
    # Both databases know a column that refers to another table in these words.
    op.execute("ALTER TABLE review ADD COLUMN delegation_id INTEGER REFERENCES delegation (id)")
    op.execute(
        "ALTER TABLE endorsement_condition ADD COLUMN confirmed_under_id INTEGER REFERENCES delegation (id)"
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
