"""Who pays and gains, who signs for it, and how the supplier is paid."""

import sqlalchemy as sa
from alembic import op

revision = "0034_contributions"
down_revision = "0033_portfolio"
branch_labels = None
depends_on = None

WORDS = (
    "money_held_by",
    "tie_breaker",
    "money_exit",
    "payment_mechanism",
    "payment_trigger",
    "payment_verification",
    "payment_timing",
    "payment_clawback",
    "payment_guards",
)
ANSWERS = (
    "result_is_attributable",
    "provider_can_carry_risk",
    "steps_are_known",
    "must_be_ready",
    "demand_is_unknown",
    "is_discovery",
    "many_providers",
)
NUMBERS = ("cash_months", "cash_days_to_pay", "cash_months_to_result")
AMOUNTS = (
    "cash_start_net",
    "cash_monthly_net",
    "cash_price_net",
    "payment_share_at_risk",
    "payment_cap_net",
)


def upgrade() -> None:
    for name in WORDS:
        op.add_column("specification", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for names, kind in ((ANSWERS, sa.Boolean), (NUMBERS, sa.Integer), (AMOUNTS, sa.BigInteger)):
        for name in names:
            op.add_column("specification", sa.Column(name, kind(), nullable=True))
    op.create_table(
        "funding_party",
        *_row(),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("name", "organisation_key", "gains", "stops_doing")
        ),
        sa.Column("is_owner", sa.Boolean(), nullable=True),
        sa.Column("benefit_share", sa.BigInteger(), nullable=True),
        *_keys(),
    )
    op.create_index("ix_funding_party_tender_id", "funding_party", ["tender_id"])
    op.create_table(
        "contribution",
        *_row(),
        sa.Column("party_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("amount_net", sa.BigInteger(), nullable=True),
        *_keys(),
    )
    op.create_index("ix_contribution_tender_id", "contribution", ["tender_id"])
    op.create_table(
        "money_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("ledger_json", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("outdated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_money_agreement_tender_id", "money_agreement", ["tender_id"])
    op.create_table(
        "agreement_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["money_agreement.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("agreement_id", "organisation_id"),
    )
    op.create_index("ix_agreement_signature_agreement_id", "agreement_signature", ["agreement_id"])
    op.create_index("ix_agreement_signature_organisation_id", "agreement_signature", ["organisation_id"])
    op.create_table(
        "ledger_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("is_party", sa.Boolean(), nullable=False),
        sa.Column("party_name", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("amount_net", sa.BigInteger(), nullable=True),
        sa.Column("benefit_share", sa.BigInteger(), nullable=True),
        sa.Column("pays_nothing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ledger_line_version_id", "ledger_line", ["version_id"])


def _row() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    )


def _keys() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
