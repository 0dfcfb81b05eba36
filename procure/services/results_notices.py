"""What results give the notices of a running contract: ratings with the figures they rest on, decisions, and what
decisions oblige the buyer to publish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.domain.notice_consequences import Decided
from procure.domain.notice_corrections import Correction, corrections
from procure.domain.notice_duties import Duty
from procure.domain.notice_facts import ContractFacts, NoticeFacts, PerformanceFacts
from procure.domain.notice_proposals import Ground, Indicator, Proposal, proposed
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.results import Reading, known_on
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
    return decided_on(session, [tender]).get(tender.id or 0, ())


def decided_on(session: Session, tenders: Sequence[Tender]) -> dict[int, tuple[Decided, ...]]:
    """The same of many tenders at once, by the tender's id; those without such a decision are left out."""
    rows = session.exec(
        select(ResultDecision)
        .where(
            col(ResultDecision.tender_id).in_([each.id for each in tenders]),
            col(ResultDecision.consequence).not_in(("", Consequence.NONE.value)),
            col(ResultDecision.consequence_on).is_not(None),
        )
        .order_by(col(ResultDecision.id))
    ).all()
    if not rows:
        return {}
    numbers: dict[int, set[int]] = {}
    begun = session.exec(
        select(NoticeDraft.decision_id, Notice.local_number)
        .join(Notice, col(Notice.id) == NoticeDraft.notice_id)
        .where(col(NoticeDraft.decision_id).in_([each.id for each in rows]))
    )
    for decision_id, number in begun:
        numbers.setdefault(decision_id or 0, set()).add(number)
    found: dict[int, tuple[Decided, ...]] = {}
    for each in rows:
        if each.consequence_on is not None:
            one = Decided(
                each.key,
                Consequence(each.consequence),
                each.consequence_on,
                each.contract_identifier,
                frozenset(numbers.get(each.id or 0, ())),
            )
            found[each.tender_id] = (*found.get(each.tender_id, ()), one)
    return found


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
    return corrected_of(session, {tender.id or 0: out}, today).get(tender.id or 0, ())


def corrected_of(
    session: Session, out: Mapping[int, Sequence[PublishedNotice]], today: date | None = None
) -> dict[int, tuple[Correction, ...]]:
    """The same of many tenders at once: notices by the tender's id go in and corrections come out."""
    day = today or now().astimezone(LONDON).date()
    rated = {
        tender_id: each
        for tender_id, each in out.items()
        if any(isinstance(told.facts, PerformanceFacts) and told.facts.has_kpis for told in each)
    }
    if not rated:
        return {}
    kpis = session.exec(
        select(Kpi)
        .where(col(Kpi.tender_id).in_(list(rated)), col(Kpi.removed_at).is_(None))
        .options(selectinload(Kpi.series))
        .order_by(col(Kpi.position), col(Kpi.id))
    ).all()
    observed = assessing.newest_of(session, {each.series_id for each in kpis})
    indicators: dict[int, list[tuple[str, Indicator]]] = {}
    for each in kpis:
        readings = assessing.readings_of(observed.get(each.series_id, ()))
        indicators.setdefault(each.tender_id, []).append(
            (each.contract_identifier, _described(each, readings, day))
        )
    found: dict[int, tuple[Correction, ...]] = {}
    for tender_id, told in rated.items():
        for contract in dict.fromkeys(each.contract for each in told):
            own = [each for each in told if each.contract == contract]
            of_it = [each for of, each in indicators.get(tender_id, ()) if of in ("", contract)]
            found[tender_id] = (*found.get(tender_id, ()), *corrections(own, of_it))
    return found


def _indicator(session: Session, kpi: Kpi, today: date) -> Indicator:
    return _described(kpi, assessing.readings_of(assessing.newest(session, kpi.series_id)), today)


def _described(kpi: Kpi, readings: Sequence[Reading], today: date) -> Indicator:
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
