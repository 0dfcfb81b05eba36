"""Early market engagement: questions to the market on a target outcome, what came back, and what was learnt.

Nothing of a round is public before the board or one of its advisers publishes it; what it taught is public once the
chair approved the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.engagement import is_open, may_be_shown
from procure.domain.exceptions import Invalid, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.identifiers import is_key, new_key
from procure.domain.permissions import ANYONE, Actor, Permission, may
from procure.domain.targets import TargetStatus, plain
from procure.languages import gettext, later
from procure.models import (
    EngagementQuestion,
    EngagementResponse,
    MarketEngagement,
    TargetOutcome,
)
from procure.models.types import now
from procure.services import access, auditing, authoring

MOST_QUESTIONS = 20
MOST_LISTED = 100
CLOSED = later("This engagement is closed. What was learnt is published on its page once it is approved.")
#: Words of a round that are settled when it is published; only its closing date may still be put off.
SETTLED = ("title", "introduction", "contact_email")


@dataclass(frozen=True)
class Rounds:
    """Rounds that anybody may read: those that take responses, and those that are closed, the latest first."""

    open: Sequence[MarketEngagement]
    closed: Sequence[MarketEngagement]


# The team's side


def require_running(actor: Actor, target: TargetOutcome) -> None:
    """Raises NotAllowed unless the person may run engagement on the outcome: its board, and who advises on it."""
    access.require(actor, Permission.RUN_ENGAGEMENT, target)


def begin(
    session: Session, actor: Actor, target: TargetOutcome, values: Mapping[str, Any], *, key: str = ""
) -> MarketEngagement:
    """A round of engagement on an outcome, not public yet. ``key`` is what its form was given, so that a form sent
    twice begins one. Raises NotAllowed."""
    access.require(actor, Permission.RUN_ENGAGEMENT, target)
    _require_alive(target)
    if is_key(key):
        taken = session.exec(select(MarketEngagement).where(MarketEngagement.key == key)).one_or_none()
        if taken is not None and taken.target_outcome_id == target.id:
            return taken
        key = key if taken is None else new_key()
    begun = MarketEngagement(target_outcome_id=target.id, key=key if is_key(key) else new_key(), **values)
    session.add(begun)
    session.flush()
    _record(session, actor, target, "engagement.begun", begun)
    return begun


def rounds(session: Session, actor: Actor, target: TargetOutcome) -> Sequence[MarketEngagement]:
    """The rounds of an outcome, in any state, oldest first. Raises NotAllowed."""
    access.require(actor, Permission.READ_TARGET, target)
    return session.exec(
        select(MarketEngagement)
        .where(MarketEngagement.target_outcome_id == target.id)
        .options(selectinload(MarketEngagement.responses))
        .order_by(col(MarketEngagement.id))
    ).all()


def engagement(session: Session, actor: Actor, target: TargetOutcome, key: str) -> MarketEngagement:
    """One round of an outcome, in any state. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.READ_TARGET, target)
    found = _by_key(session, key)
    if found is None or found.target_outcome_id != target.id:
        raise NotFound("There is no such engagement.")
    return found


def save(
    session: Session,
    actor: Actor,
    found: MarketEngagement,
    values: Mapping[str, Any],
    revision: str,
    *,
    what: str,
) -> bool:
    """Store answers about a round that still stand at ``revision``. Returns whether anything changed.

    Raises StaleEdit with both texts; WrongState for words that were settled when it was published; Invalid for a
    closing date that is brought forward once it is public. New words of what was learnt need the chair's approval
    again.
    """
    _lock(session, actor, found)
    theirs = authoring.stored(found, list(values))
    changed = sorted(name for name, value in values.items() if plain(theirs[name]) != plain(value))
    if not changed:
        return False
    if found.published_at is not None and set(changed) & set(SETTLED):
        raise WrongState(
            "It is public: people are answering to these words. Begin another round to ask more."
        )
    if authoring.revision_of(theirs) != revision:
        raise StaleEdit(theirs, dict(values), authoring.revision_of(theirs))
    if (
        found.published_at is not None
        and "closes_at" in changed
        and not _is_put_off(found, values["closes_at"])
    ):
        raise Invalid("closes_at", "The closing date is public: it can be put off, and not brought forward")
    for name in changed:
        setattr(found, name, values[name])
    if {"learnt", "changed"} & set(changed):
        found.learning_approved_at, found.learning_approved_by = None, ""
    session.add(found)
    _record(session, actor, found.target, "engagement.saved", found, page=what, fields=changed)
    return True


def questions(found: MarketEngagement) -> list[EngagementQuestion]:
    """The questions that are asked, in order, without those removed."""
    return [question for question in found.questions if question.removed_at is None]


def ask(
    session: Session, actor: Actor, found: MarketEngagement, text: str, *, key: str = ""
) -> EngagementQuestion:
    """One more question. Raises WrongState once the round is public, Invalid when there are too many."""
    _lock_unpublished(session, actor, found)
    for each in found.questions:
        if each.key == key:
            return each
    if len(questions(found)) >= MOST_QUESTIONS:
        raise Invalid("text", f"Ask {MOST_QUESTIONS} questions or fewer: people answer short lists")
    last = max((each.position for each in found.questions), default=0)
    taken = (
        is_key(key)
        and session.exec(select(EngagementQuestion.id).where(EngagementQuestion.key == key)).first()
    )
    added = EngagementQuestion(
        key=key if is_key(key) and not taken else new_key(), position=last + 1, text=text
    )
    found.questions.append(added)
    session.add(added)
    _record(session, actor, found.target, "engagement.question_added", found)
    return added


def set_removed(
    session: Session, actor: Actor, found: MarketEngagement, key: str, *, is_removed: bool
) -> None:
    """Take a question off the list, or put it back. Doing so twice does nothing more. Raises NotFound."""
    _lock_unpublished(session, actor, found)
    each = next((each for each in found.questions if each.key == key), None)
    if each is None:
        raise NotFound("There is no such question.")
    if (each.removed_at is not None) != is_removed:
        each.removed_at = now() if is_removed else None
        session.add(each)
        verb = "removed" if is_removed else "restored"
        _record(session, actor, found.target, f"engagement.question_{verb}", found)


def publish(session: Session, actor: Actor, found: MarketEngagement, *, at: datetime | None = None) -> None:
    """Make a round public. Doing so twice does nothing more. ``at`` is aware, now unless told.

    Raises NotAllowed; NotReady with what it lacks.
    """
    _lock(session, actor, found)
    if found.published_at is not None:
        return
    _require_alive(found.target)
    moment = at or datetime.now(UTC)
    lacks = [
        words
        for is_missing, words in (
            (not found.title, "a title"),
            (not found.introduction, "an introduction"),
            (not found.contact_email, "an address to write to"),
            (not questions(found), "a question"),
            (found.closes_at is None or found.closes_at <= moment, "a closing date that is still to come"),
        )
        if is_missing
    ]
    if lacks:
        raise NotReady("Complete it first.", lacks)
    found.published_at, found.published_by = moment, actor.name
    session.add(found)
    _record(session, actor, found.target, "engagement.published", found)


def approve(session: Session, actor: Actor, found: MarketEngagement, *, at: datetime | None = None) -> None:
    """The chair lets out what was learnt and what changed because of it. Raises NotAllowed; NotReady without words for
    both."""
    access.require(actor, Permission.APPROVE_LEARNING, found.target)
    db.lock(session, found)
    if not (found.learnt and found.changed and found.published_at):
        raise NotReady("Write what was learnt, and what changed because of it, first.")
    found.learning_approved_at, found.learning_approved_by = at or datetime.now(UTC), actor.name
    session.add(found)
    _record(session, actor, found.target, "engagement.learning_approved", found)


def show(session: Session, actor: Actor, found: MarketEngagement, key: str, *, is_shown: bool) -> None:
    """Put a response on the public page, or take it off. Raises WrongState where its sender did not agree."""
    _lock(session, actor, found)
    response = _response(found, key)
    if is_shown and (not may_be_shown(response.consent) or response.erased_at is not None):
        raise WrongState("Whoever sent this response agreed only that the team reads it.")
    if (response.shown_at is not None) != is_shown:
        response.shown_at = now() if is_shown else None
        session.add(response)
        verb = "shown" if is_shown else "hidden"
        _record(session, actor, found.target, f"engagement.response_{verb}", found, response=key)


def erase(session: Session, actor: Actor, found: MarketEngagement, key: str) -> None:
    """Delete who sent a response and what it says, as people may ask; that there was one stays on record."""
    _lock(session, actor, found)
    response = _response(found, key)
    if response.erased_at is None:
        response.name = response.organisation = response.email = ""
        response.answers, response.shown_at, response.erased_at = {}, None, now()
        session.add(response)
        _record(session, actor, found.target, "engagement.response_erased", found, response=key)


# What anybody sees


def public_rounds(session: Session, *, at: datetime | None = None) -> Rounds:
    """Every round that is public."""
    moment = at or datetime.now(UTC)
    found = session.exec(
        select(MarketEngagement)
        .where(col(MarketEngagement.published_at).is_not(None))
        .order_by(col(MarketEngagement.published_at).desc(), col(MarketEngagement.id).desc())
        .limit(MOST_LISTED)
    ).all()
    still = [each for each in found if is_open(each.published_at, each.closes_at, moment)]
    return Rounds(still, [each for each in found if each not in still])


def public_round(session: Session, key: str) -> MarketEngagement:
    """One round that is public, whoever asks. Raises NotFound."""
    found = _by_key(session, key)
    if found is None or not may(ANYONE, Permission.READ_ENGAGEMENT, found):
        raise NotFound("There is no such engagement.")
    return found


def respond(
    session: Session,
    found: MarketEngagement,
    sender: Mapping[str, str],
    answers: Mapping[str, str],
    *,
    at: datetime | None = None,
) -> EngagementResponse:
    """Keep a response to a public round. ``sender`` has name, organisation, kind, email and consent; ``answers`` are
    texts by question key. Nobody signs in for this, so no actor is asked for. One that is sent twice is kept once.

    Raises NotFound unless it is public, WrongState once it is closed, Invalid (field ``answers``) when nothing is said.
    """
    if not may(ANYONE, Permission.READ_ENGAGEMENT, found):
        raise NotFound("There is no such engagement.")
    if not is_open(found.published_at, found.closes_at, at or datetime.now(UTC)):
        raise WrongState(CLOSED)
    known = {question.key for question in questions(found)}
    said = {key: text for key, text in answers.items() if key in known and text.strip()}
    if not said:
        raise Invalid("answers", gettext("Answer at least one question"))
    sent = select(EngagementResponse).where(
        EngagementResponse.engagement_id == found.id, EngagementResponse.email == sender["email"]
    )
    for earlier in session.exec(sent):
        if earlier.answers == said and earlier.consent == sender["consent"]:
            return earlier
    response = EngagementResponse(engagement_id=found.id, answers=said, **sender)
    session.add(response)
    session.flush()
    auditing.record(
        session, Actor(), "engagement.response_received", subject_kind="engagement", subject_key=found.key,
        response=response.key,
    )  # fmt: skip
    return response


def has_engaged(session: Session, target: TargetOutcome) -> bool:
    """Whether the market was asked about an outcome in public."""
    return (
        session.exec(
            select(MarketEngagement.id)
            .where(
                MarketEngagement.target_outcome_id == target.id,
                col(MarketEngagement.published_at).is_not(None),
            )
            .limit(1)
        ).first()
        is not None
    )


def _by_key(session: Session, key: str) -> MarketEngagement | None:
    if not is_key(key):
        return None
    return session.exec(
        select(MarketEngagement)
        .where(MarketEngagement.key == key)
        .options(
            joinedload(MarketEngagement.target).joinedload(TargetOutcome.board),
            selectinload(MarketEngagement.questions),
            selectinload(MarketEngagement.responses),
        )
    ).one_or_none()


def _response(found: MarketEngagement, key: str) -> EngagementResponse:
    for response in found.responses:
        if response.key == key:
            return response
    raise NotFound("There is no such response.")


def _lock(session: Session, actor: Actor, found: MarketEngagement) -> None:
    access.require(actor, Permission.RUN_ENGAGEMENT, found.target)
    db.lock(session, found)


def _is_put_off(found: MarketEngagement, closes_at: datetime | None) -> bool:
    return closes_at is not None and (found.closes_at is None or closes_at > found.closes_at)


def _require_alive(target: TargetOutcome) -> None:
    """Responses are looked after whatever became of the outcome; nothing more is asked about one that is dropped."""
    if target.status == TargetStatus.DROPPED:
        raise WrongState("This target outcome is dropped. Its board can take it up again to ask the market.")


def _lock_unpublished(session: Session, actor: Actor, found: MarketEngagement) -> None:
    _lock(session, actor, found)
    if found.published_at is not None:
        raise WrongState(
            "It is public: people are answering these questions. Begin another round to ask more."
        )


def _record(
    session: Session, actor: Actor, target: TargetOutcome, action: str, found: MarketEngagement, **detail: Any
) -> None:
    session.flush()
    auditing.record(
        session,
        actor,
        action,
        subject_kind="target_outcome",
        subject_key=target.key,
        engagement=found.key,
        **detail,
    )
