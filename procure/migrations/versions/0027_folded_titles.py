"""PostgreSQL keeps an organisation's titles folded in the index that they are searched in: to fold each anew for every
search took as long as all else about it. SQLite's LIKE folds of itself. The index is made by hand, as it differs.
"""

from alembic import op

revision = "0027_folded_titles"
down_revision = "0026_engagement_contact"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_tender_organisation_recent", table_name="tender")
    title = "title"
    if op.get_bind().dialect.name == "postgresql":
        title = "search_title"
        op.execute(
            'ALTER TABLE tender ADD COLUMN search_title varchar COLLATE "C" '
            'GENERATED ALWAYS AS (lower(title COLLATE "C")) STORED'
        )
    op.create_index(
        "ix_search_own_tenders",
        "tender",
        ["organisation_id", "updated_at", "id", title, "reference", "state"],
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
