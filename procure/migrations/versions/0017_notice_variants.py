"""What a tender notice for a framework, for an award by a dynamic market or below the threshold asks besides."""

import sqlalchemy as sa
from alembic import op

revision = "0017_notice_variants"
down_revision = "0016_own_titles"
branch_labels = None
depends_on = None

WORDS = (
    "arrangement",
    "reserved_place",
    "reserved_place_areas",
    "framework_long_term_reasons",
    "framework_users",
    "framework_award",
    "framework_selection_process",
    "framework_supplier_number",
    "open_framework_previous_identifier",
    "framework_fee_note",
    "dynamic_market_identifier",
    "dynamic_market_part_title",
    "dynamic_market_part_number",
)
KINDS = {
    "is_below_threshold": sa.Boolean(),
    "framework_starts_on": sa.Date(),
    "framework_ends_on": sa.Date(),
    "framework_maximum_suppliers": sa.Integer(),
    "is_open_framework": sa.Boolean(),
    "open_framework_ends_on": sa.Date(),
    "framework_charges_fees": sa.Boolean(),
    "framework_fee_percentage": sa.BigInteger(),
    "uses_dynamic_market": sa.Boolean(),
    "is_qualifying_utilities_market": sa.Boolean(),
}


def upgrade() -> None:
    for name in WORDS:
        op.add_column("procurement_facts", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name, kind in KINDS.items():
        op.add_column("procurement_facts", sa.Column(name, kind, nullable=True))
    op.add_column(
        "procurement_facts", sa.Column("reserved_to_kinds", sa.JSON(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
