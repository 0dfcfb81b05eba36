"""Target outcomes that boards shape before there is a tender, who advises on them, and every version of their words."""

import sqlalchemy as sa
from alembic import op

revision = "0020_shaping"
down_revision = "0019_library_by_measure"
branch_labels = None
depends_on = None

APPEND_ONLY = "target_outcome_version"


def upgrade() -> None:
    op.create_table(
        "target_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_reason", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("beneficiary", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("by_when_on", sa.Date(), nullable=True),
        sa.Column("measure_name", sa.String(), nullable=False),
        sa.Column("measure_unit", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("baseline_value", sa.String(), nullable=False),
        sa.Column("baseline_period", sa.String(), nullable=False),
        sa.Column("baseline_source", sa.String(), nullable=False),
        sa.Column("baseline_url", sa.String(), nullable=False),
        sa.Column("target_value", sa.String(), nullable=False),
        sa.Column("market_could", sa.String(), nullable=False),
        sa.Column("money_could", sa.String(), nullable=False),
        sa.Column("able_suppliers", sa.Integer(), nullable=True),
        sa.Column("able_suppliers_source", sa.String(), nullable=False),
        sa.Column("able_suppliers_on", sa.Date(), nullable=True),
        sa.Column("largest_share", sa.BigInteger(), nullable=True),
        sa.Column("largest_share_source", sa.String(), nullable=False),
        sa.Column("largest_share_on", sa.Date(), nullable=True),
        sa.Column("small_firm_share", sa.BigInteger(), nullable=True),
        sa.Column("small_firm_share_source", sa.String(), nullable=False),
        sa.Column("small_firm_share_on", sa.Date(), nullable=True),
        sa.Column("charity_share", sa.BigInteger(), nullable=True),
        sa.Column("charity_share_source", sa.String(), nullable=False),
        sa.Column("charity_share_on", sa.Date(), nullable=True),
        sa.Column("barriers", sa.String(), nullable=False),
        sa.Column("barriers_source", sa.String(), nullable=False),
        sa.Column("barriers_on", sa.Date(), nullable=True),
        sa.Column("public_goal", sa.String(), nullable=False),
        sa.Column("public_resources", sa.String(), nullable=False),
        sa.Column("public_people", sa.String(), nullable=False),
        sa.Column("public_capacity", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"]),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_target_outcome_board_id", "target_outcome", ["board_id"])
    op.create_index("ix_target_outcome_objective_id", "target_outcome", ["objective_id"])
    op.create_table(
        "outcome_adviser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_outcome_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["target_outcome_id"], ["target_outcome.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["invited_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("target_outcome_id", "user_id"),
    )
    op.create_index("ix_outcome_adviser_user_id", "outcome_adviser", ["user_id"])
    op.create_table(
        "outcome_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("target_outcome_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("reasons_for", sa.String(), nullable=False),
        sa.Column("reasons_against", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["target_outcome_id"], ["target_outcome.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_outcome_option_target_outcome_id", "outcome_option", ["target_outcome_id"])
    op.create_table(
        "target_outcome_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_outcome_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["target_outcome_id"], ["target_outcome.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("target_outcome_id", "number"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {APPEND_ONLY}_refuse_{verb.lower()} BEFORE {verb} ON {APPEND_ONLY} "
                f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_refuse_change BEFORE UPDATE OR DELETE ON {APPEND_ONLY} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_refuse_truncate BEFORE TRUNCATE ON {APPEND_ONLY} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
