"""Which way to pay suits what is bought, and what guards each way needs (outcome method, section 6).

Thirty per cent is the house's own starting guard and no policy. A result whose data is not ready carries no payment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.funding_parts import PaymentTerms
from procure.domain.measurability import Timing, Verdict, measurability
from procure.domain.snapshot import OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import PaymentMechanism

#: Percent of the value that may hang on outcomes to begin with.
MOST_AT_RISK = Decimal(30)

GUARDS: dict[PaymentMechanism, tuple[str, ...]] = {
    PaymentMechanism.OUTCOME: (
        "bands of need, so that the hardest to help are not left out",
        "a cap on what results may earn",
        "a floor: the least service that everybody gets",
        "a comparison rate: what would have happened anyway",
    ),
    PaymentMechanism.MILESTONE: ("the evidence that shows each milestone",),
    PaymentMechanism.AVAILABILITY: ("the hours that matter most", "the longest time it may be out of use"),
    PaymentMechanism.UNIT_PRICE: ("a measure of work that had to be done again",),
    PaymentMechanism.CAPPED_TIME: ("a rule for stopping",),
    PaymentMechanism.RATE_CARD: (
        "a strict definition of each result",
        "a discount for results that would have come anyway",
    ),
}


@dataclass(frozen=True, slots=True)
class Chooser:
    """What the choice depends on. ``is_measurable`` and ``passes_noise`` come from the record of the measures, the rest
    from the officer; None is not known, and counts as no."""

    is_measurable: bool | None = None
    is_attributable: bool | None = None
    passes_noise: bool | None = None
    provider_can_carry_risk: bool | None = None
    is_slow: bool | None = None
    steps_are_known: bool | None = None
    must_be_ready: bool | None = None
    demand_is_unknown: bool | None = None
    is_discovery: bool | None = None
    many_providers: bool | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to pay that fits, why it does, and the guards it needs."""

    mechanism: PaymentMechanism
    because: str
    guards: tuple[str, ...]
    most_at_risk: Decimal | None = None


def suggest(facts: Chooser) -> tuple[Suggestion, ...]:
    """Every way to pay that fits, in the method's order; none where nothing known speaks for any."""
    results_may_pay = bool(
        facts.is_measurable and facts.is_attributable and facts.passes_noise and facts.provider_can_carry_risk
    )
    found = (
        (
            results_may_pay,
            PaymentMechanism.OUTCOME,
            "The result can be measured, put down to the supplier and told from chance; suppliers can carry the risk.",
        ),
        (
            bool(facts.is_slow and facts.steps_are_known),
            PaymentMechanism.MILESTONE,
            "The result comes late, and the steps towards it are known.",
        ),
        (
            bool(facts.must_be_ready),
            PaymentMechanism.AVAILABILITY,
            "Something has to be ready whenever it is needed.",
        ),
        (
            bool(facts.demand_is_unknown),
            PaymentMechanism.UNIT_PRICE,
            "Nobody knows how much will be needed, and each unit is alike.",
        ),
        (bool(facts.is_discovery), PaymentMechanism.CAPPED_TIME, "What will work has still to be found out."),
        (
            bool(facts.many_providers and facts.is_measurable),
            PaymentMechanism.RATE_CARD,
            "Many suppliers will bring about the same result.",
        ),
    )
    return tuple(
        Suggestion(
            mechanism,
            because,
            GUARDS[mechanism],
            MOST_AT_RISK if mechanism is PaymentMechanism.OUTCOME else None,
        )
        for fits, mechanism, because in found
        if fits
    )


def guards_of(mechanism: str) -> tuple[str, ...]:
    """The guards a way to pay needs; none for one that is not chosen."""
    return GUARDS[PaymentMechanism(mechanism)] if mechanism in set(PaymentMechanism) else ()


def chooser_of(snapshot: SpecificationSnapshot, timing: Timing) -> Chooser:
    """What the draft says, with what its measures show: every primary outcome must have one measure that passes the
    tests of source and starting figure (measurable), and of chance (noise); one that only later figures show is slow.
    """
    primary = [each for each in snapshot.outcomes if each.priority == "primary"] or list(snapshot.outcomes)
    money = snapshot.money
    return Chooser(
        _each_passes(primary, timing, ("source", "baseline", "readings")),
        money.result_is_attributable,
        _each_passes(primary, timing, ("signal",)),
        money.provider_can_carry_risk,
        not _each_passes(primary, timing, ("lag",)) if primary else None,
        money.steps_are_known,
        money.must_be_ready,
        money.demand_is_unknown,
        money.is_discovery,
        money.many_providers,
    )


def _each_passes(outcomes: list[OutcomeSnapshot], timing: Timing, codes: tuple[str, ...]) -> bool | None:
    if not outcomes:
        return None
    return all(
        any(
            all(found.result(code).verdict is Verdict.PASS for code in codes)
            for measure in outcome.measures
            for found in [measurability(measure, outcome.measures, timing)]
        )
        for outcome in outcomes
    )


@dataclass(frozen=True, slots=True)
class PaymentIssue:
    """Something to weigh about how the supplier is paid."""

    code: str
    message: str
    page: str = "payment"


def payment_issues(
    terms: PaymentTerms,
    facts: Chooser,
    *,
    shares: Sequence[Decimal],
    has_stop_rule: bool,
    value_net: Decimal | None,
    data_is_ready: bool | None,
) -> Iterator[PaymentIssue]:
    """What guards are missing from the way to pay. ``shares`` are those of the outcomes that payment hangs on, in
    percent of what hangs on results. ``data_is_ready`` is None while nothing is said of data."""
    mechanism, share = terms.payment_mechanism, terms.payment_share_at_risk or Decimal(0)
    if not mechanism and not share and not shares:
        return
    if share and not shares:
        yield PaymentIssue(
            "payment-on-nothing-named", "Say on each outcome’s page which of them payment hangs on"
        )
    if shares and not share:
        yield PaymentIssue(
            "share-at-risk-unsaid", "Payment hangs on outcomes: say which share of the value that is"
        )
    if shares and sum(shares, Decimal(0)) != 100:
        whole = f"{sum(shares, Decimal(0)).normalize():f}%"
        yield PaymentIssue(
            "payment-shares-do-not-add-up",
            f"The shares of payment that hang on outcomes come to {whole}, not 100%",
        )
    fitting = {each.mechanism for each in suggest(facts)}
    if mechanism and mechanism not in fitting:
        label = PaymentMechanism.label_of(mechanism)
        yield PaymentIssue("payment-does-not-fit", f"“{label}” is not what the answers speak for")
    if share > MOST_AT_RISK:
        yield PaymentIssue(
            "too-much-at-risk", f"{share.normalize():f}% hangs on results: begin with {MOST_AT_RISK}% at most"
        )
    if share and not facts.passes_noise:
        yield PaymentIssue("payment-on-chance", "Payment hangs on a change that cannot be told from chance")
    if share and not facts.is_measurable:
        yield PaymentIssue(
            "payment-on-unmeasured", "Payment hangs on an outcome without a measure that can be relied on"
        )
    if share and data_is_ready is False:
        yield PaymentIssue(
            "payment-without-data", "Payment hangs on data that is not ready to be shared", "data-shares"
        )
    if share and terms.payment_cap_net is None:
        yield PaymentIssue("payment-without-cap", "Say the most that results may earn")
    if value_net is not None and terms.payment_cap_net is not None and terms.payment_cap_net > value_net:
        yield PaymentIssue("cap-above-value", "Results may earn more than the estimated value")
    if mechanism == PaymentMechanism.CAPPED_TIME and not has_stop_rule:
        yield PaymentIssue(
            "no-stop-rule", "Paying for discovery needs a gate with a rule for stopping", "stage-gates"
        )
    if mechanism and not terms.payment_guards.strip():
        yield PaymentIssue(
            "guards-unsaid", f"Say how you keep to the guards: {'; '.join(guards_of(mechanism))}"
        )
