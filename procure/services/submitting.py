"""Sending a notice to the central platform, as an officer asks for it: begun, looked at, sent again, set aside.

What is sent, our reference of it and the key under which it counts once are stored before anything goes out. The
sending itself is ``dispatching``'s, and never a web request's.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from exports.ocds.notices import notice_release_json
from procure import db
from procure.config import Settings
from procure.domain.exceptions import NotFound, WrongState
from procure.domain.permissions import Actor, Permission
from procure.domain.submission import AT_REST, DOUBTS, UNDER_WAY, Step, SubmissionState, Trouble
from procure.models import Exchange, Notice, Submission, Tender
from procure.services import access, auditing, telling
from procure.services.stamping import stamp_of
from procure.storage import Storage


@dataclass(frozen=True)
class Standing:
    """How far a notice has come: its submission if there is one, and the receipts, newest first."""

    notice: Notice
    submission: Submission | None
    exchanges: tuple[Exchange, ...]
    #: Why this notice cannot be sent from here, in words; empty when it can.
    obstacle: str

    @property
    def state(self) -> SubmissionState | None:
        return SubmissionState(self.submission.state) if self.submission else None

    @property
    def trouble(self) -> Trouble:
        return Trouble(self.submission.trouble) if self.submission else Trouble.NONE

    @property
    def is_moving(self) -> bool:
        """Whether something more happens without anybody doing anything."""
        return self.state is not None and self.state not in AT_REST

    @property
    def may_be_sent_again(self) -> bool:
        is_idle = self.state in (SubmissionState.HELD, SubmissionState.SET_ASIDE)
        return is_idle and not self.notice.platform_notice_id

    @property
    def must_look_first(self) -> bool:
        """Whether the platform may have the notice, so that an officer must look before it is sent again."""
        return self.trouble in DOUBTS


def standing(session: Session, actor: Actor, tender: Tender, number: int, settings: Settings) -> Standing:
    """How far a notice has come on its way to the platform. Raises NotAllowed and NotFound."""
    notice = telling.told(session, actor, tender, number).notice
    submission = _of(session, notice)
    exchanges = session.exec(
        select(Exchange)
        .where(Exchange.submission_id == (submission.id if submission else None))
        .order_by(col(Exchange.id).desc())
    )
    return Standing(notice, submission, tuple(exchanges), _obstacle(tender, notice, settings))


def request_submission(
    session: Session,
    actor: Actor,
    tender: Tender,
    number: int,
    settings: Settings,
    storage: Storage,
    *,
    enqueue: Callable[[int], object] | None = None,
    at: datetime | None = None,
) -> Submission:
    """Ask for a notice to be sent. ``enqueue`` is given the submission's id after the commit, to have it sent soon;
    without it the worker's next sweep finds it. Asking twice gives the same submission.

    Raises NotAllowed; NotFound; WrongState, in words, where it cannot be sent from here; ``NotFit`` when its open data
    may not go out as it is.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    db.lock(session, tender)
    told = telling.told(session, actor, tender, number)
    notice = told.notice
    if (begun := _of(session, notice)) is not None:
        return begun
    if obstacle := _obstacle(tender, notice, settings):
        raise WrongState(obstacle)
    stamp = stamp_of(notice, tender.reference, told.version, settings)
    document = notice_release_json(told.snapshot, stamp, told.facts)
    moment = at or datetime.now(UTC)
    assert tender.id is not None
    assert actor.user_id is not None
    submission = Submission(
        tender_id=tender.id,
        notice_id=notice.id,
        reference=uuid.uuid4().hex,  # until it has its number
        idempotency_key=str(uuid.uuid4()),
        document_sha256=storage.put(document),
        document_size=len(document),
        state=SubmissionState.QUEUED,
        requested_by_id=actor.user_id,
        requested_at=moment,
        due_at=moment,
    )
    session.add(submission)
    session.flush()
    submission.reference = f"{moment.year}-{submission.id:06d}"
    _audit(session, actor, tender, notice, "notice.submission_requested", reference=submission.reference,
           sha256=submission.document_sha256)  # fmt: skip
    _soon(session, submission, enqueue)
    return submission


def send_again(
    session: Session,
    actor: Actor,
    tender: Tender,
    number: int,
    settings: Settings,
    *,
    is_absent: bool = False,
    enqueue: Callable[[int], object] | None = None,
    at: datetime | None = None,
) -> Submission:
    """Send a notice that was stopped once more, as the same submission. ``is_absent`` is the officer's word that they
    looked on the platform and it is not there: needed where it may be. Raises NotAllowed; NotFound; WrongState.
    """
    found, submission = _stopped(session, actor, tender, number, settings, is_absent)
    if found.obstacle:
        raise WrongState(found.obstacle)
    before = submission.trouble
    put(submission, Step(SubmissionState.QUEUED, due_at=at or datetime.now(UTC)), ())
    submission.failed_attempts, submission.platform_submission_id = 0, ""
    session.add(submission)
    session.flush()
    _audit(session, actor, tender, found.notice, "notice.submission_repeated", reference=submission.reference,
           after=before, is_absent=is_absent)  # fmt: skip
    _soon(session, submission, enqueue)
    return submission


def set_aside(
    session: Session,
    actor: Actor,
    tender: Tender,
    number: int,
    settings: Settings,
    *,
    is_absent: bool = False,
    at: datetime | None = None,
) -> None:
    """Send a notice that was stopped no more: it is entered by hand, or changed first. Raises as ``send_again``."""
    found, submission = _stopped(session, actor, tender, number, settings, is_absent)
    before = submission.trouble
    put(submission, Step(SubmissionState.SET_ASIDE), (), at or datetime.now(UTC))
    session.add(submission)
    session.flush()
    _audit(session, actor, tender, found.notice, "notice.submission_set_aside", reference=submission.reference,
           after=before, is_absent=is_absent)  # fmt: skip


def is_on_its_way(session: Session, notice: Notice) -> bool:
    """Whether the platform may have the notice, or is about to, so that what it says may not change."""
    found = _of(session, notice)
    return found is not None and (found.state in UNDER_WAY or found.trouble in DOUBTS)


def let_go(session: Session, notice: Notice) -> None:
    """Part a notice that is taken back from its submission, which stays as the record of what was sent."""
    if (found := _of(session, notice)) is not None:
        found.notice_id = None
        session.add(found)
        session.flush()


def _stopped(
    session: Session, actor: Actor, tender: Tender, number: int, settings: Settings, is_absent: bool
) -> tuple[Standing, Submission]:
    """A submission that waits for an officer's word. Raises NotAllowed, NotFound, WrongState."""
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    db.lock(session, tender)
    found = standing(session, actor, tender, number, settings)
    if found.submission is None:
        raise NotFound("This notice was not sent.")
    if not found.may_be_sent_again:
        raise WrongState("This notice is not waiting for you.")
    if found.must_look_first and not is_absent:
        raise WrongState("Look on the platform first: it may have this notice already.")
    return found, found.submission


def put(row: Submission, step: Step, messages: tuple[str, ...], at: datetime | None = None) -> None:
    """Take a step, with what the platform said."""
    row.state, row.trouble, row.due_at = step.state, step.trouble.value, step.due_at
    row.messages = list(messages)
    row.finished_at = at if step.state in AT_REST else None


def _obstacle(tender: Tender, notice: Notice, settings: Settings) -> str:
    if not settings.platform_url:
        return "This service is not connected to the platform. Enter the notice by hand."
    if notice.platform_notice_id:
        return "The platform has this notice already."
    if not settings.platform_key(tender.organisation.ppon):
        return (
            "This service has no key of your organisation for the platform. Ask whoever runs it to add one, or enter "
            "the notice by hand."
        )
    return ""


def _of(session: Session, notice: Notice) -> Submission | None:
    return session.exec(select(Submission).where(Submission.notice_id == notice.id)).one_or_none()


def _soon(session: Session, submission: Submission, enqueue: Callable[[int], object] | None) -> None:
    submission_id = submission.id
    if enqueue is not None and submission_id is not None:
        db.after_commit(session, lambda: enqueue(submission_id))


def _audit(
    session: Session, actor: Actor, tender: Tender, notice: Notice, action: str, **detail: object
) -> None:
    auditing.of_tender(session, actor, tender, action, number=notice.local_number, **detail)
