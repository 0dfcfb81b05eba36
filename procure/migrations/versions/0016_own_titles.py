"""The index of an organisation's tenders holds their titles and references, so that a word is looked for in it alone.

PostgreSQL indexes no more than about 2,700 bytes of a row, so titles end at 500 characters, as forms and imports end
them now. What is published keeps the title it was frozen with.
"""

from alembic import op

revision = "0016_own_titles"
down_revision = "0015_conversion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE tender SET title = substr(title, 1, 500) WHERE length(title) > 500")
    op.drop_index("ix_tender_organisation_recent", table_name="tender")
    op.create_index(
        "ix_tender_organisation_recent",
        "tender",
        ["organisation_id", "updated_at", "id", "title", "reference", "state"],
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
