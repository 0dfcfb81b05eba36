"""Notices besides the tender notice: begun from what is known, saved, checked, finished, and published here once the
central platform has them. What the platform did is recorded in ``confirming``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from exports.notices.definition import NoticeItem, missing_items
from exports.notices.pdf import notice_pdf
from exports.ocds.notices import notice_release_json
from procure import db
from procure.act.answers import Finding, RuleAnswer
from procure.act.calendar import LONDON
from procure.act.publication import publication_day
from procure.config import Settings
from procure.domain.carrying import amending, carried
from procure.domain.exceptions import Invalid, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.following import HappeningKind
from procure.domain.notice_checks import findings
from procure.domain.notice_duties import Duty, duties
from procure.domain.notice_facts import ContractDetailsFacts, NoticeFacts
from procure.domain.notice_proposals import Proposal
from procure.domain.notice_sequence import FIRST_OF_SOME, PublishedNotice, contracts_of, may_follow
from procure.domain.permissions import Actor, Permission
from procure.domain.snapshot import SpecificationSnapshot
from procure.models import (
    HandEntry,
    Notice,
    NoticeDraft,
    NoticeFile,
    ResultDecision,
    SpecificationVersion,
    Tender,
)
from procure.models.types import now
from procure.services import (
    access,
    auditing,
    comparing,
    confirming,
    disclosing,
    freezing,
    heralding,
    indicating,
    measure_series,
    numbering,
    opening,
    prefilling,
    relisting,
    results_notices,
    submitting,
    summing,
    telling,
)
from procure.services.stamping import TENDER_NOTICE, identifier_of, stamp_of
from procure.storage import Storage


@dataclass(frozen=True)
class Check:
    """What stands between a notice and its publication. ``advice`` blocks nothing."""

    sequence: RuleAnswer[bool]
    missing: tuple[NoticeItem, ...]
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        return self.sequence.value and not self.missing and not any(f.is_blocking for f in self.findings)


def due(
    session: Session,
    actor: Actor,
    tender: Tender,
    settings: Settings,
    snapshot: SpecificationSnapshot | None = None,
) -> tuple[Duty, ...]:
    """What is due on this tender, the dated first; ``snapshot`` is its draft where it was read already. Raises
    NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    out, decided = telling.history(session, tender, settings), results_notices.decided(session, tender)
    corrections = [
        each.duty for each in results_notices.to_correct(session, tender, out) if each.is_called_for
    ]
    return (*duties(snapshot or freezing.draft_snapshot(session, tender), out, decided), *corrections)


def open_drafts(session: Session, actor: Actor, tender: Tender) -> list[NoticeDraft]:
    """The notices that are being filled in, oldest first. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return [draft for draft in telling.drafts_of(session, tender) if draft.notice_id is None]


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
    is_another_contract: bool = False,
    on: date | None = None,
    decision: ResultDecision | None = None,
) -> NoticeDraft:
    """Begin a notice from what is known, results among it. ``contract`` chooses one of several, ``is_another_contract``
    one that no notice names yet; ``on`` is the day it is to go out; ``decision`` is what calls for it. One that is
    already begun for the same contract and decision is given back.

    Raises NotAllowed; NotFound for a contract that no notice names; WrongState when it may not follow what is out, in
    words that name the rule.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    if code == TENDER_NOTICE:
        raise WrongState("The tender notice is published with the specification.")
    db.lock(session, tender)
    out = telling.history(session, tender, settings)
    if contract and contract not in {each.identifier for each in contracts_of(out)}:
        raise NotFound("There is no such contract.")
    facts = carried(
        code,
        freezing.draft_snapshot(session, tender),
        out,
        contract=contract,
        is_another_contract=is_another_contract,
        on=on,
    )
    for draft in telling.drafts_of(session, tender):
        begun = telling.facts_of(draft)
        same = getattr(begun, "contract_identifier", "") == getattr(facts, "contract_identifier", "")
        same = same and draft.decision_id == (decision.id if decision else None)
        if draft.notice_id is None and draft.code == code and same and not begun.is_amendment:
            return draft
    facts, lines = prefilling.filled(session, tender, facts, out, settings, on=on, decision=decision)
    return begin(session, actor, tender, facts, out, lines, decision)


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
    out = telling.history(session, tender, settings)
    identifier = identifier_of(notice, tender.reference, settings)
    published = next((each for each in out if each.notice_id == identifier), None)
    if published is None or published.facts is None:
        raise WrongState("The tender notice is changed by a new version of its specification.")
    return begin(session, actor, tender, amending(published, what_changed.strip()), out)


def begin(
    session: Session,
    actor: Actor,
    tender: Tender,
    facts: NoticeFacts,
    out: list[PublishedNotice],
    lines: Sequence[Proposal] = (),
    decision: ResultDecision | None = None,
) -> NoticeDraft:
    """Begin a notice with these facts. Raises WrongState when it may not follow what is ``out``."""
    answer = may_follow(facts.code, out, facts)
    # A call-off and a small contract say only in their facts that they need nothing before them.
    may_turn_out = facts.code in FIRST_OF_SOME and not out
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
        proposed=[{"about": each.about, "words": each.words} for each in lines],
        decision_id=decision.id if decision else None,
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
        theirs, yours = telling.facts_of(draft).model_dump(mode="json"), facts.model_dump(mode="json")
        differ = [name for name in yours if theirs[name] != yours[name]]
        raise StaleEdit(
            {name: theirs[name] for name in differ},
            {name: yours[name] for name in differ},
            str(draft.revision),
        )
    draft.facts_json = facts.model_dump_json()
    draft.revision += 1
    draft.updated_at, draft.changed_by_id = now(), actor.user_id
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
    facts, out = telling.facts_of(draft), telling.history(session, tender, settings)
    snapshot = freezing.draft_snapshot(session, tender)
    return Check(
        may_follow(draft.code, out, facts),
        tuple(missing_items(snapshot, facts=facts)),
        tuple(findings(snapshot, facts, out, today, is_agreed=draft.is_agreed)),
    )


def finish(
    session: Session,
    actor: Actor,
    tender: Tender,
    draft: NoticeDraft,
    settings: Settings,
    *,
    at: datetime | None = None,
) -> Notice:
    """Number a notice and fix what it says, ready to be sent to the platform. ``at`` is aware, now unless told.
    Whoever asks twice gets the same notice. Raises NotAllowed; NotReady, with what is missing or wrong.
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
    facts = comparing.with_changes(session, tender, telling.facts_of(draft), settings)
    draft.facts_json = facts.model_dump_json()
    version = freezing.freeze(session, actor, tender, at=moment)
    notice = numbering.number(session, tender, version, facts, moment)
    draft.notice_id = notice.id
    session.add(draft)
    session.flush()
    _audit(session, actor, tender, "notice.finished", code=notice.code, number=notice.local_number,
           version=version.number)  # fmt: skip
    return notice


def can_be_taken_back(notice: Notice) -> bool:
    """Whether a finished notice has gone nowhere yet, so that it can still be changed."""
    gone = (notice.completed_at, notice.submitted_at, notice.platform_notice_id, notice.fallback_at)
    return notice.code != TENDER_NOTICE and not any(gone)


def can_be_amended(notice: Notice) -> bool:
    """Whether a notice is out, on the platform or here, and is changed by a new notice of its kind."""
    is_out = bool(notice.completed_at or publication_day(confirming.times_of(notice)).value)
    return notice.code != TENDER_NOTICE and is_out


def take_back(session: Session, actor: Actor, tender: Tender, notice: Notice) -> NoticeDraft:
    """Open a finished notice again, to change it: its number is given up. Raises NotAllowed; WrongState once it was
    sent to the platform or published here, and for the tender notice.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    db.lock(session, tender)
    if notice.code == TENDER_NOTICE:
        raise WrongState("The tender notice is changed by a new version of its specification.")
    if not can_be_taken_back(notice):
        raise WrongState("This notice has gone out: put it right with a new one that says what changed.")
    if submitting.is_on_its_way(session, notice):
        raise WrongState("This notice is on its way to the central platform, or may be there already.")
    draft = telling.draft_of(session, actor, tender, notice)
    draft.notice_id = None
    session.add(draft)
    session.flush()
    _audit(session, actor, tender, "notice.taken_back", code=notice.code, number=notice.local_number)
    submitting.let_go(session, notice)
    session.execute(delete(HandEntry).where(col(HandEntry.notice_id) == notice.id))
    session.delete(notice)
    session.flush()
    return draft


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
    """Publish a notice here, finished first if it is not: make and store its files. ``at`` is aware, now unless told.
    Whoever asks twice gets the same notice.

    Raises NotAllowed; NotReady, with what is missing or wrong, or where the platform must have it first;
    ``exports.artefact.NotFit`` when its open data may not go out as it is.
    """
    moment = (at or datetime.now(UTC)).replace(microsecond=0)
    notice = finish(session, actor, tender, draft, settings, at=moment)
    if notice.completed_at is not None:
        return notice
    confirming.require_order(notice, settings.platform_first == "refuse")
    notice.published_at = moment
    version = session.get_one(SpecificationVersion, notice.version_id)
    stamp = stamp_of(notice, tender.reference, version.number, settings)
    snapshot, facts = freezing.snapshot_of(version), telling.facts_of(draft)
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
    notice.completed_at = moment
    session.add(notice)
    session.flush()
    heralding.herald(session, notice.tender_id, HappeningKind.NOTICE, notice.local_number, moment)
    _audit(session, actor, tender, "notice.published", code=notice.code, number=notice.local_number,
           version=version.number)  # fmt: skip
    disclosing.refresh(session, tender)
    summing.refresh(session, tender)
    relisting.restage(session, tender)
    if notice.code in disclosing.AWARDING:
        measure_series.take(session, tender, moment)
    if notice.code == ContractDetailsFacts.code:
        facts = telling.facts_of(draft)
        assert isinstance(facts, ContractDetailsFacts)
        indicating.settle(session, tender, moment, facts.contract_identifier)
    return notice


def _check_open(draft: NoticeDraft) -> None:
    if draft.notice_id is not None:
        raise WrongState("This notice is finished: put it right with a new one that says what changed.")


def _audit(session: Session, actor: Actor, tender: Tender, action: str, **detail: object) -> None:
    auditing.of_tender(session, actor, tender, action, **detail)
