"""A library that learns: outcomes proposed from tenders, entries approved here, and words that forgive typing slips."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013_library_learns"
down_revision = "0012_timetables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "library_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("tender_reference", sa.String(), nullable=False),
        sa.Column("outcome_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("library_id", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_library_proposal_organisation_id", "library_proposal", ["organisation_id"])
    op.create_index("ix_library_proposal_state", "library_proposal", ["state"])
    for column in ("note", "successor_id"):
        op.add_column("library_outcome", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column("library_outcome", sa.Column("origin", sa.String(), nullable=False, server_default="files"))
    op.create_table(
        "search_word",
        sa.Column("index_name", sa.String(), nullable=False),
        sa.Column("initial", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("index_name", "initial", "length", "word"),
    )
    _remember_words_of("search_library", "SELECT title || ' ' || search_text FROM library_outcome")


def _remember_words_of(index: str, query: str) -> None:
    """What is in the index already was put there before its words were kept."""
    bind = op.get_bind()
    words: set[str] = set()
    for (text,) in bind.exec_driver_sql(query):
        words.update(word for word in re.findall(r"[^\W\d_]{4,40}", text.lower()))
    table = sa.table("search_word", *(sa.column(n) for n in ("index_name", "initial", "length", "word")))
    if words:
        op.bulk_insert(
            table,
            [{"index_name": index, "initial": w[0], "length": len(w), "word": w} for w in sorted(words)],
        )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
