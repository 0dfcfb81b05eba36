"""The exchange about a proposal is kept turn by turn; what was said before comes from the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0056_proposal_exchange"
down_revision = "0055_titles_in_welsh"
branch_labels = None
depends_on = None

#: Actions of the audit trail by the kind of turn that they were.
KINDS = {
    "proposal.sent": "proposed",
    "proposal.returned": "returned",
    "proposal.approved": "approved",
    "proposal.declined": "declined",
    "proposal.withdrawn": "withdrawn",
}


def upgrade() -> None:
    turn = op.create_table(
        "library_proposal_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["library_proposal.id"]),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_library_proposal_turn_proposal_id", "library_proposal_turn", ["proposal_id"])
    op.create_index("ix_library_proposal_turn_told_at", "library_proposal_turn", ["told_at"])
    if turns := _turns_so_far(op.get_bind()):
        op.bulk_insert(turn, turns)


def _turns_so_far(bind: sa.Connection) -> list[dict[str, object]]:
    """What the audit trail knows. It has the beginning of each note; the whole of the last stands on the proposal.
    Nobody is written to about what is past.
    """
    proposal = sa.table("library_proposal", *(sa.column(n) for n in ("id", "key", "why", "decision")))
    event = sa.table(
        "audit_event",
        sa.column("id"),
        sa.column("at", sa.DateTime(timezone=True)),
        *(sa.column(n) for n in ("actor_id", "actor_name", "action", "subject_kind", "subject_key")),
        sa.column("detail", sa.JSON()),
    )
    user = sa.table("user_account", sa.column("id"))
    known = {row.key: row for row in bind.execute(sa.select(proposal))}
    people = set(bind.scalars(sa.select(user.c.id)))
    turns: list[dict[str, object]] = []
    events = bind.execute(
        sa.select(event)
        .where(event.c.subject_kind == "library_proposal", event.c.action.in_(list(KINDS)))
        .order_by(event.c.id)
    )
    for row in events:
        if (about := known.get(row.subject_key)) is None:
            continue
        note = str((row.detail or {}).get("note", ""))
        turns.append(
            {
                "proposal_id": about.id,
                "kind": KINDS[row.action],
                "words": about.decision if note and about.decision[:200] == note else note,
                "why": about.why if row.action == "proposal.sent" else "",
                "made_by": row.actor_name,
                "made_by_id": row.actor_id if row.actor_id in people else None,
                "made_at": row.at,
                "told_at": row.at,
            }
        )
    return turns


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before this release")
