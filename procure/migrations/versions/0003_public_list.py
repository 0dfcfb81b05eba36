"""The public list reads one flat row per tender, counts of each filter value, and one inverted index of words and
filter values together, so that any combination of them is an intersection that the engine does.

Nothing had been published when this was written, so what is derived from publications is made anew. A publication
also remembers when it was last tried, and whether it is held.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_public_list"
down_revision = "0002_guards_and_search"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("publication") as publication:
        publication.add_column(sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True))
        publication.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_table("published_facet")
    op.drop_table("published_tender")
    op.create_table(
        "published_tender",
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("buyer_name", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("value_gross", sa.BigInteger(), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_is_for_requests", sa.Boolean(), nullable=False),
        sa.Column("sme_suitable", sa.Boolean(), nullable=False),
        sa.Column("vcse_suitable", sa.Boolean(), nullable=False),
        sa.Column("facets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("tender_id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_published_tender_open", "published_tender", ["deadline_at", "sequence"])
    op.create_table(
        "published_facet",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("tenders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value"),
    )
    op.create_index("ix_published_facet_common", "published_facet", ["kind", "tenders"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_published")
        op.execute(
            "CREATE VIRTUAL TABLE search_published USING fts5("
            "title, body, facets, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        return
    op.execute("TRUNCATE search_published")
