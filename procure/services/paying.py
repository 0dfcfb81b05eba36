"""How a supplier is paid, of a draft or a frozen version: what fits, what was chosen, and the cash it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procure.domain.funding import (
    CashFlow,
    Chooser,
    PaymentIssue,
    PaymentTerms,
    Suggestion,
    cash_flow,
    chooser_of,
    payment_issues,
    suggest,
)
from procure.domain.measurability import Timing
from procure.domain.sharing import data_is_ready
from procure.domain.snapshot import SpecificationSnapshot

FROM_MEASURES, FROM_OFFICERS = "Worked out from the measures", "As the officers answer"
INPUTS = (
    ("The result can be measured", "is_measurable", FROM_MEASURES),
    ("It can be put down to the supplier", "is_attributable", FROM_OFFICERS),
    ("The change asked for is more than chance", "passes_noise", FROM_MEASURES),
    ("Suppliers can carry the risk", "provider_can_carry_risk", FROM_OFFICERS),
    ("The result comes late", "is_slow", FROM_MEASURES),
    ("The steps towards it are known", "steps_are_known", FROM_OFFICERS),
    ("Something has to be ready", "must_be_ready", FROM_OFFICERS),
    ("Demand is unknown, of like units", "demand_is_unknown", FROM_OFFICERS),
    ("What works has still to be found out", "is_discovery", FROM_OFFICERS),
    ("Many suppliers bring about the same", "many_providers", FROM_OFFICERS),
)


@dataclass(frozen=True)
class Paid:
    """All that is said of paying the supplier. ``inputs`` are what the choice was made from: label, value, source."""

    terms: PaymentTerms
    suggestions: Sequence[Suggestion]
    inputs: Sequence[tuple[str, bool | None, str]]
    issues: Sequence[PaymentIssue]
    flow: CashFlow | None
    suits_small: bool


def of_snapshot(snapshot: SpecificationSnapshot, today: date) -> Paid:
    """What a snapshot says of paying the supplier, with the measures' tests as on ``today`` (a day in London)."""
    facts: Chooser = chooser_of(snapshot, Timing.of(snapshot, today))
    return Paid(
        snapshot.payment,
        suggest(facts),
        [(label, getattr(facts, name), source) for label, name, source in INPUTS],
        tuple(issues_of(snapshot, facts)),
        cash_flow(snapshot.money, snapshot.payment),
        bool(snapshot.facts.sme_suitable or snapshot.facts.vcse_suitable),
    )


def issues_of(snapshot: SpecificationSnapshot, facts: Chooser) -> Sequence[PaymentIssue]:
    """What to weigh about the way to pay that the snapshot chose."""
    return tuple(
        payment_issues(
            snapshot.payment,
            facts,
            shares=[each.payment_share for each in snapshot.outcomes if each.payment_share],
            has_stop_rule=any(gate.stop_rule.strip() for gate in snapshot.gates),
            value_net=snapshot.facts.value_net,
            data_is_ready=data_is_ready(snapshot),
        )
    )
