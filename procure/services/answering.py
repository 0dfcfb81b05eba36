"""Officers handle questions on their tender: they put several under one answer, give it words that everybody may read,
merge what is answered already, set aside what is no question, and correct what is public.

What was asked, and by whom, is for those who may change the tender. What is public never changes: a correction is an
answer of its own beside it. Everything here holds the tender, so that two officers cannot undo each other's work.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, func, select

from procure import db
from procure.config import Settings
from procure.domain.exceptions import Invalid, NotFound, StaleEdit, WrongState
from procure.domain.permissions import Actor, Permission, may
from procure.domain.questions import (
    LONGEST_ANSWER,
    LONGEST_WORDING,
    AnswerKind,
    Standing,
    Trace,
    traces,
)
from procure.models import QuestionAnswer, Tender, TenderQuestion
from procure.models.types import now
from procure.services import access, amending, asking, auditing, authoring, batching, keyed
from procure.services.asking import standing_of

#: The columns of a draft that officers write.
WRITTEN = ("wording", "kind", "text", "changes_specification", "part")
PUBLIC_STANDS = "It is public, and what is public stays. Correct it instead."


@dataclass(frozen=True)
class Desk:
    """A tender's questions that were confirmed, oldest first, how many stand how, the answers in draft, and those that
    are public, in their order."""

    questions: Sequence[TenderQuestion]
    counts: Mapping[str, int]
    drafts: Sequence[QuestionAnswer]
    published: Sequence[QuestionAnswer]

    def shown(self, only: str) -> list[TenderQuestion]:
        """The questions that a filter leaves: a standing, or ``late``; all for any other."""
        if only == "late":
            return [each for each in self.questions if each.is_late]
        wanted = [each for each in self.questions if standing_of(each) == only]
        return wanted if only in set(Standing) else list(self.questions)

    def under(self, answer: QuestionAnswer) -> list[TenderQuestion]:
        """The questions that an answer is for."""
        return [each for each in self.questions if each.answer_id == answer.id]


def desk(session: Session, actor: Actor, tender: Tender) -> Desk:
    """Everything about a tender's questions. Raises NotAllowed."""
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    questions = session.exec(
        select(TenderQuestion)
        .where(TenderQuestion.tender_id == tender.id, col(TenderQuestion.confirmed_at).is_not(None))
        .order_by(col(TenderQuestion.confirmed_at), col(TenderQuestion.id))
        .options(joinedload(TenderQuestion.answer).joinedload(QuestionAnswer.batch))
    ).all()
    answers = session.exec(
        select(QuestionAnswer)
        .where(QuestionAnswer.tender_id == tender.id)
        .order_by(col(QuestionAnswer.id))
        .options(joinedload(QuestionAnswer.batch))
    ).all()
    counts = Counter(standing_of(each).value for each in questions)
    counts["late"] = sum(each.is_late for each in questions)
    published = [each for each in answers if each.batch is not None]
    return Desk(
        questions, counts, [each for each in answers if each.batch_id is None],
        sorted(published, key=lambda each: (each.batch.number if each.batch else 0, each.id or 0)),
    )  # fmt: skip


def waiting(session: Session, actor: Actor, tender: Tender) -> int | None:
    """How many questions wait for an answer to be drafted; None where the tender is not public, or for somebody who may
    not answer."""
    if not may(actor, Permission.ANSWER_QUESTION, tender) or not amending.was_public(tender):
        return None
    if amending.public_version(session, tender) is None:
        return None
    return session.exec(
        select(func.count())
        .select_from(TenderQuestion)
        .where(
            TenderQuestion.tender_id == tender.id,
            col(TenderQuestion.confirmed_at).is_not(None),
            col(TenderQuestion.withdrawn_at).is_(None),
            col(TenderQuestion.set_aside_at).is_(None),
            col(TenderQuestion.answer_id).is_(None),
        )
    ).one()


def one(session: Session, actor: Actor, tender: Tender, key: str) -> TenderQuestion:
    """One confirmed question on a tender. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    wanted = (
        select(TenderQuestion)
        .where(TenderQuestion.key == key, TenderQuestion.tender_id == tender.id)
        .where(col(TenderQuestion.confirmed_at).is_not(None))
        .options(joinedload(TenderQuestion.answer).joinedload(QuestionAnswer.batch))
    )
    return keyed.one(session, wanted, key, "There is no such question.")


def answer_by_key(session: Session, actor: Actor, tender: Tender, key: str) -> QuestionAnswer:
    """One answer of a tender, public or not. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    wanted = select(QuestionAnswer).where(QuestionAnswer.key == key, QuestionAnswer.tender_id == tender.id)
    return keyed.one(session, wanted, key, "There is no such answer.")


def questions_under(session: Session, answer: QuestionAnswer) -> Sequence[TenderQuestion]:
    """The questions that an answer is for, oldest first. Whoever calls has checked who asks."""
    return session.exec(
        select(TenderQuestion)
        .where(TenderQuestion.answer_id == answer.id)
        .order_by(col(TenderQuestion.confirmed_at), col(TenderQuestion.id))
    ).all()


def traces_in(words: str, questions: Sequence[TenderQuestion]) -> list[Trace]:
    """What in some words may tell who asked any of these questions, each once."""
    found: dict[str, Trace] = {}
    for each in questions:
        for trace in traces(words, each.email, each.organisation):
            found.setdefault(trace.words.casefold(), trace)
    return list(found.values())


def begin(
    session: Session, actor: Actor, tender: Tender, keys: Sequence[str], values: Mapping[str, Any]
) -> QuestionAnswer:
    """Draft one answer to several questions. ``values`` are the columns ``WRITTEN``.

    Raises NotAllowed, NotFound; Invalid; WrongState where there is none, or one is answered, set aside or taken back.
    """
    _hold(session, actor, tender)
    questions = [one(session, actor, tender, key) for key in dict.fromkeys(keys)]
    for each in questions:
        _require_open(each)
    if not questions:
        raise WrongState("Choose the questions that you answer first.")
    made = QuestionAnswer(
        tender_id=_id(tender), version_number=questions[0].version_number, drafted_by=actor.name
    )
    _write(session, tender, made, values, questions)
    for each in questions:
        _put(session, actor, each, made)
    _record(
        session, actor, tender, "question.answer_drafted", made, questions=[each.key for each in questions]
    )
    return made


def save(
    session: Session,
    actor: Actor,
    tender: Tender,
    answer: QuestionAnswer,
    values: Mapping[str, Any],
    revision: str,
) -> bool:
    """Change a draft that still stands at ``revision``. Returns whether anything changed. Raises NotAllowed; Invalid;
    StaleEdit with both texts; WrongState once it is public."""
    _hold(session, actor, tender)
    db.lock(session, answer)
    if answer.batch_id is not None:
        raise WrongState(PUBLIC_STANDS)
    theirs = authoring.stored(answer, list(values))
    if theirs == dict(values):
        return False
    if authoring.revision_of(theirs) != revision:
        raise StaleEdit(theirs, dict(values), authoring.revision_of(theirs))
    _write(session, tender, answer, values, questions_under(session, answer))
    answer.drafted_by, answer.drafted_at = actor.name, now()
    session.flush()
    _record(session, actor, tender, "question.answer_saved", answer)
    return True


def add(
    session: Session,
    actor: Actor,
    tender: Tender,
    question: TenderQuestion,
    answer: QuestionAnswer,
    settings: Settings,
) -> None:
    """Put a question under an answer that is there: a draft, or one that is public, and then whoever asked is told.
    Raises NotAllowed; WrongState."""
    _hold(session, actor, tender)
    db.lock(session, question)
    _require_open(question)
    _put(session, actor, question, answer)
    if answer.batch_id is not None:
        question.merged_at = question.handled_at
        session.add(question)
        batching.tell_merged(session, tender, question, answer, settings)
    _record(session, actor, tender, "question.merged", answer, questions=[question.key])


def take_out(session: Session, actor: Actor, tender: Tender, question: TenderQuestion) -> None:
    """Take a question out of an answer in draft, or out of what was set aside: it is new again. Raises NotAllowed;
    WrongState where its answer is public."""
    _hold(session, actor, tender)
    db.lock(session, question)
    session.refresh(question, ["answer"])
    if standing_of(question) in {Standing.ANSWERED, Standing.WITHDRAWN}:
        raise WrongState(PUBLIC_STANDS)
    question.answer_id, question.set_aside_at, question.set_aside_because = None, None, ""
    _handled(session, actor, question)
    _record(session, actor, tender, "question.made_new", questions=[question.key])


def set_aside(session: Session, actor: Actor, tender: Tender, question: TenderQuestion, because: str) -> None:
    """Keep out of public what is no question on the tender; whoever asked reads why. Raises NotAllowed; Invalid without
    a reason; WrongState where it is answered or taken back."""
    _hold(session, actor, tender)
    db.lock(session, question)
    _require_open(question)
    if not because.strip():
        raise Invalid("because", "Enter why it is set aside")
    question.answer_id, question.set_aside_at = None, now()
    question.set_aside_because = because.strip()
    _handled(session, actor, question)
    _record(session, actor, tender, "question.set_aside", questions=[question.key])


def correct(
    session: Session, actor: Actor, tender: Tender, wrong: QuestionAnswer, values: Mapping[str, Any]
) -> QuestionAnswer:
    """Draft a correction of a public answer, which stays. Raises NotAllowed; Invalid; WrongState for a draft, or where
    there is a correction already: then correct that."""
    _hold(session, actor, tender)
    if wrong.batch_id is None:
        raise WrongState("It is not public yet: change it.")
    if correction_of(session, wrong) is not None:
        raise WrongState("There is a correction of it already: change or correct that.")
    made = QuestionAnswer(
        tender_id=_id(tender), version_number=wrong.version_number, drafted_by=actor.name,
        corrects_id=wrong.id,
    )  # fmt: skip
    _write(session, tender, made, values, batching.askers_of(session, wrong))
    _record(session, actor, tender, "question.correction_drafted", made)
    return made


def correction_of(session: Session, wrong: QuestionAnswer) -> QuestionAnswer | None:
    """The correction of an answer, public or in draft."""
    return session.exec(select(QuestionAnswer).where(QuestionAnswer.corrects_id == wrong.id)).one_or_none()


def discard(session: Session, actor: Actor, tender: Tender, answer: QuestionAnswer) -> None:
    """Throw a draft away; its questions are new again. Raises NotAllowed; WrongState once it is public."""
    _hold(session, actor, tender)
    db.lock(session, answer)
    if answer.batch_id is not None:
        raise WrongState(PUBLIC_STANDS)
    for each in questions_under(session, answer):
        each.answer_id = None
        _handled(session, actor, each)
    session.flush()
    _record(session, actor, tender, "question.answer_discarded", answer)
    session.delete(answer)
    session.flush()


def erase_sender(session: Session, actor: Actor, tender: Tender, question: TenderQuestion) -> None:
    """Delete who asked, as they asked of the buyer; the question stays. Raises NotAllowed."""
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    asking.erase_for(session, actor, question)


def take_late(session: Session, actor: Actor, tender: Tender, *, is_taken: bool) -> None:
    """Whether questions after the deadline are taken and marked late, or refused. Raises NotAllowed."""
    _hold(session, actor, tender)
    if tender.takes_late_questions != is_taken:
        tender.takes_late_questions = is_taken
        session.add(tender)
        session.flush()
        _record(session, actor, tender, "question.late_settled", is_taken=is_taken)


def _write(
    session: Session,
    tender: Tender,
    answer: QuestionAnswer,
    values: Mapping[str, Any],
    questions: Sequence[TenderQuestion],
) -> None:
    """Put words into a draft. What is certain to tell who asked is refused; the rest is for people to judge."""
    for name, longest, missing in (
        ("wording", LONGEST_WORDING, "Enter the question as everybody will read it"),
        ("text", LONGEST_ANSWER, "Enter your answer, or why you give none"),
    ):
        words = str(values[name]).strip()
        if not words or len(words) > longest:
            raise Invalid(name, missing if not words else f"Use {longest:,} characters or fewer")
        if address := batching.address_in(words, questions):
            raise Invalid(name, f"Take out {address}: it is the address of whoever asked")
    AnswerKind(values["kind"])
    # Of a version whose files are not made yet, only what was asked about counts.
    places: dict[str, tuple[str, int]] = {}
    with contextlib.suppress(NotFound):
        found = asking.askable(session, tender.reference)
        places = {each.anchor: (each.name, found.version) for each in found.parts}
    if answer.part:
        places[answer.part] = answer.part_name, answer.version_number
    for each in questions:
        places[each.part] = each.part_name, each.version_number
    part = str(values.get("part") or "")
    if part and part not in places:
        raise Invalid("part", "The tender has no such part: choose one from the list")
    name, version = places[part] if part else ("", answer.version_number)
    answer.part_name, answer.version_number = name, version
    for name, value in {**values, "part": part}.items():
        setattr(answer, name, value.strip() if isinstance(value, str) else value)
    session.add(answer)
    session.flush()


def _put(session: Session, actor: Actor, question: TenderQuestion, answer: QuestionAnswer) -> None:
    question.answer_id, question.set_aside_at, question.set_aside_because = answer.id, None, ""
    _handled(session, actor, question)


def _handled(session: Session, actor: Actor, question: TenderQuestion) -> None:
    question.handled_by, question.handled_at = actor.name, now()
    session.add(question)
    session.flush()
    session.refresh(question, ["answer"])


def _require_open(question: TenderQuestion) -> None:
    standing = standing_of(question)
    if standing == Standing.ANSWERED:
        raise WrongState("It is answered already. An answer that was given in public stands: correct it.")
    if standing == Standing.WITHDRAWN:
        raise WrongState("Whoever asked has taken it back.")


def _hold(session: Session, actor: Actor, tender: Tender) -> None:
    access.require(actor, Permission.ANSWER_QUESTION, tender)
    db.lock(session, tender)


def _record(
    session: Session, actor: Actor, tender: Tender, action: str, answer: QuestionAnswer | None = None,
    **detail: object,
) -> None:  # fmt: skip
    if answer is not None:
        detail = {"answer": answer.key, **detail}
    auditing.of_tender(session, actor, tender, action, **detail)


def _id(tender: Tender) -> int:
    assert tender.id is not None
    return tender.id
