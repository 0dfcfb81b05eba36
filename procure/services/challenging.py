"""Suppliers challenge what a published tender fixes, and officers answer in public.

Only a fixed requirement that its buyer marked open to challenge can be challenged, on the version in force, until the
deadline for questions or, where there is none, for tenders. A challenge is public together with its answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from procure import db
from procure.domain.engagement import ChallengeAnswer
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.following import HappeningKind
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import FixedRequirementSnapshot, SpecificationSnapshot
from procure.languages import gettext, later
from procure.models import RequirementChallenge, Tender
from procure.services import access, auditing, downloading, freezing, heralding, keyed

MOST_LISTED = 500
OVER = later("The time for questions is over, and challenges with it.")


@dataclass(frozen=True)
class Challengeable:
    """The version of a tender in force, and what of it may be challenged. ``closes_at`` is aware, None where no
    deadline was set."""

    tender: Tender
    version: int
    snapshot: SpecificationSnapshot
    closes_at: datetime | None
    requirements: Sequence[FixedRequirementSnapshot]

    def is_open(self, moment: datetime) -> bool:
        """Whether challenges are taken at ``moment``."""
        return self.closes_at is None or moment < self.closes_at


@dataclass(frozen=True)
class PublicChallenges:
    """What anybody sees of a tender's challenges: those answered, oldest first, and how many wait."""

    answered: Sequence[RequirementChallenge]
    waiting: int


def challengeable(session: Session, reference: str) -> Challengeable:
    """What may be challenged of a published tender, whoever asks. Raises NotFound for one that is not published."""
    shown = downloading.published_version(session, reference)
    return what_is_open(
        shown.publication.tender, shown.version.number, freezing.public_snapshot_of(shown.version)
    )


def what_is_open(tender: Tender, version: int, snapshot: SpecificationSnapshot) -> Challengeable:
    """What a version lets be challenged, and until when."""
    facts = snapshot.facts
    deadlines = (facts.enquiry_deadline_at, facts.participation_deadline_at, facts.tender_deadline_at)
    return Challengeable(
        tender,
        version,
        snapshot,
        next((each for each in deadlines if each is not None), None),
        [each for each in snapshot.fixed_requirements if each.open_to_challenge],
    )


def requirement(found: Challengeable, key: str) -> FixedRequirementSnapshot:
    """One requirement that is open to challenge. Raises NotFound, also for one that is not open."""
    for each in found.requirements:
        if each.key == key:
            return each
    raise NotFound("There is no such requirement open to challenge.")


def challenge(
    session: Session,
    found: Challengeable,
    key: str,
    sender: Mapping[str, object],
    text: str,
    *,
    at: datetime | None = None,
) -> RequirementChallenge:
    """Keep a challenge. ``sender`` has name, organisation, email and may_name. Nobody signs in for this. One
    that is sent twice is kept once.

    Raises NotFound for a requirement that is not open, WrongState after the deadline, Invalid without words.
    """
    fixed = requirement(found, key)
    if not found.is_open(at or datetime.now(UTC)):
        raise WrongState(OVER)
    if not text.strip():
        raise Invalid("text", gettext("Enter your challenge"))
    sent = select(RequirementChallenge).where(
        RequirementChallenge.tender_id == found.tender.id,
        RequirementChallenge.requirement_key == key,
        RequirementChallenge.email == str(sender["email"]),
    )
    for earlier in session.exec(sent):
        if earlier.text == text:
            return earlier
    made = RequirementChallenge(
        tender_id=found.tender.id,
        version_number=found.version,
        requirement_key=key,
        requirement_text=fixed.text,
        text=text,
        **sender,
    )
    session.add(made)
    session.flush()
    _record(session, Actor(), found.tender, "challenge.received", made)
    return made


def public(session: Session, tender: Tender) -> PublicChallenges:
    """What anybody may read of the challenges to a published tender."""
    mine = select(RequirementChallenge).where(
        RequirementChallenge.tender_id == tender.id, col(RequirementChallenge.set_aside_at).is_(None)
    )
    answered = session.exec(
        mine.where(col(RequirementChallenge.answered_at).is_not(None))
        .order_by(col(RequirementChallenge.answered_at), col(RequirementChallenge.id))
        .limit(MOST_LISTED)
    ).all()
    waiting = session.exec(
        select(func.count())
        .select_from(RequirementChallenge)
        .where(
            RequirementChallenge.tender_id == tender.id,
            col(RequirementChallenge.set_aside_at).is_(None),
            col(RequirementChallenge.answered_at).is_(None),
        )
    ).one()
    return PublicChallenges(answered, waiting)


def waiting(session: Session, actor: Actor, tender: Tender) -> int:
    """How many challenges to a tender wait for an answer. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return public(session, tender).waiting


def received(session: Session, actor: Actor, tender: Tender) -> Sequence[RequirementChallenge]:
    """Every challenge to a tender, those that wait first. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    rows = session.exec(
        select(RequirementChallenge)
        .where(RequirementChallenge.tender_id == tender.id)
        .order_by(col(RequirementChallenge.id))
        .limit(MOST_LISTED)
    ).all()
    return sorted(rows, key=lambda each: each.answered_at is not None or each.set_aside_at is not None)


def one(session: Session, actor: Actor, tender: Tender, key: str) -> RequirementChallenge:
    """One challenge to a tender. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    wanted = select(RequirementChallenge).where(
        RequirementChallenge.key == key, RequirementChallenge.tender_id == tender.id
    )
    return keyed.one(session, wanted, key, "There is no such challenge.")


def answer(
    session: Session,
    actor: Actor,
    tender: Tender,
    found: RequirementChallenge,
    decision: ChallengeAnswer,
    text: str,
    *,
    at: datetime | None = None,
) -> None:
    """Answer in public: the challenge and the answer can be read by all from now on. An answer given stands.

    Raises NotAllowed; Invalid without words; WrongState where it is answered or set aside already.
    """
    access.require(actor, Permission.ANSWER_CHALLENGE, tender)
    db.lock(session, found)
    _require_waiting(found)
    if not text.strip():
        raise Invalid("answer", "Enter your answer")
    found.decision, found.answer, found.answered_by = decision.value, text.strip(), actor.name
    found.answered_at = at or datetime.now(UTC)
    session.add(found)
    session.flush()
    heralding.herald(session, found.tender_id, HappeningKind.CHALLENGE, found.key, found.answered_at)
    _record(session, actor, tender, "challenge.answered", found, decision=decision.value)


def set_aside(
    session: Session, actor: Actor, tender: Tender, found: RequirementChallenge, reason: str
) -> None:
    """Keep out of public what is no challenge, such as advertising; it stays on record with the reason.

    Raises NotAllowed; Invalid without a reason; WrongState where it is answered or set aside already.
    """
    access.require(actor, Permission.ANSWER_CHALLENGE, tender)
    db.lock(session, found)
    _require_waiting(found)
    if not reason.strip():
        raise Invalid("answer", "Enter why it is no challenge")
    found.answer, found.answered_by, found.set_aside_at = reason.strip(), actor.name, datetime.now(UTC)
    session.add(found)
    session.flush()
    _record(session, actor, tender, "challenge.set_aside", found)


def erase_sender(session: Session, actor: Actor, tender: Tender, found: RequirementChallenge) -> None:
    """Delete who sent a challenge, as people may ask; what it says stays with its answer. Raises NotAllowed."""
    access.require(actor, Permission.ANSWER_CHALLENGE, tender)
    db.lock(session, found)
    if found.name or found.organisation or found.email:
        found.name = found.organisation = found.email = ""
        found.may_name = False
        session.add(found)
        session.flush()
        _record(session, actor, tender, "challenge.sender_erased", found)


def _require_waiting(found: RequirementChallenge) -> None:
    if found.answered_at is not None or found.set_aside_at is not None:
        raise WrongState("It is answered already. An answer that was given in public stands.")


def _record(
    session: Session, actor: Actor, tender: Tender, action: str, found: RequirementChallenge, **detail: object
) -> None:
    auditing.of_tender(session, actor, tender, action, challenge=found.key, **detail)
