"""Comments on sections, replies to them, their resolution, and which versions a board member has seen."""

import sqlalchemy as sa
from alembic import op

revision = "0030_discussion"
down_revision = "0029_overlaps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("review_comment", sa.Column("section", sa.String(), nullable=False, server_default=""))
    op.add_column("review_comment", sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True))
    # Both databases know a column that refers to another table in these words.
    op.execute("ALTER TABLE review_comment ADD COLUMN resolved_by_id INTEGER REFERENCES user_account (id)")
    op.create_table(
        "comment_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["review_comment.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_comment_reply_comment_id", "comment_reply", ["comment_id"])
    op.create_table(
        "seen_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["version_id"], ["specification_version.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "version_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
