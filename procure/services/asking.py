"""Asking about a published tender by e-mail, without an account: asked, confirmed from the mailbox, followed, taken
back and erased by the link in the letter.

A question counts from the moment it is confirmed, and until then nobody reads it. Nobody can learn from these pages
what an address asked: whoever sends the form sees the same answer, and the letter tells the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, func, select

from exports import letters
from procure import db
from procure.config import Settings
from procure.domain.exceptions import Invalid, WrongState
from procure.domain.following import folded
from procure.domain.permissions import Actor
from procure.domain.questions import (
    CONFIRM_WITHIN,
    LONGEST_QUESTION,
    MOST_ASKED_A_DAY,
    MOST_OF_ADDRESS,
    MOST_WAITING,
    AskablePart,
    Standing,
    parts_of,
    standing,
)
from procure.languages import PREFIXES, gettext, later, spoken
from procure.models import Letter, QuestionAnswer, Tender, TenderQuestion
from procure.services import auditing, challenging, keyed, posting
from procure.services.challenging import Challengeable

TOO_LATE = later("The time for questions is over, and this buyer takes none after it.")
TOO_MANY = later(
    "So many questions wait on this tender that no more are taken now. Write to the buyer’s contact address, which "
    "the tender’s page names."
)


@dataclass(frozen=True)
class Askable:
    """A published tender, the version in force, and until when questions are in time. ``closes_at`` is aware, None
    where no deadline was set."""

    tender: Tender
    version: int
    title: str
    closes_at: datetime | None
    parts: Sequence[AskablePart]

    def is_late(self, moment: datetime) -> bool:
        """Whether a question that is confirmed at ``moment`` is late."""
        return self.closes_at is not None and moment >= self.closes_at

    def is_taken(self, moment: datetime) -> bool:
        """Whether questions are taken at ``moment``, in time or late."""
        return self.tender.takes_late_questions or not self.is_late(moment)


def askable(session: Session, reference: str) -> Askable:
    """What can be asked about a published tender, whoever asks. Raises NotFound for one that is not published."""
    return what_is_asked(challenging.challengeable(session, reference))


def what_is_asked(found: Challengeable) -> Askable:
    """What of a version can be asked about, and until when: as long as it can be challenged."""
    return Askable(
        found.tender, found.version, found.snapshot.title, found.closes_at, parts_of(found.snapshot)
    )


def ask(
    session: Session,
    found: Askable,
    asked: Mapping[str, str],
    settings: Settings,
    *,
    at: datetime | None = None,
) -> TenderQuestion | None:
    """Keep a question that waits to be confirmed, and write to its address to ask. ``asked`` has text, email and, where
    given, part and organisation. Says nothing of what the address asked before: one that has too much waiting, or was
    written to too often today, gets no letter, and None is returned. The same question sent again is kept once.

    Raises WrongState where none is taken any more; Invalid for no words, too many, or a part that is not there.
    """
    moment, address = at or datetime.now(UTC), folded(asked["email"])
    if not found.is_taken(moment):
        raise WrongState(TOO_LATE)
    text, anchor = asked["text"].strip(), asked.get("part", "")
    if not text or len(text) > LONGEST_QUESTION:
        raise Invalid(
            "text",
            gettext("Enter your question, in %(most)s characters or fewer", most=f"{LONGEST_QUESTION:,}"),
        )
    names = {each.anchor: each.name for each in found.parts}
    if anchor and anchor not in names:
        raise Invalid("part", gettext("The tender has no such part: choose one from the list"))
    waiting = _waiting(session, found.tender)
    if len(waiting) >= MOST_WAITING:
        raise WrongState(TOO_MANY)
    own = [each for each in waiting if each.email == address]
    if _letters_today(session, address, moment) >= MOST_ASKED_A_DAY or len(own) >= MOST_OF_ADDRESS:
        return None
    kept = next((each for each in own if (each.text, each.part) == (text, anchor)), None)
    if kept is None:
        kept = TenderQuestion(
            tender_id=_id(found.tender), version_number=found.version, part=anchor,
            part_name=names.get(anchor, ""), text=text, email=address,
            organisation=asked.get("organisation", "").strip(), asked_at=moment, language=spoken(),
        )  # fmt: skip
    if kept.confirmed_at is None:
        kept.asked_at = moment
    session.add(kept)
    session.flush()
    page = address_of(kept, settings)
    written = (
        letters.question_kept(settings.service_name, found.title, page)
        if kept.confirmed_at
        else letters.question_confirmation(
            settings.service_name, found.title, text, f"{page}/confirm", CONFIRM_WITHIN.days
        )
    )
    purpose = f"question:{kept.key}:confirm:{moment.isoformat()}"
    posting.post(session, purpose, address, written.subject, written.body, at=moment)
    return kept


def question(session: Session, key: str, secret: str) -> TenderQuestion:
    """The question that a letter's link is about. Raises NotFound for a link that is cut or forgotten."""
    wanted = (
        select(TenderQuestion)
        .where(TenderQuestion.key == key)
        .options(
            joinedload(TenderQuestion.tender),
            joinedload(TenderQuestion.answer).joinedload(QuestionAnswer.batch),
        )
    )
    return keyed.of_letter(session, wanted, key, secret)


def standing_of(found: TenderQuestion) -> Standing:
    """How a question stands now."""
    answer = found.answer if found.answer_id is not None else None
    return standing(
        confirmed_at=found.confirmed_at, withdrawn_at=found.withdrawn_at, set_aside_at=found.set_aside_at,
        has_answer=answer is not None, is_published=answer is not None and answer.batch_id is not None,
    )  # fmt: skip


def confirm(
    session: Session, found: TenderQuestion, *, asked: Askable | None = None, at: datetime | None = None
) -> None:
    """From now on the buyer reads it. Asking again changes nothing. ``asked`` is the version in force, looked up unless
    given. Raises WrongState after the deadline of a buyer that takes no late questions."""
    moment = at or datetime.now(UTC)
    db.lock(session, found)
    if found.confirmed_at is not None or found.withdrawn_at is not None:
        return
    asked = asked or askable(session, found.tender.reference)
    if not asked.is_taken(moment):
        raise WrongState(TOO_LATE)
    found.confirmed_at, found.is_late = moment, asked.is_late(moment)
    session.add(found)
    session.flush()
    _record(session, found, "question.received", is_late=found.is_late)


def withdraw(session: Session, found: TenderQuestion, *, at: datetime | None = None) -> None:
    """Take a question back before it is answered: its words and who asked are deleted, that there was one stays on
    record. Raises WrongState once it is answered. Twice is no error."""
    # Whoever publishes holds the tender: either the question is answered by then, or it is gone from its answer.
    db.lock(session, found.tender)
    db.lock(session, found)
    session.refresh(found, ["answer"])
    if found.withdrawn_at is not None:
        return
    if standing_of(found) == Standing.ANSWERED:
        raise WrongState(later("It is answered in public already, and so cannot be taken back."))
    found.withdrawn_at = at or datetime.now(UTC)
    found.answer_id, found.merged_at, found.text = None, None, ""
    _forget_asker(session, found, found.withdrawn_at)
    _record(session, found, "question.withdrawn")


def erase(session: Session, found: TenderQuestion, *, at: datetime | None = None) -> None:
    """Delete the address and organisation of whoever asked, as they may ask; the question stays, and no more letters
    come. What letters said is deleted with it."""
    db.lock(session, found)
    if found.email is not None or found.organisation:
        _forget_asker(session, found, at)
        _record(session, found, "question.sender_erased")


def erase_for(session: Session, actor: Actor, found: TenderQuestion) -> None:
    """As ``erase``, on the record as done by an officer. Whoever calls has checked that they may."""
    db.lock(session, found)
    if found.email is not None or found.organisation:
        _forget_asker(session, found, None)
        _record(session, found, "question.sender_erased", actor)


def address_of(found: TenderQuestion, settings: Settings) -> str:
    """The page of a question, for whoever asked it."""
    return f"{settings.resolved_base_url}{PREFIXES[found.language]}/questions/{found.key}/{found.secret}"


def forget_unconfirmed(session: Session, at: datetime | None = None) -> None:
    """Delete what was asked and never confirmed in its time, with the letters that asked to."""
    moment = at or datetime.now(UTC)
    for found in session.exec(
        select(TenderQuestion).where(
            col(TenderQuestion.confirmed_at).is_(None),
            col(TenderQuestion.asked_at) < moment - CONFIRM_WITHIN,
        )
    ).all():
        posting.erase_about(session, _purposes(found), moment)
        session.delete(found)
    session.flush()


def _waiting(session: Session, tender: Tender) -> Sequence[TenderQuestion]:
    """Questions that are not confirmed, or wait for an answer."""
    return session.exec(
        select(TenderQuestion)
        .where(
            TenderQuestion.tender_id == tender.id,
            col(TenderQuestion.withdrawn_at).is_(None),
            col(TenderQuestion.set_aside_at).is_(None),
            col(TenderQuestion.answer_id).is_(None),
        )
        .limit(MOST_WAITING)
    ).all()


def _letters_today(session: Session, address: str, moment: datetime) -> int:
    return session.exec(
        select(func.count())
        .select_from(Letter)
        .where(Letter.to == address, col(Letter.purpose).like("question:%:confirm:%"))
        .where(col(Letter.made_at) > moment - timedelta(days=1))
    ).one()


def _forget_asker(session: Session, found: TenderQuestion, at: datetime | None) -> None:
    found.email, found.organisation = None, ""
    session.add(found)
    session.flush()
    posting.erase_about(session, _purposes(found), at)


def _purposes(found: TenderQuestion) -> str:
    """What the purposes of all its letters begin with."""
    return f"question:{found.key}:"


def _record(
    session: Session, found: TenderQuestion, action: str, actor: Actor | None = None, **detail: object
) -> None:
    auditing.of_tender(session, actor or Actor(), found.tender, action, question=found.key, **detail)


def _id(tender: Tender) -> int:
    assert tender.id is not None
    return tender.id
