"""Telling those who follow what became public: whom each happening concerns, and the letters that say so.

A happening is told to an address once, by the nearest thing that it follows: the tender itself, then an outcome, the
buyer, a search. Searches are told of new tenders only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from exports import letters
from exports.diff import ChangeKind, changes
from exports.letters import News
from exports.notices.definition import definition_of
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.following import FollowKind, HappeningKind, Pace, digest_due
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext, ngettext, prefix, speaking
from procure.models import FollowNote, Happening, Notice, PublishedTender, Subscription, Tender
from procure.services import (
    asking,
    downloading,
    finding,
    freezing,
    posting,
    question_lists,
    subscribing,
)

#: Happenings and letters made in one transaction.
BATCH = 50
#: Things that a digest tells before it says how many more there are.
MOST_IN_DIGEST = 40
_NEAREST = [
    kind.value for kind in (FollowKind.TENDER, FollowKind.OUTCOME, FollowKind.BUYER, FollowKind.SEARCH)
]


def spread(engine: Engine, settings: Settings, at: datetime | None = None) -> int:
    """Find whom new happenings concern, and write the letters that are due. Returns how many letters were written.
    Killed at any instant, it goes on where it was; nothing is told twice."""
    moment = at or datetime.now(UTC)
    while _note_next(engine, moment):
        pass
    written = 0
    for pace in Pace:
        while made := _write_next(engine, settings, pace, moment):
            written += made
    return written


def forget(engine: Engine, settings: Settings, at: datetime | None = None) -> None:
    """Forget what was asked for and never confirmed, following or questions, and old letters."""
    with writing(engine) as session:
        subscribing.forget_unconfirmed(session, at)
        asking.forget_unconfirmed(session, at)
        posting.erase_old(session, settings.letters_kept_days, at)


def has_work(engine: Engine, at: datetime | None = None) -> bool:
    """Whether anything happened that was not looked at, or waits to be told."""
    with reading(engine) as session:
        fresh = session.exec(select(Happening.id).where(col(Happening.told_at).is_(None)).limit(1)).first()
        untold = session.exec(
            select(FollowNote.id).where(col(FollowNote.letter_id).is_(None)).limit(1)
        ).first()
        return fresh is not None or untold is not None


def _note_next(engine: Engine, moment: datetime) -> bool:
    with writing(engine) as session:
        fresh = session.exec(
            select(Happening)
            .where(col(Happening.told_at).is_(None))
            .order_by(col(Happening.id))
            .limit(BATCH)
            .options(joinedload(Happening.tender).joinedload(Tender.organisation))
            .with_for_update(of=Happening, skip_locked=True)
        ).all()
        for happening in fresh:
            for each in _concerned(session, happening):
                session.add(FollowNote(subscription_id=each.id, happening_id=happening.id))
            happening.told_at = moment
            session.add(happening)
        return bool(fresh)


def _concerned(session: Session, happening: Happening) -> Iterable[Subscription]:
    """Whom a happening concerns: one subscription for each address."""
    row = session.exec(
        select(PublishedTender).where(PublishedTender.tender_id == happening.tender_id)
    ).one_or_none()
    tender = happening.tender
    wanted = {FollowKind.TENDER.value: [tender.reference], FollowKind.BUYER.value: [tender.organisation.key]}
    if row is not None:
        snapshot = _snapshot(session, tender.reference, row.version_number)
        wanted[FollowKind.OUTCOME.value] = [
            each.library.library_id for each in snapshot.outcomes if each.library
        ]
    found: list[Subscription] = []
    for kind, targets in wanted.items():
        found += session.exec(_confirmed(kind).where(col(Subscription.target).in_(targets))).all()
    if row is not None and _is_new_tender(session, happening):
        fits: dict[str, bool] = {}
        for each in session.exec(_confirmed(FollowKind.SEARCH.value)):
            if each.target not in fits:
                fits[each.target] = finding.fits(
                    session, subscribing.criteria_in(each.target), row, happening.at
                )
            if fits[each.target]:
                found.append(each)
    # Whoever confirmed after it happened did not ask for it.
    found = [each for each in found if each.confirmed_at is not None and each.confirmed_at <= happening.at]
    nearest: dict[str, Subscription] = {}
    for each in sorted(found, key=lambda each: (_NEAREST.index(each.kind), each.id or 0)):
        nearest.setdefault(each.email or "", each)
    return nearest.values()


def _is_new_tender(session: Session, happening: Happening) -> bool:
    if happening.kind != HappeningKind.VERSION:
        return False
    published = downloading.published_version(session, happening.tender.reference).publications
    return int(happening.subject) == min(each.version.number for each in published)


def _confirmed(kind: str):  # type: ignore[no-untyped-def]
    return select(Subscription).where(
        Subscription.kind == kind,
        col(Subscription.confirmed_at).is_not(None),
        col(Subscription.ended_at).is_(None),
    )


def _write_next(engine: Engine, settings: Settings, pace: Pace, moment: datetime) -> int:
    """Write the next letters of one pace, and return how many."""
    due = digest_due(pace, moment)
    with writing(engine) as session:
        query = (
            select(FollowNote)
            .join(Subscription)
            .where(col(FollowNote.letter_id).is_(None), Subscription.pace == pace.value)
            .options(
                joinedload(FollowNote.subscription),
                joinedload(FollowNote.happening).joinedload(Happening.tender).joinedload(Tender.organisation),
            )
            .order_by(col(FollowNote.id))
            .with_for_update(of=FollowNote, skip_locked=True)
        )
        if due is None:
            notes = session.exec(query.limit(BATCH)).all()
            for note in notes:
                _write_news(session, note, settings, moment)
            return len(notes)
        query = query.join(Happening, col(FollowNote.happening_id) == Happening.id).where(Happening.at < due)
        first = session.exec(query.limit(1)).first()
        if first is None:
            return 0
        mine = session.exec(query.where(Subscription.email == first.subscription.email)).all()
        _write_digest(session, mine, settings, pace, due, moment)
        return 1


def _write_news(session: Session, note: FollowNote, settings: Settings, moment: datetime) -> None:
    found = note.subscription
    manage = subscribing.address_of(found, settings)
    with speaking(found.language):
        written = letters.news(
            settings.service_name, news_of(session, note.happening, settings), found.label, manage
        )
    letter = posting.post(
        session, f"news:{note.id}", found.email or "", written.subject, written.body,
        stop_address=f"{manage}/stop", at=moment,
    )  # fmt: skip
    note.letter_id = letter.id
    session.add(note)


def _write_digest(
    session: Session,
    notes: Sequence[FollowNote],
    settings: Settings,
    pace: Pace,
    due: datetime,
    moment: datetime,
) -> None:
    found = notes[0].subscription
    manage = subscribing.address_of(found, settings)
    with speaking(found.language):
        items = [news_of(session, note.happening, settings) for note in notes[:MOST_IN_DIGEST]]
        written = letters.digest(
            settings.service_name,
            items,
            len(notes) - len(items),
            manage,
            "day" if pace == Pace.DAILY else "week",
        )
    letter = posting.post(
        session, f"digest:{found.key}:{due.isoformat()}", found.email or "", written.subject, written.body,
        stop_address=f"{manage}/stop?all={pace.value}", at=moment,
    )  # fmt: skip
    for note in notes:
        note.letter_id = letter.id
        session.add(note)


def news_of(session: Session, happening: Happening, settings: Settings) -> News:
    """A happening in words of the language in force, from what anybody may read."""
    tender = happening.tender
    page = f"{settings.resolved_base_url}{prefix()}/published/{tender.reference}"
    title, buyer = _names(session, tender)
    sentence, address = HappeningKind.label_of(happening.kind) + ".", page
    details: list[str] = []
    if happening.kind == HappeningKind.VERSION:
        sentence, details, address = _version_news(session, tender.reference, int(happening.subject), page)
    elif happening.kind == HappeningKind.NOTICE:
        notice = session.exec(
            select(Notice).where(Notice.tender_id == tender.id, Notice.local_number == int(happening.subject))
        ).one()
        name = gettext(definition_of(notice.code).name)
        sentence = gettext("The buyer published: %(name)s (%(code)s).", name=name, code=notice.code)
        address = f"{page}/notices/{notice.local_number}"
    elif happening.kind == HappeningKind.CHALLENGE:
        sentence = gettext("The buyer answered a challenge to what is fixed.")
        address = f"{page}/challenges"
    elif happening.kind == HappeningKind.ANSWERS:
        sentence, details = _answers_news(session, tender, int(happening.subject))
        address = f"{page}/questions#batch-{happening.subject}"
    return News(title, buyer, sentence, details, address)


def _version_news(session: Session, reference: str, number: int, page: str) -> tuple[str, list[str], str]:
    after = _snapshot(session, reference, number)
    published = sorted(
        each.version.number for each in downloading.published_version(session, reference).publications
    )
    earlier = [each for each in published if each < number]
    if not earlier:
        return gettext("A new tender is published."), _first_facts(after), page
    before = _snapshot(session, reference, earlier[-1])
    told = [
        f"{change.section}: {change.name} {_VERBS[change.kind]}"
        + "".join(
            f"; {each.field}: {_short(each.before)} → {_short(each.after)}" for each in change.differences[:2]
        )
        for change in changes(before, after)
    ]
    sentence = gettext(
        "Version %(number)s is published, in place of version %(earlier)s.",
        number=number,
        earlier=earlier[-1],
    )
    return sentence, told, f"{page}/changes?from={earlier[-1]}&to={number}"


def _answers_news(session: Session, tender: Tender, number: int) -> tuple[str, list[str]]:
    answers = [each for each in question_lists.public(session, tender) if each.batch == number]
    told = [_short(each.question) + (" (corrected)" if each.corrects else "") for each in answers]
    sentence = ngettext(
        "The buyer answered a question, in batch %(batch)s.",
        "The buyer answered %(num)s questions, in batch %(batch)s.",
        len(answers),
        batch=number,
    )
    return sentence, told


_VERBS = {ChangeKind.ADDED: "was added", ChangeKind.REMOVED: "was removed", ChangeKind.CHANGED: "changed"}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return "nothing" if not words else words if len(words) <= 60 else f"{words[:59].rstrip()}…"


def _first_facts(snapshot: SpecificationSnapshot) -> list[str]:
    return [f"Outcome {each.number}: {each.title}" for each in snapshot.outcomes]


def _names(session: Session, tender: Tender) -> tuple[str, str]:
    """Title and buyer as they are public: of the tender's page, or of its latest notice."""
    row = session.exec(select(PublishedTender).where(PublishedTender.tender_id == tender.id)).one_or_none()
    if row is not None:
        return row.title, row.buyer_name
    notice = session.exec(
        select(Notice)
        .where(Notice.tender_id == tender.id, col(Notice.completed_at).is_not(None))
        .order_by(col(Notice.local_number).desc())
    ).first()
    if notice is None:
        raise NotFound("Nothing of this tender is public.")
    return notice.title or f"Procurement {tender.reference}", notice.buyer_name or tender.organisation.name


def _snapshot(session: Session, reference: str, number: int) -> SpecificationSnapshot:
    return freezing.public_snapshot_of(downloading.published_version(session, reference, number).version)
