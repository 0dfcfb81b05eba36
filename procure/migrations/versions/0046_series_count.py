"""How many measures of a mission stand how, kept; and what dashboards order measures by, in an index for each reader."""

import sqlalchemy as sa
from alembic import op

revision = "0046_series_count"
down_revision = "0045_results_notices"
branch_labels = None
depends_on = None

PARTS = (("all", ()), ("board", ("board_id",)), ("buyer", ("organisation_id",)))
ORDERS = (("status", ("status",)), ("notable", ("notable_rank", "notable_on")))
READERS = (("public", "is_public"), ("board", "board_id"), ("buyer", "organisation_id"))


def upgrade() -> None:
    op.add_column("series_link", sa.Column("notable_rank", sa.Integer(), nullable=False, server_default="9"))
    op.add_column("series_link", sa.Column("notable_on", sa.Date(), nullable=True))
    for name in ("notable_rank", "notable_on"):
        op.execute(
            f"UPDATE series_link SET {name} = (SELECT {name} FROM series_judgement "  # noqa: S608 - nothing but ours
            "WHERE series_judgement.series_id = series_link.series_id) "
            "WHERE series_id IN (SELECT series_id FROM series_judgement)"
        )
    for name in ("tender", "status"):
        op.drop_index(f"ix_series_link_{name}", "series_link")
    for name, of in PARTS:
        for order, by in ORDERS:
            columns = ["mission_id", "objective_id", "is_open", "is_public", *of, *by, "series_id"]
            op.create_index(f"ix_series_link_{name}_{order}", "series_link", columns)
    for name, column in READERS:
        op.create_index(f"ix_results_change_{name}", "results_change", ["mission_id", column, "id"])
    _counts()


def _counts() -> None:
    op.create_table(
        "series_count",
        sa.Column("mission_id", sa.String(), nullable=False),
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "mission_id", "objective_id", "is_public", "board_id", "organisation_id", "status"
        ),
    )
    for which, board in (("is_public", "-1"), ("NOT is_public", "-1"), ("NOT is_public", "board_id")):
        for buyer in ("0", "organisation_id"):
            op.execute(
                "INSERT INTO series_count "  # noqa: S608 - nothing but ours
                "(mission_id, objective_id, is_public, board_id, organisation_id, status, "
                f"number) SELECT mission_id, objective_id, is_public, {board}, {buyer}, status, count(*) "
                f"FROM series_link WHERE is_open AND status <> '' AND {which} GROUP BY 1, 2, 3, 4, 5, 6"
            )


def downgrade() -> None:
    op.drop_table("series_count")
    for name, _ in READERS:
        op.drop_index(f"ix_results_change_{name}", "results_change")
    for name, _ in PARTS:
        for order, _ in ORDERS:
            op.drop_index(f"ix_series_link_{name}_{order}", "series_link")
    for name, column in (("tender", "tender_id"), ("status", "status")):
        op.create_index(
            f"ix_series_link_{name}", "series_link", ["mission_id", "objective_id", column, "series_id"]
        )
    for name in ("notable_on", "notable_rank"):
        op.drop_column("series_link", name)
