"""Papers that officers bring, their statements, and what was decided of each."""

import sqlalchemy as sa
from alembic import op

revision = "0015_conversion"
down_revision = "0014_stretches"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "source_document",
        sa.Column("id", sa.Integer(), nullable=False),
        *_words("key"),
        *_numbers("tender_id"),
        *_words("name", "form", "sha256"),
        *_numbers("size"),
        *_words("state", "trouble"),
        *_numbers("attempts"),
        sa.Column("begun_at", _TIME),
        *_numbers("done", "total", "pages", "statements"),
        sa.Column("notes", sa.JSON(), nullable=False),
        *_words("report_sha256"),
        *_numbers("report_size"),
        sa.Column("report_asked_at", _TIME),
        *_numbers("uploaded_by_id"),
        sa.Column("uploaded_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_source_document_tender_id", "source_document", ["tender_id"])
    op.create_index("ix_source_document_state", "source_document", ["state"])
    op.create_table(
        "source_statement",
        sa.Column("id", _BIG, nullable=False),
        *_numbers("document_id", "number"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        *_numbers("page"),
        *_words("unit"),
        *_numbers("place"),
        *_words("path", "kind"),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        *_words("kind_in_words", "why"),
        sa.Column("flags", sa.JSON(), nullable=False),
        *_words("decision", "reason", "explanation"),
        sa.Column("wording", sa.Text(), nullable=False),
        *_words("library_id", "decided_by"),
        sa.Column("decided_at", _TIME),
        *_words("landed_part", "landed_key"),
        sa.Column("landed_at", _TIME),
        sa.ForeignKeyConstraint(["document_id"], ["source_document.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_id", "number"),
    )
    op.create_index("ix_source_statement_landed", "source_statement", ["landed_key"])
    op.create_table(
        "triage_step",
        sa.Column("id", _BIG, nullable=False),
        *_numbers("document_id", "user_id"),
        sa.Column("at", _TIME, nullable=False),
        *_words("decision"),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", _TIME),
        sa.ForeignKeyConstraint(["document_id"], ["source_document.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_triage_step_document_id", "triage_step", ["document_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
