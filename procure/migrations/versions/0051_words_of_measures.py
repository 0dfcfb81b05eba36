"""The library's index knows which words are of an entry's measures and which of its data sources.

SQLite has a column for each. PostgreSQL marks them by weight, B and C; the words of titles have A, all others D.
"""

from alembic import op

revision = "0051_words_of_measures"
down_revision = "0050_answer_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_library_new USING fts5("
            "title, body, measures, sources, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        op.execute(
            "INSERT INTO search_library_new (rowid, title, body, measures, sources) "  # noqa: S608 - nothing but ours
            f"SELECT old.rowid, old.title, old.body, {_said('measure')}, {_said('source')} "
            "FROM search_library old"
        )
        op.execute("DROP TABLE search_library")
        op.execute("ALTER TABLE search_library_new RENAME TO search_library")
        return
    op.execute(
        "UPDATE search_library old SET document = document "  # noqa: S608 - nothing but ours
        f"|| setweight(to_tsvector('english', {_said('measure')}), 'B') "
        f"|| setweight(to_tsvector('english', {_said('source')}), 'C')"
    )


def _said(kind: str) -> str:
    """What the tags of one kind say of an entry, in one text."""
    key = "rowid" if op.get_bind().dialect.name == "sqlite" else "id"
    joined = "group_concat(value, ' ')" if key == "rowid" else "string_agg(value, ' ')"
    return (
        f"coalesce((SELECT {joined} FROM library_tag "  # noqa: S608 - nothing but ours
        f"WHERE outcome_row_id = old.{key} AND kind = '{kind}'), '')"
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
