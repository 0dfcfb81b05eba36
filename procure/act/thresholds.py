"""Threshold amounts (Act s.3 and Sch 1) and which row of the table a contract falls in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .answers import RuleAnswer
from .calendar import uk_day
from .facts import Category, ContractFacts
from .provisions import act
from .tables import in_force, pounds, read_rows

ROW_PROVISION = act("Sch 1 para 1")
TRANSITION_PROVISION = "SI 2025/1200 reg 3"
#: THR-7: thresholds are revised every two years; this date is inferred, not enacted.
NEXT_REVISION_EXPECTED_ON = date(2028, 1, 1)
AMENDED_ON = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One row of the table. ``amount`` is pounds including VAT."""

    row: int
    contract: str
    amount: Decimal
    provision: str
    effective_from: date


class CommencedBy(StrEnum):
    """The steps before 1 January 2026 that keep the earlier figures (THR-6)."""

    TENDER_NOTICE = "tender-notice"
    TRANSPARENCY_NOTICE = "transparency-notice"
    BELOW_THRESHOLD_NOTICE = "below-threshold-tender-notice"
    BELOW_THRESHOLD_INVITATION = "below-threshold-invitation"
    SUPPLIER_CONTACTED = "supplier-contacted"


def threshold_row(facts: ContractFacts) -> RuleAnswer[int]:
    """THR-1: the row of the table for a contract, 1 to 12; the first match wins.

    Where the table's words leave two rows open, the answer is not certain and a note sends it to an officer.
    """
    row = _first_matching_row(facts)
    overlap = _overlap(facts)
    return RuleAnswer(
        "THR-1",
        ROW_PROVISION,
        row,
        f"This contract falls in row {row} of the table of threshold amounts.",
        notes=(overlap,) if overlap else (),
        is_certain=overlap is None,
    )


def _counts_as_defence(facts: ContractFacts) -> bool:
    """THR-3: defence only through s.7(1)(g) is not defence for the table (Act s.7(3))."""
    return facts.is_defence and not facts.is_defence_by_7_1_g


def _first_matching_row(facts: ContractFacts) -> int:
    is_works = facts.category is Category.WORKS
    rules = (
        (
            _counts_as_defence(facts),
            ((is_works, 1), (facts.is_concession, 2), (facts.is_light_touch, 8), (True, 3)),
        ),
        (facts.is_utilities, ((is_works, 4), (facts.is_light_touch, 5), (True, 6))),
        (facts.is_light_touch, ((facts.is_concession, 7), (True, 8))),
        (facts.is_concession, ((True, 9),)),
        (is_works, ((True, 10),)),
        (facts.is_central, ((True, 11),)),
        (True, ((True, 12),)),
    )
    rows = next(rows for applies, rows in rules if applies)
    return next(row for applies, row in rows if applies)


def _overlap(facts: ContractFacts) -> str | None:
    if facts.is_light_touch and facts.is_concession and facts.is_utilities:
        return (
            "Rows 5 and 7 could both apply to a light touch concession for utilities: ask an "
            "officer to decide."
        )
    if facts.is_light_touch and facts.is_concession and _counts_as_defence(facts):
        return (
            "Rows 2 and 7 could both apply to a light touch concession for defence: ask an officer to decide."
        )
    if facts.is_light_touch and facts.is_utilities and _counts_as_defence(facts):
        return (
            "Rows 5 and 8 could both apply to a light touch utilities contract for defence: ask "
            "an officer to decide."
        )
    return None


def threshold_amount(row: int, on: date) -> Threshold:
    """The row as in force on ``on``. Raises ``ValueError`` before the Act began, ``KeyError`` for no such
    row."""
    rows = tuple(line for line in read_rows("thresholds") if line["row"] == str(row))
    if not rows:
        raise KeyError(row)
    line = in_force(rows, uk_day(on))
    return Threshold(
        row=row,
        contract=line["contract"],
        amount=Decimal(line["amount"]),
        provision=f"{ROW_PROVISION}, row {row}",
        effective_from=date.fromisoformat(line["effective_from"]),
    )


def threshold_for(facts: ContractFacts, on: date) -> RuleAnswer[Threshold]:
    """The threshold for a contract whose procurement commences on ``on``.

    The date is the one that settles which figures apply: see :func:`figures_date` for the transition of 2026.
    """
    row = threshold_row(facts)
    threshold = threshold_amount(row.value, on)
    revision = (
        ("The figures are revised every two years and newer ones may apply by then.",)
        if uk_day(on) >= NEXT_REVISION_EXPECTED_ON
        else ()
    )
    return RuleAnswer(
        "THR-1",
        threshold.provision,
        threshold,
        f"The threshold is {pounds(threshold.amount)} including VAT ({threshold.contract.lower()}).",
        notes=row.notes + revision,
        is_certain=row.is_certain and not revision,
    )


def is_above_threshold(gross: Decimal, facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """THR-2: above threshold means an estimated value, VAT included, of not less than the amount (Act
    s.3)."""
    threshold = threshold_for(facts, on)
    amount = threshold.value.amount
    is_above = gross >= amount
    comparison = "is not less than" if is_above else "is less than"
    return RuleAnswer(
        "THR-2",
        act("s.3"),
        is_above,
        f"{pounds(gross)} including VAT {comparison} the threshold of {pounds(amount)}, row "
        f"{threshold.value.row} of the table of threshold amounts.",
        notes=threshold.notes,
        is_certain=threshold.is_certain,
    )


def figures_date(
    commences_on: date, earlier_step: CommencedBy | None = None, step_on: date | None = None
) -> RuleAnswer[date]:
    """THR-6: the date whose threshold figures apply.

    ``earlier_step`` taken on ``step_on`` before 1 January 2026 keeps the figures of that day for a
    procurement that goes on afterwards. Raises ``ValueError`` when a step is given without its date.
    """
    if earlier_step is not None and step_on is None:
        raise ValueError("Say on which day the earlier step was taken.")
    keeps = step_on is not None and uk_day(step_on) < AMENDED_ON <= uk_day(commences_on)
    if keeps and step_on is not None:
        return RuleAnswer(
            "THR-6",
            TRANSITION_PROVISION,
            uk_day(step_on),
            "The procurement had begun before 1 January 2026, so the earlier figures stay.",
        )
    return RuleAnswer(
        "THR-6",
        TRANSITION_PROVISION,
        uk_day(commences_on),
        "The figures in force when the procurement begins apply.",
    )
