"""Publishing an endorsed version: asking for it, and saying it is done or held.

Publication is asked for in one transaction (checked, numbered, audited); the files are made afterwards by
``rendering``, and only when all are stored does one more transaction make the tender public. So at any
instant readers see nothing of it, or everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from procure import db
from procure.act.calendar import LONDON
from procure.config import Settings
from procure.domain import readiness
from procure.domain.exceptions import NotReady, WrongState
from procure.domain.permissions import Actor, Permission
from procure.domain.states import Event, next_state
from procure.domain.vocabulary import TenderState, VerdictKind
from procure.models import Notice, Publication, Review, SpecificationVersion, Tender
from procure.services import access, amending, auditing, confirming, freezing, joining
from procure.services.stamping import TENDER_NOTICE

ENDORSED_STATES = (TenderState.ENDORSED, TenderState.PUBLISHING, TenderState.PUBLISHED)
ENDORSING = (VerdictKind.ENDORSED, VerdictKind.ENDORSED_WITH_CONDITIONS)


def request_publication(
    session: Session,
    actor: Actor,
    tender: Tender,
    *,
    at: datetime | None = None,
    enqueue: Callable[[int], object] | None = None,
    is_platform_first: bool = False,
    settings: Settings | None = None,
) -> Publication:
    """Ask for the endorsed version of ``tender`` to be published, with a tender notice (UK4), as of ``at``
    (aware; default now). ``enqueue`` is given the publication's id after the commit, to have its files made
    soon; without it the worker's next sweep finds the publication. ``is_platform_first`` refuses while the central
    platform is not recorded to have the notice. ``settings`` (default: the environment's) tell how a notice is called
    that a later version amends.

    Asking twice gives the same publication. Raises NotAllowed; WrongState unless the tender is endorsed;
    NotReady, with its issues, while a condition of the endorsement is unmet, a blocking readiness issue stands or the
    platform must come first.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    moment = (at or datetime.now(UTC)).replace(microsecond=0)  # printed to the second, so kept to the second
    _lock(session, tender)
    review = endorsing_review(session, tender)
    publication = publication_of(session, review.version) if review else None
    if publication is not None and publication.held_at is None:
        return publication
    state = next_state(tender.state, Event.PUBLISH)
    version = _fit_version(session, tender, review, moment)
    confirming.require_order(prepared_notice(session, version), is_platform_first)
    publication = _number(session, actor, tender, version, publication, moment, settings or Settings())
    tender.state = state
    tender.updated_at = moment
    session.add(tender)
    session.flush()
    auditing.of_tender(
        session, actor, tender, "tender.publication_requested", version=version.number, sha256=version.sha256
    )
    if enqueue is not None:
        publication_id = _id(publication)
        db.after_commit(session, lambda: enqueue(publication_id))
    return publication


def prepare_notice(
    session: Session,
    actor: Actor,
    tender: Tender,
    *,
    at: datetime | None = None,
    settings: Settings | None = None,
) -> Notice:
    """Number the tender notice of the endorsed version, ready to be sent to the central platform before the tender is
    published here. Whoever asks twice gets the same notice. ``at`` is aware, now unless told.

    Raises NotAllowed; WrongState unless the tender is endorsed; NotReady as ``request_publication`` does.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    moment = (at or datetime.now(UTC)).replace(microsecond=0)
    _lock(session, tender)
    next_state(tender.state, Event.PUBLISH)
    version = _fit_version(session, tender, endorsing_review(session, tender), moment)
    notice = prepared_notice(session, version)
    if notice is None:
        notice = amending.numbered(session, actor, tender, version, moment, settings or Settings())
        auditing.of_tender(
            session, actor, tender, "notice.finished", code=notice.code, number=notice.local_number,
            version=version.number,
        )  # fmt: skip
    return notice


def prepared_notice(session: Session, version: SpecificationVersion) -> Notice | None:
    """The tender notice of a version, published or not, or None."""
    return session.exec(
        select(Notice)
        .where(Notice.version_id == version.id, Notice.code == TENDER_NOTICE)
        .order_by(col(Notice.local_number))
        .limit(1)
    ).first()


def endorsing_review(session: Session, tender: Tender) -> Review | None:
    """The review whose endorsement of the latest version the tender stands on, or None: so too once it was
    reopened."""
    if TenderState(tender.state) not in ENDORSED_STATES:
        return None
    review = session.exec(
        select(Review)
        .where(Review.tender_id == tender.id, col(Review.closed_at).is_not(None))
        .order_by(col(Review.id).desc())
        .limit(1)
    ).first()
    if review is None or review.decision not in ENDORSING:
        return None
    latest = freezing.latest_version(session, tender)
    return review if latest is not None and latest.id == review.version_id else None


def publication_of(session: Session, version: SpecificationVersion) -> Publication | None:
    """The publication of a version, complete or not, or None."""
    return session.exec(select(Publication).where(Publication.version_id == version.id)).one_or_none()


def notice_of(session: Session, publication: Publication) -> Notice:
    """The notice that a publication was numbered with."""
    notice = prepared_notice(session, publication.version)
    assert notice is not None
    return notice


def hold(session: Session, publication: Publication, reason: str, at: datetime) -> None:
    """Stop a publication whose content was found wrong while its files were made: the tender is endorsed
    again, not public, and its officers see ``reason``. Asking again tries again.
    """
    publication.held_at = at
    publication.last_error = reason
    tender = publication.tender
    if tender.state == TenderState.PUBLISHING:
        tender.state = next_state(tender.state, Event.HOLD)
    session.add_all([publication, tender])
    auditing.of_tender(
        session, SYSTEM, tender, "tender.publication_held", version=publication.version.number, reason=reason
    )


#: Who acts when the service itself does.
SYSTEM = Actor(name="Procure")


def _number(
    session: Session,
    actor: Actor,
    tender: Tender,
    version: SpecificationVersion,
    held: Publication | None,
    moment: datetime,
    settings: Settings,
) -> Publication:
    """The publication and its notice: new ones, or those of a publication that was held, begun again."""
    assert actor.user_id is not None
    if held is not None:
        notice = notice_of(session, held)
        notice.published_at = held.published_at = moment
        held.requested_by_id = actor.user_id
        held.held_at = held.attempted_at = None
        held.failed_attempts, held.last_error = 0, ""
        session.add_all([held, notice])
        return held
    notice = prepared_notice(session, version) or amending.numbered(
        session, actor, tender, version, moment, settings
    )
    notice.published_at = moment
    publication = Publication(
        tender_id=_id(tender), version_id=_id(version), published_at=moment, requested_by_id=actor.user_id
    )
    session.add_all([notice, publication])
    session.flush()
    return publication


def _fit_version(
    session: Session, tender: Tender, review: Review | None, moment: datetime
) -> SpecificationVersion:
    """The endorsed version, if it may be published. Raises WrongState and NotReady."""
    if review is None:
        raise WrongState("No board has endorsed this tender, so it cannot be published.")
    _check_intact(review.version)
    _check_conditions(review)
    if waiting := joining.what_waits(session, tender, review.version):
        raise NotReady("Every authority that buys jointly has to approve this version first.", waiting)
    snapshot = freezing.snapshot_of(review.version)
    blocking = readiness.blocking(readiness.check(snapshot, moment.astimezone(LONDON).date()))
    before = freezing.in_force(session, tender)
    if before is not None and before.id != review.version.id:
        blocking += amending.too_late(before, snapshot, moment)
    if blocking:
        raise NotReady("Mend what blocks publication first.", blocking)
    return review.version


def _lock(session: Session, tender: Tender) -> None:
    """Wait for whoever else is publishing this tender, and see what they did."""
    session.exec(
        select(Tender)
        .where(Tender.id == tender.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _check_intact(version: SpecificationVersion) -> None:
    if hashlib.sha256(version.snapshot_json.encode()).hexdigest() != version.sha256:
        raise NotReady(
            "The frozen version is not what was endorsed: its digest differs. Tell an administrator."
        )


def _check_conditions(review: Review) -> None:
    unmet = [condition for condition in review.conditions if condition.met_at is None]
    if unmet:
        raise NotReady(
            "The board endorsed this with conditions. Record how each was met first.",
            [condition.text for condition in unmet],
        )


def _id(row: Tender | SpecificationVersion | Publication) -> int:
    assert row.id is not None
    return row.id
