"""A library entry's record: which published tenders hold it, what each aims for, what was observed of it since, and
what notices have told.

Everything here is public. What a tender holds is what anybody may read of the version that is published, never a draft
of the next one. What was observed is of measures whose results the buyer has made public; what a notice withholds
stands on no page of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from exports.notices.definition import definition_of
from exports.wording import day
from procure.config import Settings
from procure.domain.notice_facts import ContractEndFacts, NoticeFacts, PerformanceFacts
from procure.domain.notice_facts.parts import Kpi
from procure.domain.notice_facts.words import Rating
from procure.domain.permissions import ANYONE, Permission, may
from procure.domain.results import Status
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot
from procure.models import (
    MeasureSeries,
    Notice,
    NoticeDraft,
    Outcome,
    PublishedTender,
    SeriesJudgement,
    SeriesStanding,
    SpecificationVersion,
)
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
class Followed:
    """How a measure of a tender stands by what was observed: its newest figure in the unit (None before there is one),
    the period it is of, when it was published and as which publication of that period (``vintage``, from 1), and how
    that was judged. ``revisions`` are of all its figures.
    """

    key: str
    name: str
    unit: str
    baseline: str
    target: str
    target_on: date | None
    value: Decimal | None
    period_start: date | None
    period_end: date | None
    published_on: date | None
    vintage: int | None
    status: Status
    reason: str
    observations: int
    revisions: int


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
    followed: tuple[Followed, ...] = ()
    outcome_keys: frozenset[str] = frozenset()


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
            for outcome in freezing.public_snapshot_of(version).outcomes
            if outcome.library is not None and outcome.library.library_id == library_id
        ]
        if copies and len(found) < MOST:
            found[tender.tender_id] = _use(tender, copies)
    observed = _observed(session, {key: use.reference for key, use in found.items()}, settings)
    followed = _followed(session, {key: use.outcome_keys for key, use in found.items()})
    return tuple(
        replace(use, observed=tuple(observed.get(key, ())), followed=tuple(followed.get(key, ())))
        for key, use in found.items()
    )


def _use(tender: PublishedTender, copies: Sequence[OutcomeSnapshot]) -> Use:
    versions = {outcome.library.library_version for outcome in copies if outcome.library is not None}
    return Use(
        tender.reference,
        tender.title,
        tender.buyer_name,
        tender.published_at,
        tuple(sorted(versions)),
        tuple(measure for outcome in copies for measure in outcome.measures),
        outcome_keys=frozenset(outcome.key for outcome in copies),
    )


def _followed(session: Session, outcomes: Mapping[int, frozenset[str]]) -> dict[int, list[Followed]]:
    """Of each tender: the measures of these outcomes that are followed and public, in order."""
    rows = session.exec(
        select(MeasureSeries, SeriesStanding, SeriesJudgement)
        .join(SeriesStanding, col(SeriesStanding.series_id) == MeasureSeries.id)
        .join(SeriesJudgement, col(SeriesJudgement.series_id) == MeasureSeries.id)
        .where(
            col(MeasureSeries.tender_id).in_(outcomes),
            col(MeasureSeries.closed_at).is_(None),
            col(MeasureSeries.is_public).is_(True),
        )
        .order_by(col(MeasureSeries.tender_id), col(MeasureSeries.position), col(MeasureSeries.id))
    ).all()
    found: dict[int, list[Followed]] = {}
    for series, stands, judged in rows:
        if series.outcome_key in outcomes[series.tender_id] and may(ANYONE, Permission.READ_RESULTS, series):
            found.setdefault(series.tender_id, []).append(
                Followed(
                    series.key, series.name, series.unit, series.baseline_words, series.target_words,
                    series.target_on, stands.latest_value, stands.latest_start, stands.latest_end,
                    stands.latest_published_on, stands.latest_vintage, Status(judged.status), judged.reason,
                    stands.observations, stands.revisions,
                )
            )  # fmt: skip
    return found


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
