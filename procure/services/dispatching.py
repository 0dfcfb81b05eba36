"""Carrying out submissions to the central platform: one request a step, a receipt before each, nothing sent twice.

Killed at any instant, the worker leaves a row that says how far it came; the sweep takes it up there. What may have
arrived is looked for, and not sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import DomainError
from procure.domain.submission import (
    AT_REST,
    LEASE,
    Operation,
    Outcome,
    Step,
    SubmissionState,
    Trouble,
    operation_for,
    step_after,
)
from procure.models import Exchange, Notice, Submission, User
from procure.services import access, auditing, confirming
from procure.services.publishing import SYSTEM
from procure.services.submitting import put
from procure.storage import Storage
from procure.submission.answers import MOST_KEPT, Answer
from procure.submission.platform import Outgoing, Platform

log = logging.getLogger("procure.dispatching")
#: Outcomes after which the same step is tried again.
PASSING = (Outcome.NOT_SENT, Outcome.BUSY, Outcome.UNKNOWN)


def carry_out(
    engine: Engine,
    storage: Storage,
    settings: Settings,
    platform: Platform,
    submission_id: int,
    *,
    at: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SubmissionState:
    """Take the next step of a submission if one is due, and say where it stands then. Two at once are safe: the
    second finds nothing due. Raises LookupError for an unknown submission.
    """
    with writing(engine) as session:
        begun = _begin(session, submission_id, settings, platform, at())
    if begun is None:
        with reading(engine) as session:
            return SubmissionState(_row(session, submission_id).state)
    operation, exchange_id, notice, api_key, platform_id = begun
    if operation is Operation.SUBMIT:
        with storage.open(notice.document_sha256) as file:
            answer = platform.submit(Outgoing(file.read(), notice.reference, notice.idempotency_key), api_key)
    elif operation is Operation.LOOK:
        answer = platform.look(platform_id, api_key)
    else:
        answer = platform.find(notice.reference, api_key)
    log.info("submission %s: %s, %s", submission_id, operation, answer.outcome)
    with writing(engine) as session:
        return _conclude(session, submission_id, exchange_id, operation, answer, platform, at())


def sweep(engine: Engine, enqueue: Callable[[int], object], *, at: datetime | None = None) -> list[int]:
    """Give ``enqueue`` the id of every submission with a step due, oldest first, and return them."""
    with reading(engine) as session:
        due = session.exec(
            select(Submission.id)
            .where(col(Submission.due_at) <= (at or datetime.now(UTC)))
            .order_by(col(Submission.due_at))
        ).all()
    found = [each for each in due if each is not None]
    for submission_id in found:
        enqueue(submission_id)
    return found


def _begin(
    session: Session, submission_id: int, settings: Settings, platform: Platform, at: datetime
) -> tuple[Operation, int, Submission, str, str] | None:
    """Write down what is about to be asked, before it is; None when nothing is due."""
    row = _row(session, submission_id, lock=True)
    if row.due_at is None or row.due_at > at:
        return None
    operation = operation_for(SubmissionState(row.state))
    api_key = settings.platform_key(row.tender.organisation.ppon)
    rest = _reason_to_rest(row, operation, platform, api_key)
    if operation is None or rest is not None:
        put(row, rest or Step(SubmissionState(row.state), Trouble(row.trouble)), tuple(row.messages), at)
        session.add(row)
        return None
    if operation is Operation.SUBMIT:
        row.state, row.sent_at = SubmissionState.SENDING, at
    elif operation is Operation.FIND:
        row.state = SubmissionState.UNCLEAR
    row.due_at = at + LEASE
    exchange = Exchange(
        submission_id=submission_id,
        operation=operation,
        started_at=at,
        request_sha256=row.document_sha256 if operation is Operation.SUBMIT else "",
    )
    session.add_all([row, exchange])
    session.flush()
    assert exchange.id is not None
    return operation, exchange.id, row, api_key, row.platform_submission_id


def _reason_to_rest(
    row: Submission, operation: Operation | None, platform: Platform, api_key: str
) -> Step | None:
    """Why nothing is asked after all; None when it is."""
    if row.notice is None or row.notice.platform_notice_id:
        return Step(SubmissionState.SET_ASIDE)
    if operation is Operation.FIND and not platform.can_find:
        return Step(SubmissionState.HELD, Trouble.CANNOT_TELL)
    return None if api_key else Step(SubmissionState.HELD, Trouble.KEY_REFUSED)


def _conclude(
    session: Session,
    submission_id: int,
    exchange_id: int,
    operation: Operation,
    answer: Answer,
    platform: Platform,
    at: datetime,
) -> SubmissionState:
    """Keep the receipt, and go where the answer leads, unless somebody has gone on meanwhile."""
    row = _row(session, submission_id, lock=True)
    exchange = session.get_one(Exchange, exchange_id)
    exchange.ended_at, exchange.status = at, answer.status
    exchange.outcome, exchange.answer = answer.outcome, answer.text[:MOST_KEPT]
    session.add(exchange)
    if answer.submission_id:
        row.platform_submission_id = answer.submission_id
    newest = session.exec(
        select(Exchange.id)
        .where(Exchange.submission_id == submission_id)
        .order_by(col(Exchange.id).desc())
        .limit(1)
    ).one()
    is_overtaken = newest != exchange_id or row.state in AT_REST
    if is_overtaken and answer.outcome is not Outcome.PUBLISHED:
        session.add(row)
        return SubmissionState(row.state)
    row.failed_attempts = row.failed_attempts + 1 if answer.outcome in PASSING else 0
    step = step_after(
        operation,
        answer.outcome,
        at,
        failed_attempts=row.failed_attempts if answer.outcome in PASSING else _looks(session, row, operation),
        sent_at=row.sent_at,
        retry_after=answer.retry_after,
    )
    messages = answer.messages
    if step.state is SubmissionState.UNCLEAR and not platform.can_find:
        trouble = step.trouble if step.trouble is Trouble.DUPLICATE else Trouble.CANNOT_TELL
        step = Step(SubmissionState.HELD, trouble)
    if row.notice is not None and (doubt := _record(session, row, row.notice, step, answer, at)):
        step, messages = Step(SubmissionState.HELD, Trouble.IDENTIFIERS), (doubt, *messages)
    put(row, step, messages, at)
    session.add(row)
    if step.state in AT_REST and row.notice is not None:
        auditing.of_tender(
            session, SYSTEM, row.tender, f"notice.submission_{step.state}", number=row.notice.local_number,
            reference=row.reference, trouble=step.trouble.value, status=answer.status, messages=list(messages),
        )  # fmt: skip
    return step.state


def _record(
    session: Session, row: Submission, notice: Notice, step: Step, answer: Answer, at: datetime
) -> str:
    """Record on the notice what the platform did, on behalf of whoever sent it: when it was sent, that it was
    refused, or when it was confirmed with which identifiers. Words for why not, where a published notice's
    identifiers cannot be recorded.
    """
    sender = access.actor_of(session.get_one(User, row.requested_by_id))
    about = (session, sender, row.tender, notice)
    known = notice.platform_procurement_id
    ids = [each for each in answer.procurement_ids if known is None or each == known]
    told = ", ".join(answer.procurement_ids) or "none"
    said = f"Notice {answer.notice_id or 'without a number'}, procurement {told}."
    is_published = step.state is SubmissionState.PUBLISHED
    if is_published and (not answer.notice_id or len(ids) != 1):
        return said
    try:
        with session.begin_nested():
            if step.state is SubmissionState.REFUSED:
                confirming.record_refusal(*about)
            if (
                step.state in (SubmissionState.ACCEPTED, SubmissionState.PUBLISHED)
                and not notice.submitted_at
            ):
                confirming.record_submission(*about, at=row.sent_at)
            if is_published:
                confirming.record_identifiers(*about, notice_id=answer.notice_id, procurement_id=ids[0])
                confirming.record_confirmation(*about, at=at)
    except DomainError as refusal:
        return f"{said} {refusal}" if is_published else ""
    return ""


def _looks(session: Session, row: Submission, operation: Operation) -> int:
    """How often the platform has been asked about a notice that it took in: each time it is asked later."""
    if operation is not Operation.LOOK:
        return 0
    query = select(Exchange.id).where(Exchange.submission_id == row.id, Exchange.operation == Operation.LOOK)
    return len(session.exec(query).all())


def _row(session: Session, submission_id: int, *, lock: bool = False) -> Submission:
    query = select(Submission).where(Submission.id == submission_id)
    if lock:
        query = query.with_for_update(of=Submission).execution_options(populate_existing=True)
    found = session.exec(query).one_or_none()
    if found is None:
        raise LookupError(f"There is no submission {submission_id}.")
    return found
