"""What a notice begins with besides what the specification and the notices before it tell: what was asked of the
market, the indicators that were chosen, and what results say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from procure.config import Settings
from procure.domain.notice_facts import ContractDetailsFacts, EngagementFacts, NoticeFacts
from procure.domain.notice_proposals import Proposal
from procure.domain.notice_sequence import PublishedNotice
from procure.models import ResultDecision, Tender
from procure.services import growing, indicating, results_notices


def filled(
    session: Session,
    tender: Tender,
    facts: NoticeFacts,
    out: Sequence[PublishedNotice],
    settings: Settings,
    *,
    on: date | None,
    decision: ResultDecision | None,
) -> tuple[NoticeFacts, tuple[Proposal, ...]]:
    """``facts`` as carried forward, with all that is known besides, and a line on each answer that results gave."""
    if isinstance(facts, EngagementFacts):
        told = growing.answers_of_notice(session, tender, settings.resolved_base_url)
        return (EngagementFacts.model_validate({**told, **_answered(facts)}) if told else facts), ()
    if isinstance(facts, ContractDetailsFacts) and not facts.kpis:
        kpis = indicating.told(session, tender, facts.contract_identifier)
        return facts.model_copy(update={"kpis": kpis}), ()
    return results_notices.propose(session, tender, facts, out, on, decision)


def _answered(facts: EngagementFacts) -> dict[str, object]:
    """What the notice knows already: what an earlier one told stands."""
    empty = EngagementFacts()
    return {
        name: getattr(facts, name)
        for name in EngagementFacts.model_fields
        if getattr(facts, name) != getattr(empty, name)
    }
