"""Procurement objectives and policy statements (Act ss.12-14), and the record that they were considered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .answers import Finding, RuleAnswer, advisory, blocking
from .calendar import uk_day
from .facts import Award, ContractFacts, Nation
from .provisions import act
from .tables import read_rows

#: OBJ-1: matters whose importance is weighed in every covered procurement, one recorded line each (Act
#: s.12(1)).
OBJECTIVES = {
    "value-for-money": "Delivering value for money",
    "public-benefit": "Maximising public benefit",
    "sharing-information": "Sharing information so that policies and decisions are understood",
    "integrity": "Acting, and being seen to act, with integrity",
}
#: OBJ-3: considered besides (Act s.12(4)).
SME_BARRIERS = ("sme-barriers", "Barriers that small and medium-sized enterprises may face")


@dataclass(frozen=True, slots=True)
class PolicyStatement:
    """A statement to have regard to, and its priorities as (key, label); none where we have not verified
    them."""

    key: str
    name: str
    effective_from: date
    priorities: tuple[tuple[str, str], ...]
    is_verified: bool


def policy_statement_for(facts: ContractFacts, on: date) -> RuleAnswer[PolicyStatement | None]:
    """OBJ-4 to OBJ-6, BTH-9: the procurement policy statement that binds, below the threshold too, or ``None``.

    None binds private utilities, call-offs under frameworks, awards by reference to dynamic markets, or
    transferred Northern Ireland authorities outside reserved arrangements (Act ss.13(10), 14(9)).
    """
    nation = facts.governing_nation
    exempt = (
        facts.is_private_utility
        or facts.award in (Award.CALL_OFF, Award.DYNAMIC_MARKET)
        or nation in (Nation.NORTHERN_IRELAND, Nation.SCOTLAND)
    )
    if exempt:
        return RuleAnswer(
            "OBJ-5", act("s.13(10)"), None, "No procurement policy statement binds this procurement."
        )
    day = uk_day(on).isoformat()
    row = next(
        (
            row
            for row in read_rows("policy_statements")
            if row["nation"] == nation
            and row["effective_from"] <= day
            and (not row["effective_to"] or day <= row["effective_to"])
        ),
        None,
    )
    if row is None:
        return RuleAnswer(
            "OBJ-4", act("s.13(9)"), None, "No procurement policy statement was in effect on that day."
        )
    priorities = tuple(
        (line["key"], line["label"])
        for line in read_rows("policy_priorities")
        if line["statement"] == row["key"]
    )
    statement = PolicyStatement(
        row["key"],
        row["name"],
        date.fromisoformat(row["effective_from"]),
        priorities,
        row["is_verified"] == "yes",
    )
    return RuleAnswer(
        "OBJ-6" if nation is Nation.WALES else "OBJ-4",
        row["provision"],
        statement,
        f"Have regard to the {statement.name}.",
        is_certain=statement.is_verified,
    )


def check_objectives(record: Mapping[str, str]) -> tuple[Finding, ...]:
    """OBJ-1: an advisory finding for each objective with nothing recorded. Keys are those of
    :data:`OBJECTIVES`."""
    return tuple(
        advisory(
            "OBJ-1",
            f"objective-{key}",
            f"Record how you weighed this: {label.lower()}.",
            act("s.12(1)"),
            field=key,
        )
        for key, label in OBJECTIVES.items()
        if not record.get(key, "").strip()
    )


def check_sme_barriers(record: Mapping[str, str]) -> Finding | None:
    """OBJ-3: consider removing or reducing barriers that smaller enterprises face (Act s.12(4))."""
    key, label = SME_BARRIERS
    if record.get(key, "").strip():
        return None
    return advisory(
        "OBJ-3", "sme-barriers", f"Record what you considered: {label.lower()}.", act("s.12(4)"), field=key
    )


def check_policy_record(facts: ContractFacts, on: date, record: Mapping[str, str]) -> tuple[Finding, ...]:
    """OBJ-8: each priority of the statement has a record, be it "considered, not relevant because …"."""
    statement = policy_statement_for(facts, on).value
    if statement is None:
        return ()
    return tuple(
        blocking(
            "OBJ-8",
            f"policy-priority-{key}",
            f"Record how you considered “{label}”, or why it is not relevant here.",
            act("s.13(9)"),
            field=key,
        )
        for key, label in statement.priorities
        if not record.get(key, "").strip()
    )
