"""Award criteria: what each must satisfy, and when they may be refined (Act ss.19, 23, 24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from .answers import Finding, RuleAnswer, blocking
from .calendar import uk_day
from .facts import ContractFacts
from .provisions import act

WHOLE = Decimal(100)
SOCIAL_VALUE_MINIMUM = Decimal(10)
#: SV-1: PPN 002 binds procurements begun on or after this day.
SOCIAL_VALUE_FROM = date(2025, 10, 1)
SOCIAL_VALUE_PROVISION = "PPN 002"


class Importance(StrEnum):
    """How relative importance is shown (AWD-5, Act s.23(3)(b))."""

    WEIGHTS = "weights"
    RANKING = "ranking"
    DESCRIPTION = "description"


class CriterionCheck(StrEnum):
    """AWD-1: what every criterion must satisfy, each confirmed by an officer (Act s.23(2))."""

    SUBJECT_MATTER = "subject-matter"
    CLEAR = "clear"
    SPECIFICATIONS = "specifications"
    PROPORTIONATE = "proportionate"

    @property
    def question(self) -> str:
        return _QUESTIONS[self]


_QUESTIONS = {
    CriterionCheck.SUBJECT_MATTER: "Does it relate to the subject matter of the contract?",
    CriterionCheck.CLEAR: "Is it sufficiently clear, measurable and specific?",
    CriterionCheck.SPECIFICATIONS: "Does it keep to the rules on technical specifications (section 56)?",
    CriterionCheck.PROPORTIONATE: "Is it proportionate to the nature, complexity and cost of the contract?",
}


class Criterion(BaseModel):
    """One award criterion. ``weight`` is a percentage; ``rank`` counts from 1; ``confirmed`` the tests it
    passed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    weight: Decimal | None = None
    rank: int | None = None
    description: str = ""
    is_social_value: bool = False
    confirmed: frozenset[CriterionCheck] = Field(default_factory=frozenset)


def check_importance(criteria: Sequence[Criterion], shown_by: Importance) -> tuple[Finding, ...]:
    """AWD-5: with more than one criterion, weights sum to 100, ranks are 1, 2, 3 … without gaps, or each is
    described.

    A single criterion needs none (Act s.23(3)(b)). No criteria at all is a finding too.
    """
    provision = act("s.23(3)(b)")
    if not criteria:
        message = "Add at least one award criterion."
        return (blocking("AWD-0", "no-criteria", message, act("s.19(1)-(2)"), field="criteria"),)
    if len(criteria) == 1:
        return ()
    if shown_by is Importance.WEIGHTS:
        return _weight_findings(criteria, provision)
    if shown_by is Importance.RANKING:
        ranks = sorted(criterion.rank or 0 for criterion in criteria)
        if ranks == list(range(1, len(criteria) + 1)):
            return ()
        message = f"Rank the criteria from 1 to {len(criteria)}, using each number once."
        return (blocking("AWD-5", "ranks-incomplete", message, provision, field="criteria"),)
    return tuple(
        blocking(
            "AWD-5", "importance-missing", f"Describe how important {c.name} is.", provision, field=c.key
        )
        for c in criteria
        if not c.description.strip()
    )


def _weight_findings(criteria: Sequence[Criterion], provision: str) -> tuple[Finding, ...]:
    found = [
        blocking("AWD-5", "weight-missing", f"Give “{c.name}” a weight above 0.", provision, field=c.key)
        for c in criteria
        if c.weight is None or not 0 < c.weight <= WHOLE
    ]
    total = sum((c.weight or Decimal(0) for c in criteria), Decimal(0))
    if total != WHOLE:
        shown = f"{total.normalize():f}"
        message = f"The weights come to {shown}%: change them so that they come to 100%."
        found.append(blocking("AWD-5", "weights-not-100", message, provision, field="criteria"))
    return tuple(found)


def check_confirmations(criterion: Criterion) -> tuple[Finding, ...]:
    """AWD-1: a finding for each of the four tests not yet confirmed."""
    return tuple(
        blocking(
            "AWD-1",
            f"not-confirmed-{test}",
            f"{criterion.name}: {test.question}",
            act("s.23(2)"),
            field=criterion.key,
        )
        for test in CriterionCheck
        if test not in criterion.confirmed
    )


def check_methodology(methodology: str, says_whether_failing_disqualifies: bool) -> tuple[Finding, ...]:
    """AWD-4: say how tenders will be assessed, and whether failing a criterion disqualifies (Act
    s.23(3)(a))."""
    provision = act("s.23(3)(a)")
    found = []
    if not methodology.strip():
        message = "Say how tenders will be assessed against the criteria."
        found.append(blocking("AWD-4", "methodology-missing", message, provision, field="methodology"))
    if not says_whether_failing_disqualifies:
        message = "Say whether failing to meet any criterion would disqualify a tender."
        found.append(blocking("AWD-4", "disqualification-unsaid", message, provision, field="methodology"))
    return tuple(found)


def social_value_applies(
    facts: ContractFacts, on: date, *, is_above_threshold: bool = True
) -> RuleAnswer[bool]:
    """SV-1: whether PPN 002's minimum weighting binds a procurement begun on that day.

    Central departments, executive agencies and non-departmental public bodies; not private utilities, not
    Ministry of Defence defence and security contracts. That it leaves out below-threshold contracts rests on
    a secondary source.
    """
    in_scope = facts.is_central and not facts.is_private_utility and not facts.is_defence
    value = in_scope and is_above_threshold and uk_day(on) >= SOCIAL_VALUE_FROM
    is_certain = not (in_scope and not is_above_threshold)
    return RuleAnswer(
        "SV-1",
        SOCIAL_VALUE_PROVISION,
        value,
        "Central government bodies give social value at least 10% of the marks in procurements "
        "from 1 October 2025."
        if value
        else "The central government minimum weighting for social value does not bind this procurement.",
        ()
        if is_certain
        else ("That PPN 002 leaves out contracts below threshold rests on a secondary source.",),
        is_certain,
    )


def check_social_value(
    criteria: Sequence[Criterion], facts: ContractFacts, on: date, *, is_above_threshold: bool = True
) -> Finding | None:
    """SV-1: blocks a central body's criteria that give social value less than 10% of the weight."""
    answer = social_value_applies(facts, on, is_above_threshold=is_above_threshold)
    if not answer.value:
        return None
    given = sum((c.weight or Decimal(0) for c in criteria if c.is_social_value), Decimal(0))
    if given >= SOCIAL_VALUE_MINIMUM:
        return None
    message = (
        f"Social value has {given.normalize():f}% of the weight: central bodies must give it at least 10%."
    )
    return blocking("SV-1", "social-value-below-minimum", message, answer.provision, field="criteria")


def check_refinement(
    *, is_flexible: bool, is_provided_for: bool, final_tenders_invited: bool, would_admit_others: bool
) -> tuple[Finding, ...]:
    """REF-1, REF-3: when award criteria may be refined during a competition (Act s.24).

    ``would_admit_others``: made earlier, the change would have let through a supplier that did not progress.
    """
    tests = (
        (
            not is_flexible,
            ("REF-1", "refining-open-procedure", act("s.24(1)")),
            "Criteria may be refined only in a competitive flexible procedure.",
        ),
        (
            not is_provided_for,
            ("REF-1", "refining-not-provided-for", act("s.24(1)")),
            "The tender notice or documents must have said that this criterion could be refined.",
        ),
        (
            final_tenders_invited,
            ("REF-1", "refining-too-late", act("s.24(1)")),
            "Refine criteria before inviting the tenders that will be assessed for award.",
        ),
        (
            would_admit_others,
            ("REF-3", "refining-unfair", act("s.24(3)")),
            "This change would have let through a supplier that did not progress, so it is not allowed.",
        ),
    )
    return tuple(
        blocking(rule_id, code, message, provision, field="criteria")
        for is_wrong, (rule_id, code, provision), message in tests
        if is_wrong
    )
