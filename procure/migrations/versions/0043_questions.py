"""Clarification questions, their answers and the batches that made them public."""

import sqlalchemy as sa
from alembic import op

revision = "0043_questions"
down_revision = "0042_deciding_apart"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "tender", sa.Column("takes_late_questions", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("tender", sa.Column("questions_told_at", MOMENT, nullable=True))
    op.create_table(
        "answer_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id", "number"),
    )
    op.create_index("ix_answer_batch_tender_id", "answer_batch", ["tender_id"])
    op.create_table(
        "question_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "wording", "text")),
        sa.Column("changes_specification", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("part", "part_name")),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["batch_id"], ["answer_batch.id"]),
        sa.ForeignKeyConstraint(["corrects_id"], ["question_answer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("corrects_id"),
    )
    op.create_index("ix_question_answer_tender_id", "question_answer", ["tender_id"])
    op.create_index("ix_question_answer_batch_id", "question_answer", ["batch_id"])
    op.create_table(
        "tender_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("part", "part_name", "text")),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("set_aside_at", MOMENT, nullable=True),
        sa.Column("set_aside_because", sa.String(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", MOMENT, nullable=True),
        sa.Column("handled_by", sa.String(), nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["answer_id"], ["question_answer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    for name in ("tender_id", "email", "answer_id"):
        op.create_index(f"ix_tender_question_{name}", "tender_question", [name])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
