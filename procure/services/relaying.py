"""Letters about proposals for the library: to curators, that one arrived or came back, at once when the first does and
then at most once a day; to whoever sent one, what was decided of it. Nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from exports import letters
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.following import Pace, digest_due
from procure.domain.permissions import Permission, may
from procure.domain.proposals import DECISIONS, TurnKind
from procure.domain.vocabulary import Role
from procure.models import Letter, LibraryProposal, ProposalTurn, RoleGrant, User
from procure.services import access, posting

#: What letters to curators are for, as their purposes begin.
_TO_CURATORS = "proposals-waiting:"
#: What a decision says to whoever sent the proposal, and what they can do at its page.
_SAID = {
    TurnKind.RETURNED: ("Your proposal for the library is sent back with questions.", "Read it and answer:"),
    TurnKind.APPROVED: ("Your proposal is taken into the library.", "Read the exchange, and the entry:"),
    TurnKind.DECLINED: ("Your proposal for the library is declined.", "Read the whole exchange:"),
}


def tell(engine: Engine, settings: Settings, at: datetime | None = None) -> int:
    """Write the letters that are due, and return how many. Killed at any instant, it goes on where it was; nobody is
    told twice."""
    moment, written = at or datetime.now(UTC), 0
    with reading(engine) as session:
        decided = session.exec(_untold(DECISIONS).with_only_columns(col(ProposalTurn.id))).all()
        is_curators_turn = _waits_for_curators(session, moment)
    for turn_id in decided:
        with writing(engine) as session:
            for turn in session.exec(_locked(_untold(DECISIONS).where(ProposalTurn.id == turn_id))).all():
                written += _tell_proposer(session, turn, settings, moment)
                turn.told_at = moment
                session.add(turn)
    if is_curators_turn:
        with writing(engine) as session:
            if _waits_for_curators(session, moment):
                written += _tell_curators(session, settings, moment)
    return written


def has_work(engine: Engine, at: datetime | None = None) -> bool:
    """Whether somebody is to be written to about a proposal."""
    with reading(engine) as session:
        is_decided = session.exec(_untold(DECISIONS).limit(1)).first() is not None
        return is_decided or _waits_for_curators(session, at or datetime.now(UTC))


def _waits_for_curators(session: Session, moment: datetime) -> bool:
    """Whether something came of which curators were not told, and their letter of the day is not written."""
    came = session.exec(_untold({TurnKind.SENT}).limit(1)).first() is not None
    return came and not _were_told_today(session, moment)


def _untold(kinds: frozenset[TurnKind] | set[TurnKind]) -> Any:
    """The turns of these kinds of which nobody was told, the first first."""
    return (
        select(ProposalTurn)
        .where(
            col(ProposalTurn.told_at).is_(None), col(ProposalTurn.kind).in_([kind.value for kind in kinds])
        )
        .order_by(col(ProposalTurn.id))
    )


def _locked(query: Any) -> Any:
    """Rows that another worker is about to tell of are left to it."""
    return query.options(joinedload(ProposalTurn.proposal)).with_for_update(of=ProposalTurn, skip_locked=True)


def _were_told_today(session: Session, moment: datetime) -> bool:
    """Whether curators had their letter since seven this morning."""
    since = digest_due(Pace.DAILY, moment)
    assert since is not None
    earlier = select(Letter.id).where(
        col(Letter.purpose).startswith(_TO_CURATORS, autoescape=True), col(Letter.made_at) >= since
    )
    return session.exec(earlier.limit(1)).first() is not None


def _stands(session: Session, turn: ProposalTurn) -> bool:
    """Whether a turn is the last of its exchange: what was answered, decided or taken back since is old news."""
    later = select(ProposalTurn.id).where(
        ProposalTurn.proposal_id == turn.proposal_id, col(ProposalTurn.id) > turn.id
    )
    return session.exec(later.limit(1)).first() is None


def _tell_proposer(session: Session, turn: ProposalTurn, settings: Settings, moment: datetime) -> int:
    """A letter about a decision to whoever sent the proposal, unless they decided themselves."""
    found = turn.proposal
    if not _stands(session, turn):
        return 0
    sentence, ask = _SAID[TurnKind(turn.kind)]
    people = [each for each in _proposers(session, found) if each.id != turn.made_by_id]
    written = letters.proposal_decided(
        settings.service_name, str(found.content["title"]), sentence, turn.words, ask, _page(settings, found)
    )
    for each in people:
        posting.post(
            session, f"proposal:{found.key}:{turn.id}:{each.key}", each.email, written.subject, written.body,
            at=moment,
        )  # fmt: skip
    return len(people)


def _proposers(session: Session, found: LibraryProposal) -> Sequence[User]:
    """Whoever sent the proposal last, while they may still answer for it; or else every officer who may. Nobody for
    what a curator began, which no organisation has sent.
    """
    if found.organisation_id is None:
        return []
    sent = session.exec(
        select(ProposalTurn)
        .where(ProposalTurn.proposal_id == found.id, ProposalTurn.kind == TurnKind.SENT.value)
        .order_by(col(ProposalTurn.id).desc())
    ).first()
    sender = session.get(User, sent.made_by_id) if sent is not None and sent.made_by_id is not None else None
    if sender is not None and _may(sender, Permission.PROPOSE_OUTCOME, found):
        return [sender]
    everybody = session.exec(
        select(User).where(User.organisation_id == found.organisation_id).order_by(col(User.id))
    ).all()
    return [each for each in everybody if _may(each, Permission.PROPOSE_OUTCOME, found)]


def _tell_curators(session: Session, settings: Settings, moment: datetime) -> int:
    """One letter to each curator about all that came since the last, without what they sent themselves."""
    came = session.exec(_locked(_untold({TurnKind.SENT}))).all()
    waiting = [turn for turn in came if _stands(session, turn)]
    written = 0
    for curator in _curators(session) if waiting else []:
        items = [
            (str(turn.proposal.content["title"]), _page(settings, turn.proposal), bool(turn.words))
            for turn in waiting
            if turn.made_by_id != curator.id and _may(curator, Permission.CURATE_LIBRARY, turn.proposal)
        ]
        if not items:
            continue
        letter = letters.proposals_waiting(
            settings.service_name, items, f"{settings.resolved_base_url}/library/proposals/queue"
        )
        posting.post(
            session, f"{_TO_CURATORS}{moment.isoformat()}:{curator.key}", curator.email, letter.subject,
            letter.body, at=moment,
        )  # fmt: skip
        written += 1
    for turn in came:
        turn.told_at = moment
        session.add(turn)
    return written


def _curators(session: Session) -> Sequence[User]:
    return session.exec(
        select(User)
        .join(RoleGrant, col(RoleGrant.user_id) == User.id)
        .where(RoleGrant.role == Role.CURATOR.value)
        .order_by(col(User.id))
    ).all()


def _may(user: User, permission: Permission, found: LibraryProposal) -> bool:
    return user.is_active and may(access.actor_of(user), permission, found)


def _page(settings: Settings, found: LibraryProposal) -> str:
    return f"{settings.resolved_base_url}/library/proposals/{found.key}"
