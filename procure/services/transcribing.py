"""From a snapshot back to draft rows: how a tender is copied, demonstrated or (later) imported."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from procure.domain.identifiers import new_key
from procure.domain.snapshot import (
    EqualityAssessment,
    MoneyTerms,
    PaymentTerms,
    ProblemStatement,
    ProcurementFacts,
    SpecificationSnapshot,
)
from procure.domain.welsh import kept, moved_to, places, welsh
from procure.models import (
    AwardCriterion,
    Contribution,
    DataShare,
    FixedRequirement,
    FundingParty,
    Lot,
    Measure,
    ObjectiveLink,
    Outcome,
    ParticipationCondition,
    ProcurementFactsRow,
    Specification,
    Stage,
    StageGate,
    Tender,
    TenderDocument,
    WithheldItem,
)


def write_snapshot(session: Session, tender: Tender, snapshot: SpecificationSnapshot) -> dict[str, str]:
    """Fill an empty draft with the content of ``snapshot``. Keys are made anew, links between parts follow them.

    The tender keeps its own reference, title and organisation; the rows of the tender must not exist yet.
    Returns the new key of each outcome by its old one.
    """
    tender.specification = Specification(
        summary=snapshot.summary,
        language=snapshot.language,
        **_values(snapshot.problem, ProblemStatement),
        objective_ids=[objective.objective_id for objective in snapshot.objectives],
        frame_note=snapshot.frame_note,
        has_no_fixed_requirements=snapshot.has_no_fixed_requirements,
        award_method=snapshot.award.award_method,
        award_methodology=snapshot.award.award_methodology,
        failing_disqualifies=snapshot.award.failing_disqualifies,
        disqualifying_note=snapshot.award.disqualifying_note,
        **_values(snapshot.money, MoneyTerms),
        **_values(snapshot.payment, PaymentTerms),
        **_values(snapshot.equality, EqualityAssessment),
    )
    tender.facts = ProcurementFactsRow(**_values(snapshot.facts, ProcurementFacts))
    session.add(tender)
    session.flush()
    keys: dict[str, str] = {}
    measures: dict[str, str] = {}
    for position, outcome in enumerate(snapshot.outcomes, start=1):
        _write_outcome(session, tender, outcome, position, _new_key_for(outcome.key, keys), measures)
    for position, share in enumerate(snapshot.data_shares, start=1):
        values = _row_values(share) | {"measure_key": measures.get(share.measure_key, share.measure_key)}
        session.add(DataShare(tender_id=tender.id, position=position, **values))
    others: dict[str, str] = {}
    for model, parts in (
        (FixedRequirement, snapshot.fixed_requirements),
        (Lot, snapshot.lots),
        (ParticipationCondition, snapshot.conditions),
        (TenderDocument, snapshot.documents),
        (WithheldItem, snapshot.withheld),
    ):
        for position, part in enumerate(parts, start=1):
            key = _new_key_for(part.key, others)  # type: ignore[attr-defined]
            session.add(model(tender_id=tender.id, position=position, key=key, **_row_values(part)))
    stages: dict[str, str] = {}
    for position, stage in enumerate(snapshot.stages, start=1):
        session.add(
            Stage(
                tender_id=tender.id,
                position=position,
                key=_new_key_for(stage.key, stages),
                **_row_values(stage),
            )
        )
    for position, gate in enumerate(snapshot.gates, start=1):
        values = _row_values(gate) | {
            "stage_key": stages.get(gate.stage_key, gate.stage_key),
            "measure_key": measures.get(gate.measure_key, gate.measure_key),
        }
        key = _new_key_for(gate.key, others)
        session.add(StageGate(tender_id=tender.id, position=position, key=key, **values))
    parties: dict[str, str] = {}
    for position, party in enumerate(snapshot.parties, start=1):
        session.add(
            FundingParty(
                tender_id=tender.id,
                position=position,
                key=_new_key_for(party.key, parties),
                **_row_values(party),
            )
        )
    for position, paid in enumerate(snapshot.contributions, start=1):
        values = _row_values(paid) | {"party_key": parties.get(paid.party_key, paid.party_key)}
        session.add(Contribution(tender_id=tender.id, position=position, **values))
    for position, criterion in enumerate(snapshot.award.criteria, start=1):
        values = _row_values(criterion)
        values["outcome_keys"] = [keys[key] for key in criterion.outcome_keys if key in keys]
        key = _new_key_for(criterion.key, others)
        session.add(AwardCriterion(tender_id=tender.id, position=position, key=key, **values))
    there = places(snapshot)
    tender.specification.welsh = moved_to(
        {place: kept(there[place], text) for place, text in welsh(snapshot).items()},
        keys | measures | stages | others,
    )
    session.flush()
    return keys


def _new_key_for(key: str, made: dict[str, str]) -> str:
    """A new key for a part, noted under its old one. Files of others may give one key to several parts: each row has
    its own all the same, and what points to the old key means the first."""
    fresh = new_key()
    made.setdefault(key, fresh)
    return fresh


def _write_outcome(
    session: Session, tender: Tender, outcome: Any, position: int, key: str, measures: dict[str, str]
) -> None:
    values = _row_values(outcome)
    library = values.pop("library")
    del values["measures"], values["objective_links"]
    if library is not None:
        values |= outcome.library.model_dump()
    row = Outcome(tender_id=tender.id, position=position, key=key, **values)
    row.measures = [
        Measure(
            tender_id=tender.id,
            position=at,
            key=_new_key_for(measure.key, measures),
            **_measure_values(measure),
        )
        for at, measure in enumerate(outcome.measures, start=1)
    ]
    row.objective_links = [ObjectiveLink(**link.model_dump()) for link in outcome.objective_links]
    session.add(row)


def _measure_values(measure: Any) -> dict[str, Any]:
    values = _row_values(measure)
    values["target_path"] = [point.model_dump(mode="json") for point in measure.target_path]
    return values


def _row_values(part: Any) -> dict[str, Any]:
    """Column values of a part: its own key and number are the row's business."""
    return {
        name: _plain(getattr(part, name)) for name in type(part).model_fields if name not in {"key", "number"}
    }


def _values(part: Any, kind: type[Any]) -> dict[str, Any]:
    return {name: _plain(getattr(part, name)) for name in kind.model_fields}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
