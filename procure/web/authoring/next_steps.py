"""What an officer is to do next with a tender, in its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from procure.db import Session
from procure.domain.permissions import Actor, Permission, may
from procure.domain.vocabulary import TenderState
from procure.models import Review, Tender
from procure.services import amending, joining, publishing, reviewing

State = TenderState


@dataclass(frozen=True)
class Step:
    """Words, and one thing to press: a link, or with ``is_post`` a button that changes something."""

    text: str
    action: str = ""
    url: str = ""
    is_post: bool = False
    more: tuple[tuple[str, str], ...] = ()
    """Further links, as (text, address)."""


def next_step(session: Session, actor: Actor, tender: Tender, blocking: int) -> Step:
    """What to do next; ``blocking`` counts the blocking issues of the draft."""
    state = TenderState(tender.state)
    to: dict[str, Any] = {"reference": tender.reference}
    if not may(actor, Permission.LEAD_TENDER, tender):
        return _of_partner(actor, tender, state)
    withdraw = ("Withdraw this tender", url_for("authoring.withdraw", **to))
    feedback = ("What the board said", url_for("authoring.feedback", **to))
    # Asked only where it may be so: every task list would pay for it.
    public = amending.public_version(session, tender) if tender.what_changed else None
    if public is not None:  # it cannot be withdrawn any more, only ended
        withdraw = (f"Version {public}, which is public", url_for("published.tender", **to))
    match state:
        case State.DRAFT | State.CHANGES_REQUESTED:
            more: tuple[tuple[str, str], ...] = (withdraw,)
            asked = ""
            if state is State.CHANGES_REQUESTED:
                asked, more = "The board asked for changes. ", (feedback, withdraw)
            if blocking:
                count = "is 1 thing" if blocking == 1 else f"are {blocking} things"
                text = f"{asked}There {count} to put right before a board can see it."
                return Step(text, "See what is left to do", url_for("authoring.readiness", **to), more=more)
            if unanswered := _unanswered(session, actor, tender) if asked else 0:
                count = "1 of its comments has" if unanswered == 1 else f"{unanswered} of its comments have"
                submit = ("Submit to a board", url_for("authoring.submit", **to))
                return Step(f"{asked}{count} no answer from you yet.", *feedback, more=(submit, withdraw))
            return Step(
                f"{asked}Everything that must be there is there.",
                "Submit to a board",
                url_for("authoring.submit", **to),
                more=more,
            )
        case State.IN_REVIEW:
            board = tender.board.name if tender.board else "A board"
            return Step(
                f"{board} is looking at it. You cannot change it meanwhile.",
                "Recall it to go on editing",
                url_for("authoring.recall", **to),
                more=(feedback,),
            )
        case State.NOT_ENDORSED:
            return Step(
                "The board did not endorse it.",
                "Reopen it as a draft",
                url_for("authoring.reopen", **to),
                is_post=True,
                more=(feedback, withdraw),
            )
        case State.ENDORSED:
            return _endorsed(session, actor, tender, (feedback, withdraw))
        case State.PUBLISHING:
            return Step(
                "It is being published.", "See how far it is", url_for("authoring.publishing_status", **to)
            )
        case State.PUBLISHED:
            return Step(
                "It is published: anybody can read it and download its files.",
                "Open the public page",
                url_for("published.tender", **to),
                more=(("Change it with a new version", url_for("authoring.amend", **to)), feedback),
            )
        case _:
            return Step("It was withdrawn. You can still read it, and copy it into a new tender.")


def _endorsed(session: Session, actor: Actor, tender: Tender, more: tuple[tuple[str, str], ...]) -> Step:
    to: dict[str, Any] = {"reference": tender.reference}
    reopen = ("Reopen it as a draft", url_for("authoring.reopen", **to))
    unmet = len(reviewing.unmet_conditions(session, tender))
    if unmet:
        count = "1 condition" if unmet == 1 else f"{unmet} conditions"
        return Step(
            f"The board endorsed it with conditions. Record how {count} {'was' if unmet == 1 else 'were'} met.",
            "Record how conditions were met",
            url_for("authoring.conditions", **to),
            more=(reopen, *more),
        )
    review = publishing.endorsing_review(session, tender)
    if review and (waiting := joining.what_waits(session, tender, review.version)):
        return Step(
            f"The board endorsed it. {' '.join(waiting)}",
            "See who has yet to approve it",
            url_for("joint.show", **to),
            more=(reopen, *more),
        )
    text = "The board endorsed it. You can publish it."
    if (reason := held_reason(session, tender)) is not None:
        text = f"It could not be published: {reason} You can try again, or reopen it to change it."
    return Step(text, "Publish", url_for("authoring.publish", **to), more=(reopen, *more))


def _of_partner(actor: Actor, tender: Tender, state: State) -> Step:
    """For an authority that buys jointly: the lead submits and publishes, and each approves for itself."""
    lead = tender.organisation.name
    to: dict[str, Any] = {"reference": tender.reference}
    if state is State.PUBLISHED:
        return Step(
            f"It is published. {lead} led it.", "Open the public page", url_for("published.tender", **to)
        )
    text = f"{lead} leads this tender, and your organisation buys jointly. "
    if state in {State.IN_REVIEW, State.ENDORSED}:
        text += (
            "A version is frozen: nothing is published before your organisation has approved it for itself."
        )
    elif may(actor, Permission.EDIT_TENDER, tender):
        text += "You can change its words. The lead sends it to a board."
    elif state in {State.DRAFT, State.CHANGES_REQUESTED}:
        text += "You can read its words. The lead changes them and sends it to a board."
    return Step(text.rstrip(), "Buying jointly", url_for("joint.show", **to))


def _unanswered(session: Session, actor: Actor, tender: Tender) -> int:
    """Comments of the last review that have no answer."""
    last = reviewing.reviews_of(session, actor, tender)[:1]
    return sum(not comment.answer for review in last for comment in review.comments)


def held_reason(session: Session, tender: Tender) -> str | None:
    """Why the last publication of an endorsed tender was held; None when it was not."""
    review: Review | None = publishing.endorsing_review(session, tender)
    publication = publishing.publication_of(session, review.version) if review else None
    if publication is None or publication.held_at is None:
        return None
    return publication.last_error or "its files could not be made."
