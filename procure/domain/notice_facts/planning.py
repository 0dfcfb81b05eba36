"""Facts of the notices that come before a tender notice (UK1 to UK3), and of the tender notice itself (UK4)."""

from __future__ import annotations

from datetime import date

from procure.domain.notice_facts.base import NoticeFacts
from procure.domain.notice_facts.parts import Money, Supply, Term


class PipelineFacts(NoticeFacts):
    """UK1 (s.93; reg 15), for one procurement of the pipeline."""

    code = "UK1"

    supply: Supply = Supply()
    value: Money = Money()
    next_notice_on: date | None = None
    next_notice_kind: str = ""


class EngagementFacts(NoticeFacts):
    """UK2 (s.17; reg 17)."""

    code = "UK2"

    supply: Supply = Supply()
    engagement_closes_on: date | None = None
    engagement_closed_on: date | None = None
    engagement_process: str = ""
    engagement_events: tuple[str, ...] = ()
    engagement_response_term: Term = Term()

    @property
    def engagement_is_over(self) -> bool:
        return self.engagement_closed_on is not None

    @property
    def engagement_is_open(self) -> bool:
        return not self.engagement_is_over


class PlannedFacts(NoticeFacts):
    """UK3 (s.15; reg 16)."""

    code = "UK3"

    supply: Supply = Supply()
    tender_notice_on: date | None = None
    submissions_due_on: date | None = None
    expected_procedure: str = ""
    uses_dynamic_market: bool | None = None
    award_on: date | None = None
    how_to_get_documents: str = ""
    how_to_express_interest: str = ""
    tender_information: str = ""


class TenderFacts(NoticeFacts):
    """UK4 (s.21; regs 18 and 19). What it asks is in the specification; these are the words of an amendment."""

    code = "UK4"
