"""The demonstration's target outcomes and meetings, played as boards and officers would."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from procure.act.calendar import LONDON
from procure.config import Settings
from procure.domain.decisions import ConditionWanted
from procure.domain.engagement import ChallengeAnswer
from procure.domain.permissions import Actor
from procure.domain.targets import TargetStatus
from procure.models import Board, Meeting, Review, TargetOutcome, Tender
from procure.models.types import now
from procure.services import (
    answering,
    asking,
    authoring,
    batching,
    challenging,
    engaging,
    freezing,
    growing,
    meeting,
    meeting_files,
    minuting,
    shaping,
    sitting,
    steering,
)

#: The actor with this e-mail address.
Who = Callable[[str], Actor]
SENDER = ("name", "organisation", "kind", "email", "consent")


def play_target(
    session: Session,
    script: Mapping[str, Any],
    who: Who,
    boards: Mapping[str, Board],
    tenders: Mapping[str, Tender],
) -> TargetOutcome:
    """A target outcome as its board began it and its advisers wrote it, with what was asked of the market."""
    member = who(script["begun_by"])
    target = shaping.start(session, member, boards[script["board"]], script["objective_id"], script["title"])
    for email in script["advisers"]:
        steering.invite(session, member, target, email)
    writer = who(script["written_by"])
    words = dict(script["words"])
    for name in ("largest_share", "small_firm_share", "charity_share"):
        if name in words:
            words[name] = Decimal(words[name])
    revision = authoring.revision_of(authoring.stored(target, list(words)))
    shaping.save(session, writer, target, target, words, revision, what="change")
    for option in script["options"]:
        shaping.add_option(session, writer, target, option)
    for each in script.get("engagements", []):
        _play_engagement(session, target, each, who)
    for name in script.get("tenders", []):
        growing.link(session, writer, target, tenders[name].reference)
    if script.get("status", target.status) != target.status:
        steering.settle(session, member, target, TargetStatus(script["status"]))
    return target


def play_challenge(session: Session, script: Mapping[str, Any], who: Who, tender: Tender) -> None:
    """A challenge to what a tender fixes, and its answer."""
    version = freezing.latest_version(session, tender)
    assert version is not None
    found = challenging.what_is_open(tender, version.number, freezing.snapshot_of(version))
    wanted = next(each for each in found.requirements if each.number == script["requirement"])
    sender = {name: script[name] for name in ("name", "organisation", "email", "may_name")}
    at = (found.closes_at or now()) - timedelta(days=1)
    made = challenging.challenge(session, found, wanted.key, sender, script["text"], at=at)
    decision = ChallengeAnswer(script["decision"])
    challenging.answer(session, who(script["answered_by"]), tender, made, decision, script["answer"])


def play_questions(session: Session, script: Mapping[str, Any], who: Who, tender: Tender) -> None:
    """Questions on a tender: some answered in one batch, the rest waiting."""
    version = freezing.latest_version(session, tender)
    assert version is not None
    found = asking.what_is_asked(
        challenging.what_is_open(tender, version.number, freezing.public_snapshot_of(version))
    )
    at = min(now(), (found.closes_at or now()) - timedelta(days=1))
    officer, settings, drafted = who(script["answered_by"]), Settings(), []
    for each in script["questions"]:
        asked = {name: each.get(name, "") for name in ("text", "email", "organisation", "part")}
        kept = asking.ask(session, found, asked, settings, at=at)
        assert kept is not None
        asking.confirm(session, kept, asked=found, at=at)
        if "answer" in each:
            values = {"kind": "answered", "changes_specification": False, "part": kept.part} | each["answer"]
            drafted.append(answering.begin(session, officer, tender, [kept.key], values))
    batching.publish(session, officer, tender, [each.key for each in drafted], settings)


def _play_engagement(session: Session, target: TargetOutcome, script: Mapping[str, Any], who: Who) -> None:
    actor = who(script["begun_by"])
    opened = now() - timedelta(days=script["published_days_ago"])
    closes = (now() + timedelta(days=script["open_for_days"])).replace(
        hour=12, minute=0, second=0, microsecond=0
    )
    words = {name: script[name] for name in ("title", "introduction", "contact_email")} | {
        "closes_at": closes
    }
    found = engaging.begin(session, actor, target, words)
    asked = [engaging.ask(session, actor, found, text) for text in script["questions"]]
    engaging.publish(session, actor, found, at=opened)
    for each in script["responses"]:
        answers = {question.key: text for question, text in zip(asked, each["answers"], strict=False)}
        sender = {name: each[name] for name in SENDER}
        response = engaging.respond(session, found, sender, answers, at=opened + timedelta(days=1))
        session.refresh(found, ["responses"])
        if each["shown"]:
            engaging.show(session, actor, found, response.key, is_shown=True)
    if script.get("learnt"):
        learning = {name: script[name] for name in ("learnt", "changed")}
        revision = authoring.revision_of(authoring.stored(found, list(learning)))
        engaging.save(session, actor, found, learning, revision, what="learning")
        engaging.approve(session, who(script["approved_by"]), found)


def before_meeting(script: Mapping[str, Any]) -> datetime:
    """When what a past meeting decided was submitted: ten days before it."""
    return _starts_at(-script["days_ago"]) - timedelta(days=10)


def hold_meeting(
    session: Session,
    script: Mapping[str, Any],
    chair: Actor,
    who: Who,
    review: Review,
    decision: str,
    reason: str,
    conditions: Sequence[ConditionWanted],
) -> Meeting:
    """A past meeting that decided on ``review``: called, attended, minuted and signed the day after."""
    starts_at = _starts_at(-script["days_ago"])
    held = meeting.call(
        session, chair, review.board, starts_at, place=script["place"], link=script.get("link", ""),
        reviews=[review], at=before_meeting(script),
    )  # fmt: skip
    for title in script.get("matters", []):
        meeting.add_item(session, chair, held, title=title["title"])
        meeting.note_item(session, chair, held, held.items[-1], title["note"])
    during = starts_at + timedelta(minutes=45)
    came = {who(email).user_id or 0: kind for email, kind in script["attendance"].items()}
    sitting.record_attendance(session, chair, held, came, at=during)
    own = {verdict.user_id: verdict.kind for verdict in review.verdicts}
    positions = {
        seat.user_id: (own.get(seat.user_id, decision), "") for seat in meeting.voters_on(held, review)
    }
    item = next(each for each in held.items if each.review_id == review.id)
    sitting.decide_item(session, chair, held, item, decision, reason, positions, conditions, at=during)
    meeting.note_meeting(session, chair, held, script.get("notes", ""))
    # The worker finds the files that are wanted by itself.
    minuting.sign(session, chair, held, enqueue=lambda file_id: None, at=starts_at + timedelta(days=1))
    return held


def call_meeting(
    session: Session,
    script: Mapping[str, Any],
    who: Who,
    board: Board,
    tenders: Mapping[str, Tender],
) -> Meeting:
    """A meeting to come, with its papers asked for."""
    chair, wanted = who(script["called_by"]), {tenders[name].id for name in script["tenders"]}
    waiting = [each for each in meeting.waiting_for(session, board) if each.tender_id in wanted]
    made = meeting.call(
        session, chair, board, _starts_at(script["in_days"]), place=script["place"],
        link=script.get("link", ""), reviews=waiting,
    )  # fmt: skip
    for title in script.get("matters", []):
        meeting.add_item(session, chair, made, title=title)
    meeting_files.ask_for_papers(session, chair, made, enqueue=lambda file_id: None)
    return made


def _starts_at(days: int) -> datetime:
    """Ten in the morning in London, so many days from today."""
    day = (now().astimezone(LONDON) + timedelta(days=days)).date()
    return datetime.combine(day, time(10), LONDON)
