"""What results give the notices of a running contract: ratings with the figures they rest on, decisions, and what
decisions oblige the buyer to publish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.domain.notice_consequences import Decided
from procure.domain.notice_corrections import Correction, corrections
from procure.domain.notice_duties import Duty
from procure.domain.notice_facts import ContractFacts, NoticeFacts, PerformanceFacts
from procure.domain.notice_proposals import Ground, Indicator, Proposal, proposed
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.results import known_on
from procure.domain.results.course import Consequence
from procure.models import Kpi, Notice, NoticeDraft, ResultDecision, Tender
from procure.models.types import now
from procure.services import assessing, examining, indicating, telling

#: The notices that results have something to say in.
CODES = ("UK9", "UK10", "UK11")


@dataclass(frozen=True)
class Wanted:
    """A notice that results call for, and where it was begun already."""

    duty: Duty
    draft_id: int | None = None
    #: Our number of the notice, once its draft is finished.
    number: int | None = None


def decided(session: Session, tender: Tender) -> tuple[Decided, ...]:
    """The decisions on the tender's results that mean something for a contract, oldest first."""
    rows = session.exec(
        select(ResultDecision)
        .where(
            ResultDecision.tender_id == tender.id,
            col(ResultDecision.consequence).not_in(("", Consequence.NONE.value)),
            col(ResultDecision.consequence_on).is_not(None),
        )
        .order_by(col(ResultDecision.id))
    ).all()
    if not rows:
        return ()
    numbers: dict[int, set[int]] = {}
    begun = session.exec(
        select(NoticeDraft.decision_id, Notice.local_number)
        .join(Notice, col(Notice.id) == NoticeDraft.notice_id)
        .where(col(NoticeDraft.decision_id).in_([each.id for each in rows]))
    )
    for decision_id, number in begun:
        numbers.setdefault(decision_id or 0, set()).add(number)
    return tuple(
        Decided(
            each.key,
            Consequence(each.consequence),
            each.consequence_on,
            each.contract_identifier,
            frozenset(numbers.get(each.id or 0, ())),
        )
        for each in rows
        if each.consequence_on is not None
    )


def wanted(session: Session, tender: Tender, duties: Sequence[Duty]) -> list[Wanted]:
    """Of what is due on a tender, the notices that results give answers for, each with where it was begun."""
    asked = [each for each in duties if each.notice in CODES]
    if not asked:
        return []
    drafts = session.exec(
        select(NoticeDraft, ResultDecision.key, Notice.local_number, Notice.completed_at)
        .outerjoin(ResultDecision, col(ResultDecision.id) == NoticeDraft.decision_id)
        .outerjoin(Notice, col(Notice.id) == NoticeDraft.notice_id)
        .where(NoticeDraft.tender_id == tender.id, col(NoticeDraft.code).in_(CODES))
        .order_by(col(NoticeDraft.id))
    ).all()
    waiting = [
        (draft.code, key or "", telling.facts_of(draft).amends_notice_id, draft.id, number)
        for draft, key, number, completed_at in drafts
        if completed_at is None
    ]
    found = []
    for duty in asked:
        begun = next(
            (each for each in waiting if each[:3] == (duty.notice, duty.decision, duty.amends)), None
        )
        found.append(Wanted(duty, begun[3] if begun else None, begun[4] if begun else None))
    return found


def decision_of(session: Session, tender: Tender, key: str) -> ResultDecision | None:
    """The decision on this tender's results with this key; None for none."""
    return session.exec(
        select(ResultDecision).where(ResultDecision.key == key, ResultDecision.tender_id == tender.id)
    ).one_or_none()


def propose(
    session: Session,
    tender: Tender,
    facts: NoticeFacts,
    out: Sequence[PublishedNotice],
    today: date | None,
    decision: ResultDecision | None = None,
) -> tuple[NoticeFacts, tuple[Proposal, ...]]:
    """``facts`` with what results and the decision say on ``today`` (the day in London unless told), and a line on
    each. Facts of other notices come back as they are."""
    if facts.code not in CODES or not isinstance(facts, ContractFacts):
        return facts, ()
    day = today or now().astimezone(LONDON).date()
    own = [each for each in out if each.contract in ("", facts.contract_identifier)]
    indicators: Sequence[Indicator] = ()
    if isinstance(facts, PerformanceFacts):
        rows = indicating.most_material(session, tender, facts.contract_identifier)
        indicators = [_indicator(session, each, day) for each in rows]
    return proposed(facts, indicators, own, day, _ground(decision) if decision is not None else None)


def to_correct(
    session: Session, tender: Tender, out: Sequence[PublishedNotice], today: date | None = None
) -> tuple[Correction, ...]:
    """The performance notices that are out and rest on figures that were revised by ``today`` (the day in London
    unless told), oldest first."""
    day = today or now().astimezone(LONDON).date()
    rated = [each for each in out if isinstance(each.facts, PerformanceFacts) and each.facts.has_kpis]
    if not rated:
        return ()
    indicators = [
        (each.contract_identifier, _indicator(session, each, day))
        for each in indicating.chosen(session, tender)
    ]
    found: list[Correction] = []
    for contract in dict.fromkeys(each.contract for each in rated):
        own = [each for each in out if each.contract == contract]
        found += corrections(own, [each for of, each in indicators if of in ("", contract)])
    return tuple(found)


def _indicator(session: Session, kpi: Kpi, today: date) -> Indicator:
    readings = assessing.readings_of(assessing.newest(session, kpi.series_id))
    rule = examining.rule_of(kpi)
    return Indicator(
        kpi.title, kpi.description, kpi.target_value, kpi.unit, kpi.reported,
        examining.bands_in(kpi.bands, kpi.series), known_on(readings, today, rule, kpi.vintage_days), rule,
        kpi.vintage_days, kpi.other_when, readings, kpi.revision_rule, kpi.revision_threshold,
    )  # fmt: skip


def _ground(decision: ResultDecision) -> Ground | None:
    if decision.consequence_on is None:
        return None
    series = decision.series
    return Ground(
        Consequence(decision.consequence or Consequence.NONE.value),
        decision.consequence_on,
        decision.reason,
        decision.decided_at.astimezone(LONDON).date(),
        series.name if series else "",
        series.target_words if series else "",
    )
