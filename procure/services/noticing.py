"""Notices besides the tender notice: begun from what is known, saved, checked, published here, and later given the
identifiers that the central platform returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from exports.notices.definition import NoticeItem, missing_items
from exports.notices.pdf import notice_pdf
from exports.notices.stamp import PLATFORM_NOTICE_ID, PLATFORM_PROCUREMENT_ID, NoticeStamp
from exports.ocds.notices import notice_release_json
from procure import db
from procure.act.answers import Finding, RuleAnswer
from procure.config import Settings
from procure.domain.carrying import amending, carried
from procure.domain.exceptions import Invalid, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.notice_checks import findings
from procure.domain.notice_duties import Duty, duties
from procure.domain.notice_facts import NoticeFacts, facts_from_json
from procure.domain.notice_sequence import PublishedNotice, may_follow
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState
from procure.models import Notice, NoticeDraft, NoticeFile, SpecificationVersion, Tender
from procure.models.types import now
from procure.services import access, auditing, freezing, opening
from procure.services.publishing import LONDON
from procure.storage import Storage

TENDER_NOTICE = "UK4"


@dataclass(frozen=True)
class Check:
    """What stands between a notice and its publication. ``advice`` blocks nothing."""

    sequence: RuleAnswer[bool]
    missing: tuple[NoticeItem, ...]
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        return self.sequence.value and not self.missing and not any(f.is_blocking for f in self.findings)


def history(session: Session, tender: Tender, settings: Settings) -> list[PublishedNotice]:
    """The notices of a tender that are out, oldest first. The tender notice counts once the tender is public."""
    told = {draft.notice_id: draft for draft in _drafts(session, tender) if draft.notice_id is not None}
    query = select(Notice).where(Notice.tender_id == tender.id).order_by(col(Notice.local_number))
    found = []
    for notice in session.exec(query):
        draft = told.get(notice.id)
        if draft is None and tender.state != TenderState.PUBLISHED:
            continue
        found.append(
            PublishedNotice(
                notice.code,
                notice.published_at.astimezone(LONDON).date(),
                notice_identifier(notice, tender, settings),
                facts_of(draft) if draft is not None else None,
                notice.local_number,
            )
        )
    return found


def told(
    session: Session, actor: Actor, tender: Tender, number: int
) -> tuple[Notice, SpecificationSnapshot, NoticeFacts]:
    """A notice that is out, by its local number, with what it was made from. Raises NotAllowed; NotFound, also for
    the tender notice, which is published with its specification.
    """
    access.require(actor, Permission.READ_TENDER, tender)
    found = session.exec(
        select(Notice, NoticeDraft, SpecificationVersion)
        .where(Notice.tender_id == tender.id, Notice.local_number == number)
        .where(NoticeDraft.notice_id == Notice.id, SpecificationVersion.id == Notice.version_id)
    ).first()
    if found is None:
        raise NotFound("There is no such notice.")
    notice, draft, version = found
    return notice, freezing.snapshot_of(version), facts_of(draft)


def notice_identifier(notice: Notice, tender: Tender, settings: Settings) -> str:
    """The platform's identifier once it is recorded, ours until then."""
    return notice.platform_notice_id or f"{settings.local_id_prefix}-{tender.reference}-{notice.local_number}"


def due(session: Session, actor: Actor, tender: Tender, settings: Settings) -> tuple[Duty, ...]:
    """What is due on this tender, the dated first. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return duties(freezing.draft_snapshot(session, tender), history(session, tender, settings))


def facts_of(draft: NoticeDraft) -> NoticeFacts:
    """The facts that a draft keeps."""
    return facts_from_json(draft.code, draft.facts_json)


def open_drafts(session: Session, actor: Actor, tender: Tender) -> list[NoticeDraft]:
    """The notices that are being filled in, oldest first. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return [draft for draft in _drafts(session, tender) if draft.notice_id is None]


def draft_by_id(session: Session, actor: Actor, tender: Tender, draft_id: int) -> NoticeDraft:
    """One notice of this tender, out or not. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.READ_TENDER, tender)
    draft = session.get(NoticeDraft, draft_id)
    if draft is None or draft.tender_id != tender.id:
        raise NotFound("There is no such notice.")
    return draft


def start(
    session: Session,
    actor: Actor,
    tender: Tender,
    code: str,
    settings: Settings,
    *,
    contract: str = "",
    on: date | None = None,
) -> NoticeDraft:
    """Begin a notice from what is known. ``contract`` chooses one of several; ``on`` is the day it is to go out. One
    that is already begun for the same contract is given back.

    Raises NotAllowed; WrongState when it may not follow what is out, in words that name the rule.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    if code == TENDER_NOTICE:
        raise WrongState("The tender notice is published with the specification.")
    db.lock(session, tender)
    out = history(session, tender, settings)
    facts = carried(code, freezing.draft_snapshot(session, tender), out, contract=contract, on=on)
    for draft in _drafts(session, tender):
        begun = facts_of(draft)
        same = getattr(begun, "contract_identifier", "") == getattr(facts, "contract_identifier", "")
        if draft.notice_id is None and draft.code == code and same and not begun.is_amendment:
            return draft
    return _begin(session, actor, tender, facts, out)


def amend(
    session: Session, actor: Actor, tender: Tender, notice: Notice, what_changed: str, settings: Settings
) -> NoticeDraft:
    """Begin a new notice that changes a published one. Raises NotAllowed; Invalid without words for the change;
    WrongState for the tender notice, which is changed by its specification.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    if not what_changed.strip():
        raise Invalid("what_changed", "Enter what has changed")
    db.lock(session, tender)
    out = history(session, tender, settings)
    identifier = notice_identifier(notice, tender, settings)
    published = next((each for each in out if each.notice_id == identifier), None)
    if published is None or published.facts is None:
        raise WrongState("The tender notice is changed by a new version of its specification.")
    return _begin(session, actor, tender, amending(published, what_changed.strip()), out)


def _begin(
    session: Session, actor: Actor, tender: Tender, facts: NoticeFacts, out: list[PublishedNotice]
) -> NoticeDraft:
    answer = may_follow(facts.code, out, facts)
    # A call-off and a small contract say only in their facts that they need nothing before them.
    may_turn_out = facts.code in ("UK6", "UK7") and not out
    if not answer.value and not may_turn_out:
        raise WrongState(f"{answer.explanation} ({answer.provision})")
    assert tender.id is not None
    assert actor.user_id is not None
    draft = NoticeDraft(
        tender_id=tender.id,
        code=facts.code,
        facts_json=facts.model_dump_json(),
        schema_version=facts.schema_version,
        started_by_id=actor.user_id,
    )
    session.add(draft)
    session.flush()
    _audit(session, actor, tender, "notice.started", code=facts.code, draft=draft.id)
    return draft


def save(
    session: Session, actor: Actor, tender: Tender, draft: NoticeDraft, facts: NoticeFacts, revision: int
) -> None:
    """Keep the facts of a notice. ``revision`` is the one that was read. Raises NotAllowed; WrongState once the notice
    is out; StaleEdit when somebody saved in between.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    db.lock(session, tender)
    session.refresh(draft)
    _check_open(draft)
    if facts.code != draft.code:
        raise ValueError(f"These are facts of a {facts.code}, and the notice is a {draft.code}.")
    if draft.revision != revision:
        theirs, yours = facts_of(draft).model_dump(mode="json"), facts.model_dump(mode="json")
        differ = [name for name in yours if theirs[name] != yours[name]]
        raise StaleEdit(
            {name: theirs[name] for name in differ},
            {name: yours[name] for name in differ},
            str(draft.revision),
        )
    draft.facts_json = facts.model_dump_json()
    draft.revision += 1
    draft.updated_at = now()
    session.add(draft)
    session.flush()
    withheld = {each.item: each.limb for each in facts.withheld}
    _audit(session, actor, tender, "notice.saved", code=draft.code, draft=draft.id, withheld=withheld)


def discard(session: Session, actor: Actor, tender: Tender, draft: NoticeDraft) -> None:
    """Give up a notice that is not out. Raises NotAllowed, and WrongState once it is."""
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    _check_open(draft)
    _audit(session, actor, tender, "notice.discarded", code=draft.code, draft=draft.id)
    session.delete(draft)
    session.flush()


def check(
    session: Session, actor: Actor, tender: Tender, draft: NoticeDraft, settings: Settings, today: date
) -> Check:
    """What is missing or wrong in a notice that is to go out ``today``. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    facts, out = facts_of(draft), history(session, tender, settings)
    snapshot = freezing.draft_snapshot(session, tender)
    return Check(
        may_follow(draft.code, out, facts),
        tuple(missing_items(snapshot, facts=facts)),
        tuple(findings(snapshot, facts, out, today)),
    )


def publish(
    session: Session,
    actor: Actor,
    tender: Tender,
    draft: NoticeDraft,
    settings: Settings,
    storage: Storage,
    *,
    at: datetime | None = None,
) -> Notice:
    """Publish a notice here: number it, freeze what it says, make and store its files. ``at`` is aware, now unless
    told. Whoever asks twice gets the same notice.

    Raises NotAllowed; NotReady, with what is missing or wrong; ``exports.artefact.NotFit`` when its open data may not
    go out as it is.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    moment = (at or datetime.now(UTC)).replace(microsecond=0)
    db.lock(session, tender)
    session.refresh(draft)
    if draft.notice_id is not None:
        return session.exec(select(Notice).where(Notice.id == draft.notice_id)).one()
    found = check(session, actor, tender, draft, settings, moment.astimezone(LONDON).date())
    if not found.is_ready:
        wrong = [finding for finding in found.findings if finding.is_blocking]
        reasons = () if found.sequence.value else (found.sequence,)
        raise NotReady("Mend what blocks this notice first.", (*reasons, *found.missing, *wrong))
    version = freezing.freeze(session, actor, tender, at=moment)
    notice = _number(session, tender, draft, version, moment)
    stamp = stamp_of(notice, tender, settings)
    snapshot, facts = freezing.snapshot_of(version), facts_of(draft)
    files = (
        ("notice.pdf", "application/pdf", notice_pdf(snapshot, stamp, facts=facts)),
        ("release.json", "application/json", notice_release_json(snapshot, stamp, facts)),
    )
    for kind, media_type, data in files:
        session.add(
            NoticeFile(
                notice_id=notice.id,
                kind=kind,
                media_type=media_type,
                file_name=f"{stamp.local_reference}-{kind}",
                size=len(data),
                sha256=storage.put(data),
            )
        )
        if kind == opening.RELEASE_FILE:
            opening.put(session, notice.version_id, moment, data)
    session.flush()
    _audit(session, actor, tender, "notice.published", code=notice.code, number=notice.local_number,
           version=version.number)  # fmt: skip
    return notice


def stamp_of(notice: Notice, tender: Tender, settings: Settings) -> NoticeStamp:
    """The identity of a notice, as every rendering of it takes it."""
    page = f"{settings.resolved_base_url}/tenders/{tender.reference}/notices/{notice.local_number}"
    return NoticeStamp(
        code=notice.code,
        tender_reference=tender.reference,
        local_number=notice.local_number,
        local_id_prefix=settings.local_id_prefix,
        published_at=notice.published_at,
        notice_url=page,
        base_url=settings.resolved_base_url,
        publisher_name=settings.publisher_name,
        platform_notice_id=notice.platform_notice_id,
        platform_procurement_id=notice.platform_procurement_id,
    )


def record_identifiers(
    session: Session, actor: Actor, tender: Tender, notice: Notice, *, notice_id: str, procurement_id: str
) -> None:
    """Keep the identifiers that the central platform returned for a notice; they are never made up. Its procurement
    identifier is that of every notice of the tender.

    Raises NotAllowed; Invalid for one of another form, or another than was recorded before.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    if not PLATFORM_NOTICE_ID.fullmatch(notice_id):
        raise Invalid("notice_id", "Enter a notice identifier like 041267-2026")
    if not PLATFORM_PROCUREMENT_ID.fullmatch(procurement_id):
        raise Invalid("procurement_id", "Enter a procurement identifier like ocds-h6vhtk-0f1a2b")
    db.lock(session, tender)
    everyone = session.exec(select(Notice).where(Notice.tender_id == tender.id)).all()
    known = {each.platform_procurement_id for each in everyone if each.platform_procurement_id}
    if known - {procurement_id}:
        raise Invalid("procurement_id", f"This procurement is recorded as {min(known)} already")
    if any(each.platform_notice_id == notice_id and each.id != notice.id for each in everyone):
        raise Invalid("notice_id", "Another notice of this tender has that identifier")
    notice.platform_notice_id = notice_id
    for each in everyone:
        each.platform_procurement_id = procurement_id
        session.add(each)
    session.flush()
    _audit(session, actor, tender, "notice.identifiers_recorded", number=notice.local_number,
           notice_id=notice_id, procurement_id=procurement_id)  # fmt: skip


def facts_from_answers(draft: NoticeDraft, changes: dict[str, object]) -> NoticeFacts:
    """The facts of a draft with some of them changed. Raises Invalid, naming the first that is wrong."""
    kept = facts_of(draft)
    try:
        return type(kept).model_validate({**kept.model_dump(), **changes})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Invalid(".".join(map(str, first["loc"])), first["msg"]) from error


def _number(
    session: Session, tender: Tender, draft: NoticeDraft, version: SpecificationVersion, moment: datetime
) -> Notice:
    last = session.exec(select(func.max(Notice.local_number)).where(Notice.tender_id == tender.id)).one()
    known = session.exec(
        select(Notice.platform_procurement_id).where(
            Notice.tender_id == tender.id, col(Notice.platform_procurement_id).is_not(None)
        )
    ).first()
    assert tender.id is not None
    assert version.id is not None
    notice = Notice(
        tender_id=tender.id,
        version_id=version.id,
        code=draft.code,
        local_number=(last or 0) + 1,
        published_at=moment,
        platform_procurement_id=known,
    )
    session.add(notice)
    session.flush()
    draft.notice_id = notice.id
    session.add(draft)
    session.flush()
    return notice


def _drafts(session: Session, tender: Tender) -> list[NoticeDraft]:
    query = select(NoticeDraft).where(NoticeDraft.tender_id == tender.id).order_by(col(NoticeDraft.id))
    return list(session.exec(query))


def _check_open(draft: NoticeDraft) -> None:
    if draft.notice_id is not None:
        raise WrongState("This notice is published: put it right with a new one that says what changed.")


def _audit(session: Session, actor: Actor, tender: Tender, action: str, **detail: object) -> None:
    auditing.record(session, actor, action, subject_kind="tender", subject_key=tender.reference, **detail)
