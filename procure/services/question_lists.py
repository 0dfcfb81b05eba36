"""Questions and answers to be read: those that are public, for anybody, and the log of all, for their buyer."""

from __future__ import annotations

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from exports.clarifications import LoggedQuestion, PublicAnswer
from procure.domain.permissions import Actor, Permission
from procure.domain.questions import AnswerKind, hours_between
from procure.models import AnswerBatch, QuestionAnswer, Tender, TenderQuestion
from procure.services import access
from procure.services.asking import standing_of


def public(session: Session, tender: Tender, *, until: int | None = None) -> list[PublicAnswer]:
    """What anybody may read of a published tender's questions, by batch; nothing tells who asked, nor how many. Only
    what was public with the batch ``until``, where one is given."""
    wanted = (
        select(QuestionAnswer)
        .join(AnswerBatch, col(QuestionAnswer.batch_id) == AnswerBatch.id)
        .where(QuestionAnswer.tender_id == tender.id)
        .order_by(col(AnswerBatch.number), col(QuestionAnswer.id))
        .options(joinedload(QuestionAnswer.batch))
    )
    if until is not None:
        wanted = wanted.where(AnswerBatch.number <= until)
    rows = session.exec(wanted).all()
    keys = {each.id: each.key for each in rows}
    corrected = {each.corrects_id: each.key for each in rows if each.corrects_id is not None}
    return [
        PublicAnswer(
            key=each.key,
            batch=each.batch.number,
            published_at=each.batch.published_at,
            part=each.part,
            part_name=each.part_name,
            version=each.version_number,
            question=each.wording,
            answer=each.text,
            is_declined=each.kind == AnswerKind.DECLINED,
            changes_specification=each.changes_specification,
            corrects=keys.get(each.corrects_id, ""),
            corrected_by=corrected.get(each.id, ""),
        )
        for each in rows
        if each.batch is not None
    ]


def log(session: Session, actor: Actor, tender: Tender) -> list[LoggedQuestion]:
    """Every question that was confirmed, also one taken back, in the order they came. Raises NotAllowed."""
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    questions = session.exec(
        select(TenderQuestion)
        .where(TenderQuestion.tender_id == tender.id, col(TenderQuestion.confirmed_at).is_not(None))
        .order_by(col(TenderQuestion.confirmed_at), col(TenderQuestion.id))
        .options(joinedload(TenderQuestion.answer).joinedload(QuestionAnswer.batch))
    ).all()
    corrections = _corrections(session, tender)
    return [_logged(each, corrections) for each in questions]


def _corrections(session: Session, tender: Tender) -> dict[int, int]:
    """How often each answer was corrected in public, by its id: a correction of a correction counts for both."""
    rows = session.exec(
        select(QuestionAnswer).where(
            QuestionAnswer.tender_id == tender.id,
            col(QuestionAnswer.corrects_id).is_not(None),
            col(QuestionAnswer.batch_id).is_not(None),
        )
    ).all()
    by = {each.corrects_id: each.id for each in rows}
    counts: dict[int, int] = {}
    for first in by:
        count, at = 0, first
        while at in by:
            count, at = count + 1, by[at]
        if first is not None:
            counts[first] = count
    return counts


def _logged(each: TenderQuestion, corrections: dict[int, int]) -> LoggedQuestion:
    answer = each.answer if each.answer_id is not None else None
    batch = answer.batch if answer is not None else None
    answered_at = each.merged_at or (batch.published_at if batch is not None else None)
    return LoggedQuestion(
        key=each.key,
        standing=standing_of(each).label,
        asked_at=each.asked_at,
        confirmed_at=each.confirmed_at,
        is_late=each.is_late,
        organisation=each.organisation,
        part_name=each.part_name,
        version=each.version_number,
        original=each.text,
        wording=answer.wording if answer is not None else "",
        answer=answer.text if answer is not None else "",
        decision=answer.kind if answer is not None else "",
        changes_specification=answer is not None and answer.changes_specification,
        because=each.set_aside_because,
        handled_by=each.handled_by,
        handled_at=each.handled_at,
        batch=batch.number if batch is not None else None,
        published_at=answered_at,
        published_by=batch.published_by if batch is not None else "",
        response_hours=hours_between(each.confirmed_at, answered_at),
        corrections=corrections.get(answer.id or 0, 0) if answer is not None else 0,
    )
