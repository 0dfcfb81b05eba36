"""Which part of the law a procurement falls under: outside the Act, covered, or below threshold (Part 6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from .answers import RuleAnswer
from .calendar import uk_day
from .facts import Authority, Category, ContractFacts, Nation
from .provisions import act, regs
from .tables import amount_line, pounds
from .thresholds import is_above_threshold


class Route(StrEnum):
    OUTSIDE = "outside"
    COVERED = "covered"
    """A covered procurement, from first steps to the end of the contract (DEF-10, Act s.1)."""
    BELOW_THRESHOLD = "below-threshold"
    """Regulated by Part 6 of the Act."""
    BELOW_THRESHOLD_UNREGULATED = "below-threshold-unregulated"
    """Below the threshold and outside Part 6."""


def route_for(facts: ContractFacts, gross: Decimal | None, on: date) -> RuleAnswer[Route]:
    """REG-1: exempted, then special regime, then value against threshold, then devolved rules.

    ``gross`` is the estimated value in pounds including VAT; ``None`` when it cannot be estimated, which
    counts as above the threshold (VAL-5, Act Sch 3 para 5).
    """
    if facts.governing_nation is Nation.SCOTLAND:
        return RuleAnswer(
            "DEV-2",
            act("s.2"),
            Route.OUTSIDE,
            "Devolved Scottish authorities are outside the Act unless they use a reserved, Welsh "
            "or Northern Ireland "
            "arrangement; Scottish procurement law applies.",
        )
    if facts.is_regulated_health:
        return RuleAnswer(
            "REG-2",
            regs("reg 43"),
            Route.OUTSIDE,
            "Regulated health services follow the Provider Selection Regime.",
        )
    if facts.is_exempted:
        return RuleAnswer(
            "REG-1", act("Sch 2"), Route.OUTSIDE, "Exempted contracts are outside the Act's main duties."
        )
    if gross is None:
        return RuleAnswer(
            "VAL-5",
            act("Sch 3 para 5"),
            Route.COVERED,
            "A contract whose value cannot be estimated is treated as above the threshold.",
        )
    above = is_above_threshold(gross, facts, on)
    if above.value:
        return RuleAnswer(
            "DEF-9", above.provision, Route.COVERED, above.explanation, above.notes, above.is_certain
        )
    regulated = is_regulated_below_threshold(facts)
    route = Route.BELOW_THRESHOLD if regulated.value else Route.BELOW_THRESHOLD_UNREGULATED
    return RuleAnswer(
        "BTH-1",
        regulated.provision,
        route,
        f"{above.explanation} {regulated.explanation}",
        above.notes,
        above.is_certain,
    )


def is_regulated_below_threshold(facts: ContractFacts) -> RuleAnswer[bool]:
    """BTH-1: whether Part 6 applies to a contract that is below its threshold (Act s.84)."""
    reasons = (
        (facts.is_exempted, "exempted contracts"),
        (facts.is_concession, "concession contracts"),
        (facts.is_utilities, "utilities contracts"),
        (facts.is_school, "schools"),
        (facts.governing_nation is Nation.NORTHERN_IRELAND, "transferred Northern Ireland authorities"),
    )
    excluded = [words for applies, words in reasons if applies]
    explanation = (
        f"The below-threshold rules of Part 6 do not cover {excluded[0]}."
        if excluded
        else "The below-threshold rules of Part 6 apply."
    )
    return RuleAnswer("BTH-1", act("s.84"), not excluded, explanation)


def is_notifiable_below_threshold(gross: Decimal, facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """BTH-4: whether a regulated below-threshold contract needs UK4 before advertising and UK7 after (Act
    s.87(4))."""
    regulated = is_regulated_below_threshold(facts)
    if not regulated.value:
        return regulated
    is_lower_line = facts.is_central and facts.governing_nation is not Nation.WALES
    line = amount_line(f"below-threshold-notice-{'central' if is_lower_line else 'other'}", uk_day(on))
    is_notifiable = gross >= line
    compared = "not less than" if is_notifiable else "less than"
    consequence = (
        "publish a below-threshold tender notice before any advertising, and a contract details "
        "notice afterwards"
        if is_notifiable
        else "no below-threshold notices are needed"
    )
    return RuleAnswer(
        "BTH-4",
        act("s.87(4)"),
        is_notifiable,
        f"{pounds(gross)} including VAT is {compared} {pounds(line)}: {consequence}.",
    )


def may_use_suitability_stage(gross: Decimal, facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """BTH-2: whether a below-threshold competition may restrict who tenders by suitability (Act s.85)."""
    provision = act("s.85")
    if not is_regulated_below_threshold(facts).value:
        return RuleAnswer(
            "BTH-2", provision, True, "Part 6 does not apply, so section 85 does not forbid it."
        )
    if facts.governing_nation is Nation.WALES:
        return RuleAnswer("BTH-2", provision, True, "Section 85 does not bind devolved Welsh authorities.")
    if facts.award == "call-off":
        return RuleAnswer(
            "BTH-2", provision, True, "Section 85 does not apply to call-offs under a framework."
        )
    line = amount_line(f"suitability-works-{'central' if facts.is_central else 'other'}", uk_day(on))
    if facts.category is Category.WORKS and gross >= line:
        return RuleAnswer(
            "BTH-2",
            act("s.85(3)"),
            True,
            f"Works of {pounds(line)} or more may have a suitability stage below the threshold.",
        )
    return RuleAnswer(
        "BTH-2", provision, False, "Below the threshold, do not restrict who may tender by their suitability."
    )


def is_treated_as_above(above_part_could_be_separate: bool, gross_is_above: bool) -> RuleAnswer[bool]:
    """REG-4: a contract mixing above and below threshold parts (Act s.5).

    ``above_part_could_be_separate``: the part that is above its own threshold could reasonably be supplied
    alone.
    """
    value = above_part_could_be_separate or gross_is_above
    return RuleAnswer(
        "REG-4",
        act("s.5"),
        value,
        "Because the above-threshold part could reasonably be supplied on its own, treat the whole "
        "as above threshold."
        if above_part_could_be_separate
        else "The mixed contract is judged by its whole value.",
    )


def keeps_special_regime(
    separable_ordinary_part_above_threshold: bool, *, is_defence_with_good_reasons: bool = False
) -> RuleAnswer[bool]:
    """REG-5: whether a mixed contract keeps its special regime treatment (Act s.10)."""
    loses = separable_ordinary_part_above_threshold and not is_defence_with_good_reasons
    return RuleAnswer(
        "REG-5",
        act("s.10"),
        not loses,
        "A part that could be separate, is outside the special regime and is above its own "
        "threshold takes the whole "
        "contract out of the special regime."
        if loses
        else "The contract keeps its special regime treatment.",
    )


def facts_fit_authority(facts: ContractFacts) -> RuleAnswer[bool]:
    """DEF-11: public undertakings and private utilities come under the Act for utilities contracts only (Act
    s.2)."""
    is_utility_body = facts.authority in (Authority.PUBLIC_UNDERTAKING, Authority.PRIVATE_UTILITY)
    return RuleAnswer(
        "DEF-11",
        act("s.2"),
        facts.is_utilities or not is_utility_body,
        "A public undertaking or private utility is a contracting authority for utilities contracts only.",
    )
