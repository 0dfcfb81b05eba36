"""Releases of the notices that come before a tender notice: pipeline, engagement, planned procurement."""

from __future__ import annotations

from datetime import date

from exports.ocds.lots import ONLY_LOT
from exports.ocds.model import Release
from exports.ocds.notices.frame import Frame, Json, period
from exports.ocds.plain import end_of, joined, plain_line, plain_lines
from exports.ocds.release import PROCEDURES
from exports.wording import day
from procure.domain.notice_facts import EngagementFacts, PipelineFacts, PlannedFacts
from procure.domain.notice_facts.parts import Supply
from procure.domain.notice_facts.words import NextNotice


def pipeline(frame: Frame, facts: PipelineFacts) -> Release:
    """UK1."""
    kind = f"The next notice will be a {NextNotice.label_of(facts.next_notice_kind).lower()}."
    tender = {
        **_planned(frame, facts.supply, "planned"),
        "value": frame.amount("estimated_value", facts.value),
        "aboveThreshold": True,
        "communication": _next_notice(frame, "estimated_next_notice_date", facts.next_notice_on),
    }
    return frame.release(
        tender,
        planning={"documents": [frame.document()]},
        also=kind if frame.says("estimated_next_notice_kind") else "",
    )


def engagement(frame: Frame, facts: EngagementFacts) -> Release:
    """UK2."""
    ends = facts.engagement_closed_on or facts.engagement_closes_on
    says_when = frame.says("engagement_planned_close_date", "engagement_closed_date")
    milestone = {
        "id": "engagement",
        "type": "engagement",
        "description": joined(
            frame.words("engagement_description", facts.engagement_process) or "",
            *(plain_line(event) for event in facts.engagement_events if frame.says("engagement_events")),
            *_responses(frame, facts),
        ),
        "dueDate": end_of(ends) if says_when else None,
        "status": "met" if facts.engagement_is_over else "scheduled",
    }
    return frame.release(
        {**_planned(frame, facts.supply, "planning")},
        planning={
            "milestones": [milestone] if frame.says("engagement_process") else None,
            "documents": [frame.document()],
        },
    )


def planned(frame: Frame, facts: PlannedFacts) -> Release:
    """UK3."""
    method, details = PROCEDURES.get(facts.expected_procedure, (None, None))
    says = frame.says
    tender = {
        **_planned(frame, facts.supply, "planned"),
        "communication": _next_notice(frame, "estimated_tender_notice_date", facts.tender_notice_on),
        "procurementMethod": method if says("expected_procedure") else None,
        "procurementMethodDetails": details if says("expected_procedure") else None,
        "tenderPeriod": {
            "endDate": frame.given("estimated_submission_deadline", end_of(facts.submissions_due_on))
        },
        "awardPeriod": {"endDate": frame.given("estimated_award_date", end_of(facts.award_on))},
        "techniques": {
            "hasDynamicPurchasingSystem": frame.given("uses_dynamic_market", facts.uses_dynamic_market)
        },
        "submissionMethodDetails": frame.words("how_to_express_interest", facts.how_to_express_interest),
        "documents": [
            {
                "id": "later",
                "documentType": "biddingDocuments",
                "accessDetails": plain_lines(facts.how_to_get_documents),
            }
        ]
        if says("how_to_get_documents")
        else None,
    }
    return frame.release(
        tender,
        planning={"documents": [frame.document()]},
        also=frame.words("tender_information_available", facts.tender_information) or "",
    )


def _planned(frame: Frame, supply: Supply, status: str) -> Json:
    return {
        "description": frame.description(supply),
        "status": status,
        **frame.supply(supply),
        "lots": [
            {
                "id": ONLY_LOT,
                "status": status,
                "contractPeriod": frame.given("supply_dates", period(supply.term)),
            }
        ],
        "amendments": frame.amendments(),
    }


def _next_notice(frame: Frame, item: str, on: date | None) -> Json:
    return {"futureNoticeDate": frame.given(item, end_of(on))}


def _responses(frame: Frame, facts: EngagementFacts) -> tuple[str, ...]:
    term = facts.engagement_response_term
    if not frame.says("engagement_submission_periods") or term.starts_on is None or term.ends_on is None:
        return ()
    return (f"Responses are taken from {day(term.starts_on)} to {day(term.ends_on)}.",)
