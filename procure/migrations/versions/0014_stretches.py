"""On PostgreSQL, what is published is also indexed by the stretch of a thousand that it stands in, so that the newest
matches are found without reading each row.
"""

from alembic import op

revision = "0014_stretches"
down_revision = "0013_library_learns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "UPDATE search_published SET document = document || array_to_tsvector(ARRAY['zqstretch' || id / 1000])"
        )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
