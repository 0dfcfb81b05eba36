"""Library entries are found by their measures and data sources, and the tenders that hold a copy by an index."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0019_library_by_measure"
down_revision = "0018_amending"
branch_labels = None
depends_on = None

_LONGEST = 500


def upgrade() -> None:
    op.create_index("ix_outcome_library_id", "outcome", ["library_id"])
    connection = op.get_bind()
    offered = connection.execute(
        sa.text("SELECT id, content FROM library_outcome WHERE is_current = :yes"), {"yes": True}
    )
    tags = [
        {"id": id_, "kind": kind, "value": value.lower()[:_LONGEST]}
        for id_, content in offered
        for kind, value in sorted(_tags(json.loads(content) if isinstance(content, str) else content))
    ]
    if tags:
        connection.execute(
            sa.text(
                "INSERT INTO library_tag (outcome_row_id, kind, value) VALUES (:id, :kind, :value) "
                "ON CONFLICT DO NOTHING"
            ),
            tags,
        )


def _tags(content: dict) -> set[tuple[str, str]]:
    measures, needs = content["measures"], content["data_needs"]
    return (
        {("measure", f"{each['name']} ({each['unit']})") for each in measures}
        | {("source", f"{each['source']} ({each['publisher']})") for each in measures}
        | {("source", f"{each['dataset']} ({each['holder']})") for each in needs}
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
