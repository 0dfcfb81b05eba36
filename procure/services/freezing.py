"""From draft rows to a snapshot, and from a snapshot to an immutable version."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from procure.domain.permissions import Actor
from procure.domain.sections import without_leftovers
from procure.domain.snapshot import (
    Authority,
    AwardCriterionSnapshot,
    AwardSnapshot,
    ContributionSnapshot,
    DataShareSnapshot,
    EqualityAssessment,
    Figure,
    FixedRequirementSnapshot,
    FundingPartySnapshot,
    KeptWording,
    LibrarySource,
    LotSnapshot,
    MeasureSnapshot,
    MoneyTerms,
    ObjectiveLinkSnapshot,
    ObjectiveSnapshot,
    OutcomeSnapshot,
    Part,
    ParticipationConditionSnapshot,
    PaymentTerms,
    ProblemStatement,
    ProcurementFacts,
    SpecificationSnapshot,
    StageGateSnapshot,
    StageSnapshot,
    TenderDocumentSnapshot,
    WithheldSnapshot,
)
from procure.domain.welsh import to_freeze
from procure.domain.withholding import is_wholly_public, public, public_digest
from procure.models import (
    ARRANGED,
    ArrangedRow,
    Measure,
    ObjectiveLink,
    ObjectiveRow,
    Organisation,
    Outcome,
    Publication,
    SpecificationVersion,
    Tender,
)
from procure.models.types import now
from procure.services import auditing, gathering, ledgering, registering
from procure.services.gathering import Gathered


def draft_snapshot(session: Session, tender: Tender) -> SpecificationSnapshot:
    """What would be frozen if the draft were submitted now. Reads, changes nothing.

    Answers left over from a page that no longer applies are not frozen, so they can never be published.
    """
    snapshot = without_leftovers(_whole_draft(session, tender))
    beside = tender.specification.welsh
    return snapshot.model_copy(update={"welsh": to_freeze(snapshot, beside)}) if beside else snapshot


def _whole_draft(session: Session, tender: Tender) -> SpecificationSnapshot:
    specification, facts = tender.specification, tender.facts
    gathered = gather(session, tender)
    unused = {
        "lots": not facts.uses_lots,
        "stages": facts.procedure != "competitive_flexible",
        "withheld": not facts.is_information_withheld,
    }
    rows = {name: [] if unused.get(name) else found for name, found in gathered.rows.items()}
    used = set(specification.objective_ids)
    return SpecificationSnapshot(
        kept_wording=_kept_wording(specification.kept_wording, rows),
        reference=tender.reference,
        title=tender.title,
        summary=specification.summary,
        language=specification.language,
        authority=authority_of(tender.organisation),
        joint_authorities=tuple(authority_of(each) for each in gathered.partners),
        problem=part_of(ProblemStatement, specification),
        objectives=tuple(_known(specification.objective_ids, gathered.objectives)),
        outcomes=tuple(_outcome(row, number, used) for number, row in enumerate(rows["outcomes"], start=1)),
        frame_note=specification.frame_note,
        has_no_fixed_requirements=specification.has_no_fixed_requirements,
        fixed_requirements=numbered(FixedRequirementSnapshot, rows["fixed_requirements"]),
        award=AwardSnapshot(
            award_method=specification.award_method,
            award_methodology=specification.award_methodology,
            failing_disqualifies=specification.failing_disqualifies,
            disqualifying_note=specification.disqualifying_note,
            criteria=numbered(AwardCriterionSnapshot, rows["criteria"]),
        ),
        facts=part_of(ProcurementFacts, facts),
        lots=numbered(LotSnapshot, rows["lots"]),
        stages=numbered(StageSnapshot, rows["stages"]),
        conditions=numbered(ParticipationConditionSnapshot, rows["conditions"]),
        documents=numbered(TenderDocumentSnapshot, rows["documents"]),
        withheld=numbered(WithheldSnapshot, rows["withheld"]),
        gates=numbered(StageGateSnapshot, rows["gates"]),
        parties=numbered(FundingPartySnapshot, rows["parties"]),
        contributions=numbered(ContributionSnapshot, rows["contributions"]),
        money=part_of(MoneyTerms, specification),
        data_shares=numbered(DataShareSnapshot, rows["data_shares"]),
        payment=part_of(PaymentTerms, specification),
        equality=part_of(EqualityAssessment, specification),
    )


def _kept_wording(
    kept: Sequence[Mapping[str, Any]], rows: Mapping[str, Sequence[Any]]
) -> tuple[KeptWording, ...]:
    """Reasons for words that are still there: a reason goes when its row or its words do."""
    texts = {f"{name}/{row.key}": row for name, part in rows.items() for row in part}
    return tuple(
        KeptWording.model_validate({name: each[name] for name in KeptWording.model_fields})
        for each in kept
        if each["excerpt"] in getattr(texts.get(each["place"]), each["field"], "")
    )


def gather(session: Session, tender: Tender) -> Gathered:
    """What hangs on the tender. A session that only reads asks the database for it once."""
    if session.info.get("writes", True):
        return gathering.gather(session, tender)
    kept: dict[int | None, Gathered] = session.info.setdefault("gathered", {})
    if tender.id not in kept:
        kept[tender.id] = gathering.gather(session, tender)
    return kept[tender.id]


def arranged_rows(session: Session, tender: Tender, name: str) -> Sequence[Any]:
    """The live rows of one repeating part (a key of ``ARRANGED``), in order: to be changed in a session that
    writes, as plain records in one that reads.
    """
    if not session.info.get("writes", True):
        return gather(session, tender).rows[name]
    model = ARRANGED[name]
    return session.exec(
        select(model)
        .where(model.tender_id == tender.id, col(model.removed_at).is_(None))
        .order_by(col(model.position), col(model.id))
    ).all()


def authority_of(organisation: Organisation) -> Authority:
    """The contracting authority as it stands now."""
    return part_of(Authority, organisation)


def chosen_objectives(session: Session, tender: Tender) -> list[ObjectiveSnapshot]:
    """The objectives that a tender serves, in the order chosen; ids that no loaded framework knows are left out."""
    return _known(tender.specification.objective_ids, gather(session, tender).objectives)


def objectives_by_id(session: Session, objective_ids: Sequence[str]) -> list[ObjectiveSnapshot]:
    """Objectives in the order of their ids; ids that no loaded framework knows are left out."""
    rows = session.exec(select(ObjectiveRow).where(col(ObjectiveRow.objective_id).in_(objective_ids)))
    return _known(objective_ids, {row.objective_id: row for row in rows})


def _known(objective_ids: Sequence[str], found: Mapping[str, Any]) -> list[ObjectiveSnapshot]:
    return [objective_snapshot(found[each]) for each in objective_ids if each in found]


def objective_snapshot(row: ObjectiveRow) -> ObjectiveSnapshot:
    """An objective as the loaded framework states it, unverified marks kept."""
    content = row.content
    updates = content.get("updates") or []
    return ObjectiveSnapshot(
        objective_id=row.objective_id,
        title=row.title,
        mission_id=row.mission_id,
        mission_name=row.mission_name,
        framework_id=row.framework_id,
        framework_name=row.framework_name,
        framework_effective_from=row.framework_effective_from,
        metric=content.get("metric") or "",
        unit=content.get("unit") or "",
        direction=content.get("direction") or "",
        geography=content.get("geography") or "",
        baseline=_figure(content.get("baseline")),
        target=_figure(content.get("target")),
        latest=_figure(max(updates, key=_since_when)) if updates else None,
        data_source=content.get("data_source") or "",
        publisher=content.get("publisher") or "",
        lead_department=content.get("lead_department") or "",
        verified=bool((content.get("target") or {}).get("verified")),
    )


def _since_when(update: dict[str, Any]) -> str:
    """The year, and what is known of the month and day, that a figure speaks of: 2025-09, 2024/25."""
    found = re.search(r"[0-9]{4}[-/0-9]*", update.get("date") or "")
    return found[0] if found else ""


def freeze(
    session: Session, actor: Actor, tender: Tender, *, at: datetime | None = None
) -> SpecificationVersion:
    """Append the next numbered version of the draft, frozen ``at`` (now unless told). The same draft frozen twice
    gives one version: a version equal to the latest is returned as it is."""
    snapshot = draft_snapshot(session, tender)
    latest = latest_version(session, tender)
    if latest is not None and latest.sha256 == snapshot.digest:
        return latest
    number = (
        session.exec(
            select(func.max(SpecificationVersion.number)).where(SpecificationVersion.tender_id == tender.id)
        ).one()
        or 0
    ) + 1
    version = SpecificationVersion(
        tender_id=tender.id,
        number=number,
        snapshot_json=snapshot.canonical_json(),
        sha256=snapshot.digest,
        frozen_by_id=actor.user_id,
        frozen_at=at or now(),
    )
    session.add(version)
    session.flush()
    assert version.id is not None
    session.add_all(ledgering.lines_of(version.id, snapshot))
    session.add_all(registering.lines_of(version.id, snapshot))
    auditing.of_tender(session, actor, tender, "specification.frozen", version=number, sha256=version.sha256)
    return version


def latest_version(session: Session, tender: Tender) -> SpecificationVersion | None:
    """The newest frozen version, or None."""
    return session.exec(
        select(SpecificationVersion)
        .where(SpecificationVersion.tender_id == tender.id)
        .order_by(col(SpecificationVersion.number).desc())
        .limit(1)
    ).first()


def in_force(session: Session, tender: Tender, *, with_words: bool = True) -> SpecificationVersion | None:
    """The newest version that is public, whatever is being done to the draft; None for none. Without ``with_words``
    its snapshot is read only once somebody asks for it."""
    wanted = (
        select(SpecificationVersion)
        .join(Publication, col(Publication.version_id) == SpecificationVersion.id)
        .where(Publication.tender_id == tender.id, col(Publication.completed_at).is_not(None))
        .order_by(col(SpecificationVersion.number).desc())
        .limit(1)
    )
    later = () if with_words else (defer(SpecificationVersion.snapshot_json),)
    return session.exec(wanted.options(*later)).first()


def snapshot_of(version: SpecificationVersion) -> SpecificationSnapshot:
    """The snapshot a version froze: for its officers and its boards, as it has what the version keeps back."""
    return SpecificationSnapshot.model_validate_json(version.snapshot_json)


def public_digest_of(version: SpecificationVersion) -> str:
    """The digest to print on what is public of a version: its own, unless the whole holds what nobody else may read."""
    snapshot = snapshot_of(version)
    return version.sha256 if is_wholly_public(snapshot) else public_digest(snapshot)


def public_snapshot_of(version: SpecificationVersion) -> SpecificationSnapshot:
    """What of a version anybody may read."""
    return public(snapshot_of(version))


def part_of(kind: type[Any], row: object, **extra: Any) -> Any:
    """Read a snapshot part from a row by name; lists become tuples, None in text columns becomes empty."""
    values = {name: getattr(row, name) for name in kind.model_fields if hasattr(row, name)}
    return kind.model_validate({**values, **extra})


def numbered(kind: type[Part], rows: Sequence[ArrangedRow]) -> tuple[Any, ...]:
    """Rows as parts of a snapshot, numbered from 1."""
    return tuple(part_of(kind, row, number=number) for number, row in enumerate(rows, start=1))


def _outcome(row: Outcome, number: int, chosen_objectives: set[str]) -> OutcomeSnapshot:
    library = None
    if row.library_id:
        library = LibrarySource(
            library_id=row.library_id,
            library_version=row.library_version or 1,
            library_title=row.library_title,
            library_digest=row.library_digest,
        )
    return part_of(
        OutcomeSnapshot,
        row,
        number=number,
        library=library,
        objective_links=tuple(
            _link(link) for link in row.objective_links if link.objective_id in chosen_objectives
        ),
        measures=tuple(measure_of(measure) for measure in row.measures if measure.removed_at is None),
    )


def _link(row: ObjectiveLink) -> ObjectiveLinkSnapshot:
    return part_of(ObjectiveLinkSnapshot, row)


def measure_of(row: Measure) -> MeasureSnapshot:
    """A measure as it would be frozen."""
    frozen: MeasureSnapshot = part_of(MeasureSnapshot, row)
    return frozen


def _figure(content: dict[str, Any] | None) -> Figure:
    content = content or {}
    value = content.get("value")
    return Figure(
        value="" if value is None else str(value),
        period=str(content.get("period") or content.get("date") or ""),
        source_url=content.get("source_url") or "",
        verified=bool(content.get("verified")),
        note=content.get("note") or "",
    )
