"""Changing tenders under way (Act s.31) and contracts in force (Act ss.74-77, Sch 8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from .answers import Finding, RuleAnswer, blocking
from .calendar import uk_day
from .devolved import duty_applies
from .facts import Category, ContractFacts
from .provisions import act
from .tables import amount_line

TERM_LIMIT = Decimal("0.10")
SCHEDULE_8_VALUE_CAP = Decimal("0.50")
#: CHG-4: the paragraphs of Sch 8 under which a change is permitted.
SCHEDULE_8 = {
    1: "Provided for in the contract and the notice",
    2: "Urgency",
    3: "Protection of life under section 42",
    4: "Unforeseeable circumstances",
    5: "A known risk that came about",
    8: "Additional goods, services or works",
    9: "A change of supplier on corporate restructuring",
    10: "Defence authority contracts",
}
RESTRUCTURING_PARAGRAPH = 9
#: CHG-4: paragraphs capped at half the contract's value, except for utilities contracts.
CAPPED_PARAGRAPHS = frozenset({4, 5, 8})


class Change(BaseModel):
    """A proposed change of contract. Values include VAT and are changes in size, up or down.

    ``term_change_days`` against ``maximum_term_days`` on award; ``earlier_small_changes`` are the value
    changes of earlier below-threshold modifications, in size.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value_before: Decimal = Field(gt=0)
    value_change: Decimal = Field(default=Decimal(0))
    maximum_term_days: int = Field(gt=0)
    term_change_days: int = 0
    changes_scope_materially: bool = False
    shifts_balance_to_supplier: bool = False
    earlier_small_changes: Decimal = Field(default=Decimal(0), ge=0)
    schedule_8_paragraph: int | None = None

    @property
    def value_share(self) -> Decimal:
        return abs(self.value_change) / self.value_before

    @property
    def term_share(self) -> Decimal:
        return Decimal(abs(self.term_change_days)) / self.maximum_term_days


def value_limit(facts: ContractFacts) -> Decimal:
    """CHG-3, CHN-1: the share of value within which a change is small: 10%, or 15% for works."""
    return Decimal("0.15") if facts.category is Category.WORKS else Decimal("0.10")


def is_substantial(change: Change) -> RuleAnswer[bool]:
    """CHG-2: term changed by more than 10% of the maximum on award, scope materially changed, or the economic
    balance materially shifted to the supplier (Act s.74(3))."""
    value = (
        change.term_share > TERM_LIMIT or change.changes_scope_materially or change.shifts_balance_to_supplier
    )
    return RuleAnswer(
        "CHG-2", act("s.74(3)"), value, f"The change is {'' if value else 'not '}a substantial modification."
    )


def is_below_threshold_modification(
    change: Change, facts: ContractFacts, threshold: Decimal
) -> RuleAnswer[bool]:
    """CHG-3: value change within 10% (works 15%), all such changes together below the contract's threshold,
    and scope not materially changed (Act s.74(4), (6)). ``threshold`` includes VAT."""
    value = (
        change.value_share <= value_limit(facts)
        and change.earlier_small_changes + abs(change.value_change) < threshold
        and not change.changes_scope_materially
    )
    return RuleAnswer(
        "CHG-3",
        act("s.74(4)"),
        value,
        f"The change is {'' if value else 'not '}a below-threshold modification.",
    )


def may_modify(change: Change, facts: ContractFacts, threshold: Decimal) -> RuleAnswer[bool]:
    """CHG-1: a contract may be changed if Sch 8 permits it, it is not substantial, or it is a below-threshold
    modification; light touch contracts freely (Act s.74(1)-(2))."""
    if facts.is_light_touch:
        return RuleAnswer("CHG-1", act("s.74(2)"), True, "Light touch contracts may be modified freely.")
    paragraph = change.schedule_8_paragraph
    if paragraph is not None:
        is_capped = paragraph in CAPPED_PARAGRAPHS and not facts.is_utilities
        if is_capped and change.value_share > SCHEDULE_8_VALUE_CAP:
            words = "The change is worth more than half the contract, which this ground does not allow."
            return RuleAnswer("CHG-4", act(f"Sch 8 para {paragraph}"), False, words)
        words = "Schedule 8 permits this change if its conditions are met."
        return RuleAnswer("CHG-4", act(f"Sch 8 para {paragraph}"), True, words)
    if not is_substantial(change).value:
        return RuleAnswer(
            "CHG-2", act("s.74(1)(b)"), True, "The change is not substantial, so it may be made."
        )
    small = is_below_threshold_modification(change, facts, threshold)
    if small.value:
        return RuleAnswer("CHG-3", small.provision, True, "The change is a below-threshold modification.")
    return RuleAnswer(
        "CHG-1",
        act("s.74(1)"),
        False,
        "No ground in section 74 allows this change: a new procurement is needed.",
    )


def change_notice_required(change: Change, facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """CHN-1 to CHN-3: whether a contract change notice (UK10) comes before the change (Act s.75).

    The exception joins its limits on value and term by "or". We ask for the notice when either limit is
    passed; the answer is not certain when only one is, and an officer may record reliance on the literal
    reading.
    """
    nation = duty_applies("change", facts.governing_nation, on)
    if facts.is_defence or facts.is_light_touch or facts.is_private_utility or not nation.value:
        words = (
            "No change notice is needed for defence, light touch, private utility or "
            "transferred Northern Ireland "
        )
        return RuleAnswer("CHN-3", act("s.75(6)"), False, f"{words}contracts.")
    if change.schedule_8_paragraph == 9:
        return RuleAnswer(
            "CHN-2", act("s.75"), True, "A change of supplier always needs a contract change notice."
        )
    passes_value = change.value_share > value_limit(facts)
    passes_term = change.term_share > TERM_LIMIT
    passes = passes_value or passes_term
    words = (
        "Publish a contract change notice first." if passes else "The change is small: no notice is needed."
    )
    is_certain = passes_value == passes_term
    note = "One limit is passed and one is not: read literally, section 75(2) may then ask for no notice."
    return RuleAnswer("CHN-1", act("s.75(2)"), passes, words, () if is_certain else (note,), is_certain)


def modified_copy_required(
    gross: Decimal, notice_required: bool, facts: ContractFacts, on: date
) -> RuleAnswer[bool]:
    """CHN-5: a copy of the change is published if a notice was required and the contract is above £5
    million."""
    nation = duty_applies("modified-contract-copy", facts.governing_nation, on)
    value = nation.value and notice_required and gross > amount_line("contract-copy", uk_day(on))
    words = (
        f"{'Publish' if value else 'There is no duty to publish'} a copy of the modification or "
        "modified contract."
    )
    return RuleAnswer("CHN-5", act("s.77"), value, words, nation.notes)


def check_split_change(
    *, could_be_one_change: bool, whole_is_allowed: bool, field: str = "change"
) -> Finding | None:
    """CHG-5: changes that could reasonably have been one are allowed only if the whole would be (Act
    s.74(7)-(8))."""
    if not could_be_one_change or whole_is_allowed:
        return None
    message = "These changes could reasonably be one, and as one they would not be allowed."
    return blocking("CHG-5", "change-split", message, act("s.74(7)-(8)"), field=field)


def check_change_of_supplier(*, changes_supplier: bool, schedule_8_paragraph: int | None) -> Finding | None:
    """CHG-6: a contract passes to another supplier only on corporate restructuring (Act s.74(9), Sch 8 para
    9)."""
    if not changes_supplier or schedule_8_paragraph == RESTRUCTURING_PARAGRAPH:
        return None
    message = "The supplier may change only on corporate restructuring (Schedule 8 paragraph 9)."
    return blocking("CHG-6", "supplier-changed", message, act("s.74(9)"), field="suppliers")


def is_convertible(before: Decimal, after: Decimal, threshold: Decimal) -> RuleAnswer[bool]:
    """CHG-7: whether a change makes a below-threshold contract a public contract, so that sections 74 to 76
    apply to the change (Act s.74(1)). All amounts are pounds including VAT.
    """
    value = before < threshold <= after
    words = (
        "The change takes the contract to its threshold: the rules on changing public contracts apply to it."
        if value
        else "The change does not turn a below-threshold contract into a public contract."
    )
    return RuleAnswer("CHG-7", act("s.74(1)"), value, words)


def check_tender_change(
    *,
    is_open_procedure: bool,
    deadline_has_passed: bool,
    final_deadline_has_passed: bool,
    is_substantial_change: bool,
    is_light_touch: bool = False,
) -> Finding | None:
    """MOD-1 to MOD-3: whether the terms of a procurement may still be changed (Act s.31).

    ``deadline_has_passed``: for tenders (open) or for requests to participate, or first tenders where there
    are none (flexible). A change always means republishing and weighing the time limits again (MOD-4).
    """
    if not deadline_has_passed:
        return None
    provision = act("s.31(1)-(2)")
    if is_open_procedure or final_deadline_has_passed:
        message = "The deadline has passed, so the terms can no longer be changed."
        return blocking("MOD-1", "change-too-late", message, provision, field="change")
    if is_substantial_change and not is_light_touch:
        message = "After the first deadline only changes that are not substantial may be made."
        return blocking("MOD-2", "change-substantial", message, provision, field="change")
    return None
