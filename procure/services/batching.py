"""Publishing answers to everybody at once, as a numbered batch, and telling those who asked.

The batch, what followers are told of and the letters are written in one transaction that holds the tender: killed at
any instant, all of it happened or nothing, and pressing twice makes one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from exports import letters
from procure import db
from procure.config import Settings
from procure.domain.exceptions import NotFound, WrongState
from procure.domain.following import HappeningKind
from procure.domain.permissions import Actor, Permission
from procure.languages import gettext, later, prefix, speaking
from procure.models import AnswerBatch, PublishedTender, QuestionAnswer, Tender, TenderQuestion
from procure.services import access, auditing, heralding, posting
from procure.services.asking import address_of


def publish(
    session: Session,
    actor: Actor,
    tender: Tender,
    keys: Sequence[str],
    settings: Settings,
    *,
    at: datetime | None = None,
) -> AnswerBatch:
    """Make the chosen drafts public, all at one moment, under the next number of their tender. Asking again with the
    same drafts gives the same batch.

    Raises NotAllowed; NotFound for an answer of another tender; WrongState where nothing is chosen, only some are
    public already, or a draft has lost all its questions.
    """
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    moment = at or datetime.now(UTC)
    db.lock(session, tender)
    wanted = list(dict.fromkeys(keys))
    answers = session.exec(
        select(QuestionAnswer)
        .where(QuestionAnswer.tender_id == tender.id, col(QuestionAnswer.key).in_(wanted))
        .order_by(col(QuestionAnswer.id))
        .execution_options(populate_existing=True)
    ).all()
    if not answers or len(answers) != len(wanted):
        if wanted:
            raise NotFound("There is no such answer.")
        raise WrongState("Choose the answers to publish first.")
    made = {each.batch_id for each in answers}
    if None not in made and len(made) == 1:
        return session.exec(select(AnswerBatch).where(AnswerBatch.id == made.pop())).one()
    if made != {None}:
        raise WrongState(
            "Some of these are public already. Look at the list again, and choose from what is left."
        )
    for each in answers:
        if each.corrects_id is None and not _under(session, each):
            raise WrongState(f"Nobody asks “{each.wording[:80]}” any more: throw the draft away.")
        askers = askers_of(session, each)
        if address := address_in(f"{each.wording}\n{each.text}", askers):
            raise WrongState(f"Take {address} out first: it is the address of somebody who asked.")
    batch = _number(session, actor, tender, moment)
    for each in answers:
        each.batch_id = batch.id
        session.add(each)
    session.flush()
    for each in answers:
        for question in askers_of(session, each):
            _tell(session, tender, question, each, batch, settings, moment)
    heralding.herald(session, batch.tender_id, HappeningKind.ANSWERS, batch.number, moment)
    auditing.of_tender(
        session, actor, tender, "answers.published", batch=batch.number, answers=[each.key for each in answers],
        questions=[question.key for each in answers for question in _under(session, each)],
    )  # fmt: skip
    return batch


def address_in(words: str, questions: Sequence[TenderQuestion]) -> str:
    """The address of somebody who asked, where some words hold it; empty where they hold none."""
    folded = words.casefold()
    return next((each.email for each in questions if each.email and each.email in folded), "")


def tell_merged(
    session: Session, tender: Tender, question: TenderQuestion, answer: QuestionAnswer, settings: Settings
) -> None:
    """Write to whoever asked what is answered in public already."""
    batch = session.exec(select(AnswerBatch).where(AnswerBatch.id == answer.batch_id)).one()
    _tell(session, tender, question, answer, batch, settings, datetime.now(UTC))


def askers_of(session: Session, answer: QuestionAnswer) -> list[TenderQuestion]:
    """The questions that an answer is for; of a correction, those of what it corrects, and of what that corrects."""
    found = list(_under(session, answer))
    if answer.corrects_id is not None:
        found += askers_of(session, session.get_one(QuestionAnswer, answer.corrects_id))
    return found


def _under(session: Session, answer: QuestionAnswer) -> Sequence[TenderQuestion]:
    return session.exec(
        select(TenderQuestion).where(TenderQuestion.answer_id == answer.id).order_by(col(TenderQuestion.id))
    ).all()


def _number(session: Session, actor: Actor, tender: Tender, moment: datetime) -> AnswerBatch:
    """The next batch of a tender, which is locked."""
    last = session.exec(select(func.max(AnswerBatch.number)).where(AnswerBatch.tender_id == tender.id)).one()
    assert tender.id is not None
    batch = AnswerBatch(
        tender_id=tender.id, number=(last or 0) + 1, published_at=moment, published_by=actor.name
    )
    session.add(batch)
    session.flush()
    return batch


def _tell(
    session: Session,
    tender: Tender,
    question: TenderQuestion,
    answer: QuestionAnswer,
    batch: AnswerBatch,
    settings: Settings,
    moment: datetime,
) -> None:
    """One letter to whoever asked, unless their address is erased: one for each answer of theirs."""
    if question.email is None:
        return
    if answer.corrects_id is not None:
        sentence = later("The buyer corrected the answer to your question, in batch %(batch)s.")
    elif question.merged_at is not None:
        sentence = later("Your question is answered already, in batch %(batch)s.")
    else:
        sentence = later("The buyer answered your question, in batch %(batch)s.")
    title, own = _title(session, tender), address_of(question, settings)
    with speaking(question.language):
        public = f"{settings.resolved_base_url}{prefix()}/published/{tender.reference}/questions#answer-{answer.key}"
        sentence = gettext(sentence, batch=batch.number)
        written = letters.question_answered(settings.service_name, title, sentence, public, own)
    posting.post(
        session, f"question:{question.key}:{answer.key}", question.email, written.subject, written.body,
        at=moment,
    )  # fmt: skip


def _title(session: Session, tender: Tender) -> str:
    """The title as it is public: that of the draft may differ."""
    title = session.exec(
        select(PublishedTender.title).where(PublishedTender.tender_id == tender.id)
    ).one_or_none()
    return title or f"Procurement {tender.reference}"
