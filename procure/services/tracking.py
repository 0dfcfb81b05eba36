"""A library entry's record: which published tenders hold it, what each aims for, and what notices have told since.

Everything here is public. What a tender holds is read from the version that is published, never from a draft of the
next one; what a notice withholds stands on no page of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from exports.notices.definition import definition_of
from exports.wording import day
from procure.config import Settings
from procure.domain.notice_facts import ContractEndFacts, NoticeFacts, PerformanceFacts
from procure.domain.notice_facts.parts import Kpi
from procure.domain.notice_facts.words import Rating
from procure.domain.permissions import ANYONE, Permission, may
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot
from procure.models import Notice, NoticeDraft, Outcome, PublishedTender, SpecificationVersion
from procure.services import freezing, telling
from procure.services.stamping import identifier_of, local_reference

#: Tenders shown on an entry's page: the newest.
MOST = 20
#: Notices that tell how a contract does: its performance, and its end.
TELLING = ("UK9", "UK11")


@dataclass(frozen=True)
class Observation:
    """What one published notice tells of a contract. ``number`` is the notice's among those of its procurement;
    ``findings`` are sentences, none where the notice withholds something.
    """

    number: int
    notice: str
    published_at: datetime
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """One published tender that holds a copy. ``versions`` are those of the entry that it was copied from; ``measures``
    say where it starts and what it aims for.
    """

    reference: str
    title: str
    buyer: str
    published_at: datetime
    versions: tuple[int, ...]
    measures: tuple[MeasureSnapshot, ...]
    observed: tuple[Observation, ...] = ()


def uses(session: Session, library_id: str, settings: Settings) -> tuple[Use, ...]:
    """The published tenders whose published version holds a copy of the entry, newest first, at most ``MOST``."""
    holders = select(Outcome.tender_id).where(Outcome.library_id == library_id)
    rows = session.exec(
        select(PublishedTender, SpecificationVersion)
        .join(SpecificationVersion, col(SpecificationVersion.tender_id) == PublishedTender.tender_id)
        .where(
            SpecificationVersion.number == PublishedTender.version_number,
            # Also of rows that a draft of the next version has removed: the published one may hold them.
            col(PublishedTender.tender_id).in_(holders),
        )
        .order_by(col(PublishedTender.sequence).desc())
        .limit(MOST * 2)
    ).all()
    found: dict[int, Use] = {}
    for tender, version in rows:
        copies = [
            outcome
            for outcome in freezing.snapshot_of(version).outcomes
            if outcome.library is not None and outcome.library.library_id == library_id
        ]
        if copies and len(found) < MOST:
            found[tender.tender_id] = _use(tender, copies)
    observed = _observed(session, {key: use.reference for key, use in found.items()}, settings)
    return tuple(replace(use, observed=tuple(observed.get(key, ()))) for key, use in found.items())


def _use(tender: PublishedTender, copies: Sequence[OutcomeSnapshot]) -> Use:
    versions = {outcome.library.library_version for outcome in copies if outcome.library is not None}
    return Use(
        tender.reference,
        tender.title,
        tender.buyer_name,
        tender.published_at,
        tuple(sorted(versions)),
        tuple(measure for outcome in copies for measure in outcome.measures),
    )


def _observed(
    session: Session, references: dict[int, str], settings: Settings
) -> dict[int, list[Observation]]:
    """What notices of these tenders tell, oldest first, without those that a later one has amended."""
    if not references:
        return {}
    rows = session.exec(
        select(Notice, NoticeDraft)
        .join(NoticeDraft, col(NoticeDraft.notice_id) == Notice.id)
        .where(col(Notice.tender_id).in_(references), col(Notice.code).in_(TELLING))
        .order_by(col(Notice.completed_at), col(Notice.local_number))
    ).all()
    told = [(n, telling.facts_of(draft)) for n, draft in rows if may(ANYONE, Permission.READ_NOTICE, n)]
    amended = {facts.amends_notice_id for _, facts in told if facts.is_amendment}
    found: dict[int, list[Observation]] = {}
    for notice, facts in told:
        reference = references[notice.tender_id]
        names = {
            identifier_of(notice, reference, settings),
            local_reference(notice, reference, settings),
        }
        if names.isdisjoint(amended):
            found.setdefault(notice.tender_id, []).append(
                Observation(
                    notice.local_number,
                    definition_of(notice.code).name,
                    notice.published_at,
                    tuple(_findings(facts)),
                )
            )
    return found


def _findings(facts: NoticeFacts) -> Iterable[str]:
    if facts.withheld:
        return
    if isinstance(facts, PerformanceFacts) and facts.has_kpis:
        covered = _covered(facts.period.starts_on, facts.period.ends_on)
        for kpi in facts.kpis:
            yield _assessed(kpi, covered)
    elif isinstance(facts, PerformanceFacts):
        yield "A breach of the contract, or a failure to perform it, was reported."
    if isinstance(facts, ContractEndFacts):
        yield f"The contract ended on {day(facts.ended_on)}." if facts.ended_on else "The contract ended."


def _assessed(kpi: Kpi, covered: str) -> str:
    result = f"{kpi.result.normalize():f} {kpi.unit}".strip() if kpi.result is not None else ""
    target = f"target {kpi.target.normalize():f} {kpi.unit}".strip() if kpi.target is not None else ""
    said = ", ".join(part for part in (result, target, Rating.label_of(kpi.rating).lower()) if part)
    return f"{kpi.title or kpi.heading}: {said or 'no result given'}{covered}."


def _covered(starts_on: date | None, ends_on: date | None) -> str:
    return f" ({day(starts_on)} to {day(ends_on)})" if starts_on and ends_on else ""
