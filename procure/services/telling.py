"""What the finished notices of a tender told, and which of them are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError
from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.act.publication import publication_day
from procure.config import Settings
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.notice_facts import NoticeFacts, TenderFacts, facts_from_json
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.models import Notice, NoticeDraft, SpecificationVersion, Tender
from procure.services import access, confirming, freezing
from procure.services.stamping import identifier_of, local_reference

#: Notices whose facts are kept as they were read.
READ = 10_000


@dataclass(frozen=True)
class Told:
    """A finished notice, with what it was made from: the version's number, its snapshot, and the facts besides."""

    notice: Notice
    version: int
    snapshot: SpecificationSnapshot
    facts: NoticeFacts


def history(session: Session, tender: Tender, settings: Settings) -> list[PublishedNotice]:
    """The notices of a tender that are out, on the platform or here, oldest first."""
    told = {each.notice_id: (each.code, each.facts_json) for each in drafts_of(session, tender)}
    return _out(tender, notices_of(session, tender), told, settings)


def histories(
    session: Session, tenders: Sequence[Tender], settings: Settings
) -> dict[int, list[PublishedNotice]]:
    """The same of many tenders at once, by the tender's id."""
    ids = [each.id for each in tenders]
    notices: dict[int, list[Notice]] = {}
    for notice in session.exec(
        select(Notice).where(col(Notice.tender_id).in_(ids)).order_by(col(Notice.local_number))
    ):
        notices.setdefault(notice.tender_id, []).append(notice)
    finished = session.exec(
        select(NoticeDraft.notice_id, NoticeDraft.code, NoticeDraft.facts_json).where(
            col(NoticeDraft.tender_id).in_(ids), col(NoticeDraft.notice_id).is_not(None)
        )
    )
    told = {notice_id: (code, text) for notice_id, code, text in finished}
    return {
        each.id: _out(each, notices.get(each.id, []), told, settings)
        for each in tenders
        if each.id is not None
    }


def _out(
    tender: Tender, notices: Sequence[Notice], told: Mapping[int | None, tuple[str, str]], settings: Settings
) -> list[PublishedNotice]:
    """Those that are out. ``told``: by the notice's id, its code and facts as they are kept."""
    found = []
    for notice in notices:
        day = publication_day(confirming.times_of(notice)).value
        if day is None and notice.completed_at is None:
            continue
        found.append(
            PublishedNotice(
                notice.code,
                day or notice.published_at.astimezone(LONDON).date(),
                identifier_of(notice, tender.reference, settings),
                _facts(*told[notice.id]) if notice.id in told else None,
                notice.local_number,
                is_confirmed=day is not None,
                local_id=local_reference(notice, tender.reference, settings),
            )
        )
    return found


def notices_of(session: Session, tender: Tender) -> list[Notice]:
    """The finished notices of a tender, out or not, in the order of their numbers."""
    query = select(Notice).where(Notice.tender_id == tender.id).order_by(col(Notice.local_number))
    return list(session.exec(query))


def told(session: Session, actor: Actor, tender: Tender, number: int) -> Told:
    """A finished notice, by its local number, the tender notice too. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    found = find(session, tender.reference, number)
    if found is None:
        raise NotFound("There is no such notice.")
    return found


def find(session: Session, reference: str, number: int) -> Told | None:
    """A finished notice of the tender with this reference, out or not, whoever asks; None for no such notice."""
    found = session.exec(
        select(Notice, SpecificationVersion, NoticeDraft)
        .join(Tender, col(Tender.id) == Notice.tender_id)
        .join(SpecificationVersion, col(SpecificationVersion.id) == Notice.version_id)
        .outerjoin(NoticeDraft, col(NoticeDraft.notice_id) == Notice.id)
        .where(Tender.reference == reference, Notice.local_number == number)
    ).first()
    if found is None:
        return None
    notice, version, draft = found
    facts = facts_of(draft) if draft is not None else TenderFacts()
    return Told(notice, version.number, freezing.snapshot_of(version), facts)


def facts_of(draft: NoticeDraft) -> NoticeFacts:
    """The facts that a draft keeps."""
    return _facts(draft.code, draft.facts_json)


@lru_cache(maxsize=READ)
def _facts(code: str, text: str) -> NoticeFacts:
    """Read once for those who ask for many at a time: facts are frozen."""
    return facts_from_json(code, text)


def draft_of(session: Session, actor: Actor, tender: Tender, notice: Notice) -> NoticeDraft:
    """What a finished notice was filled in as. Raises NotAllowed; NotFound for the tender notice."""
    access.require(actor, Permission.READ_TENDER, tender)
    draft = session.exec(select(NoticeDraft).where(NoticeDraft.notice_id == notice.id)).first()
    if draft is None or isinstance(facts_of(draft), TenderFacts):
        raise NotFound("The tender notice is published with its specification.")
    return draft


def drafts_of(session: Session, tender: Tender) -> list[NoticeDraft]:
    """What was begun of a tender's notices, finished or not, oldest first."""
    query = select(NoticeDraft).where(NoticeDraft.tender_id == tender.id).order_by(col(NoticeDraft.id))
    return list(session.exec(query))


def facts_from_answers(draft: NoticeDraft, changes: dict[str, object]) -> NoticeFacts:
    """The facts of a draft with some of them changed. Raises Invalid, naming the first that is wrong."""
    kept = facts_of(draft)
    try:
        return type(kept).model_validate({**kept.model_dump(), **changes})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(".".join(map(str, first["loc"])), first["msg"]) from error
