"""The exchange about a proposal: who sent it, who sent it back with which words, and what was answered, in order.

A turn is written in the transaction that moves the proposal, and stays as it was made.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from procure.domain.permissions import Actor, Permission
from procure.domain.proposals import TurnKind
from procure.models import LibraryProposal, ProposalTurn
from procure.models.types import now
from procure.services import access


def add(
    session: Session, actor: Actor, found: LibraryProposal, kind: TurnKind, words: str, *, why: str = ""
) -> ProposalTurn:
    """Put a turn after the others. The proposal is locked, and whoever calls has asked for permission. ``words`` are
    the curator's note or the proposer's answer; ``why`` is why others would want it, as it was sent.
    """
    assert found.id is not None
    moment = now()
    turn = ProposalTurn(
        proposal_id=found.id,
        kind=kind.value,
        words=words,
        why=why,
        made_by=actor.name,
        made_by_id=actor.user_id,
        made_at=moment,
        told_at=moment if kind is TurnKind.WITHDRAWN else None,  # nobody is written to about it
    )
    session.add(turn)
    session.flush()
    return turn


def turns(session: Session, actor: Actor, found: LibraryProposal) -> Sequence[ProposalTurn]:
    """The whole exchange, the first turn first. Raises NotAllowed for whoever may not read the proposal."""
    access.require(actor, Permission.READ_PROPOSAL, found)
    return session.exec(
        select(ProposalTurn).where(ProposalTurn.proposal_id == found.id).order_by(col(ProposalTurn.id))
    ).all()


def asked(session: Session, actor: Actor, found: LibraryProposal) -> ProposalTurn | None:
    """What the curator wants to know of a proposal that was sent back and not sent again; None of any other."""
    last = next(reversed(turns(session, actor, found)), None)
    return last if last is not None and last.kind == TurnKind.RETURNED else None
