"""How each series was judged, what was decided on results, and briefings on them."""

import sqlalchemy as sa
from alembic import op

revision = "0044_judgement"
down_revision = "0043_questions"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _judgements()
    _decisions()
    _briefings()


def _judgements() -> None:
    op.create_table(
        "series_judgement",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), nullable=True)
            for name in ("due_value", "short_by", "low", "high")
        ),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("travelled", sa.BigInteger(), nullable=True),
        sa.Column("notable_kind", sa.String(), nullable=False),
        sa.Column("notable_rank", sa.Integer(), nullable=False),
        sa.Column("notable_on", sa.Date(), nullable=True),
        sa.Column("notable_words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.PrimaryKeyConstraint("series_id"),
    )
    op.create_index("ix_series_judgement_notable", "series_judgement", ["notable_on", "notable_rank"])


def _decisions() -> None:
    op.create_table(
        "result_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("gate_key", sa.String(), nullable=False),
        sa.Column("gate_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("followed_up_at", MOMENT, nullable=True),
        sa.Column("followed_up_by_id", sa.Integer(), nullable=True),
        sa.Column("what_came", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["series_id"], ["measure_series.id"]),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["followed_up_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_result_decision_follow_up", "result_decision", ["followed_up_at", "follow_up_on"])
    for name in ("tender_id", "organisation_id", "series_id"):
        op.create_index(f"ix_result_decision_{name}", "result_decision", [name])


def _briefings() -> None:
    op.create_table(
        "results_briefing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("narrowed", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "mission_id"),
    )
    op.create_index("ix_results_briefing_sha256", "results_briefing", ["sha256"])


def downgrade() -> None:
    for table in ("results_briefing", "result_decision", "series_judgement"):
        op.drop_table(table)
