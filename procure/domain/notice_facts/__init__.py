"""What each notice tells besides the specification, typed: one class a notice, kept as JSON with its schema."""

from __future__ import annotations

from procure.domain.notice_facts.award import AwardFacts, ContractDetailsFacts, RouteFacts, TransparencyFacts
from procure.domain.notice_facts.base import ContractFacts, NoticeFacts
from procure.domain.notice_facts.delivery import (
    ChangeFacts,
    ContractEndFacts,
    FailureFacts,
    PaymentsComplianceFacts,
    PaymentsFacts,
    PerformanceFacts,
    ProcurementEndFacts,
)
from procure.domain.notice_facts.markets import (
    MarketChangeFacts,
    MarketEndFacts,
    MarketEstablishedFacts,
    MarketFacts,
    MarketIntentionFacts,
)
from procure.domain.notice_facts.planning import EngagementFacts, PipelineFacts, PlannedFacts, TenderFacts

KINDS: dict[str, type[NoticeFacts]] = {
    kind.code: kind
    for kind in (
        PipelineFacts,
        EngagementFacts,
        PlannedFacts,
        TenderFacts,
        TransparencyFacts,
        AwardFacts,
        ContractDetailsFacts,
        PaymentsFacts,
        PerformanceFacts,
        ChangeFacts,
        ContractEndFacts,
        ProcurementEndFacts,
        MarketIntentionFacts,
        MarketEstablishedFacts,
        MarketChangeFacts,
        MarketEndFacts,
        PaymentsComplianceFacts,
    )
}
"""The class of each notice's facts, by its code."""

__all__ = [
    "KINDS",
    "AwardFacts",
    "ChangeFacts",
    "ContractDetailsFacts",
    "ContractEndFacts",
    "ContractFacts",
    "EngagementFacts",
    "FailureFacts",
    "MarketChangeFacts",
    "MarketEndFacts",
    "MarketEstablishedFacts",
    "MarketFacts",
    "MarketIntentionFacts",
    "NoticeFacts",
    "PaymentsComplianceFacts",
    "PaymentsFacts",
    "PerformanceFacts",
    "PipelineFacts",
    "PlannedFacts",
    "ProcurementEndFacts",
    "RouteFacts",
    "TenderFacts",
    "TransparencyFacts",
    "facts_from_json",
]


def facts_from_json(code: str, text: str) -> NoticeFacts:
    """The facts of a notice from the JSON they are kept as. Raises KeyError for an unknown code and
    ``pydantic.ValidationError`` for JSON of another form.
    """
    return KINDS[code].model_validate_json(text)
