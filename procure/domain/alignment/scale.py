"""The scale of the alignment score: what each input may be and what it counts for (outcome method, section 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from procure.domain.vocabulary import CausalStep, EvidenceGrade
from procure.domain.vocabulary import JudgedStep as JudgedStep

#: Changes whenever a constant or the formula does; printed beside every score.
FORMULA_VERSION = "1"
FORMULA = "A = 100 × (sum of w × L × √(E × M)) × (1 − 0.5 × p), shown to the nearest 5"

TESTS_OF_MEASURABILITY = 6
NEAREST = 5
#: How much of the score a frame that fixes everything without a reason takes away.
PRESCRIPTION_COST = Decimal("0.5")
#: Two people who differ by more than this on an input are shown to differ.
DISAGREEMENT = Decimal("0.25")

EVIDENCE = {
    EvidenceGrade.ASSERTION: Decimal("0.2"),
    EvidenceGrade.THEORY: Decimal("0.4"),
    EvidenceGrade.BEFORE_AND_AFTER: Decimal("0.6"),
    EvidenceGrade.COMPARISON_GROUP: Decimal("0.8"),
    EvidenceGrade.REPLICATED: Decimal("1"),
}
#: What cannot be shown counts as asserted.
EVIDENCE_FLOOR = EVIDENCE[EvidenceGrade.ASSERTION]
NO_LINK = Decimal(0)

#: (causal step, whether it is evidenced) → L.
LINK = {
    (CausalStep.SAME_INDICATOR, True): Decimal(1),
    (CausalStep.SAME_INDICATOR, False): Decimal(1),
    (CausalStep.ONE_STEP, True): Decimal("0.75"),
    (CausalStep.ONE_STEP, False): Decimal("0.5"),
    (CausalStep.TWO_STEPS, True): Decimal("0.5"),
    (CausalStep.TWO_STEPS, False): Decimal("0.25"),
}
#: An assertion and a theory are both reasoning; from here on something was observed.
_OBSERVED = frozenset(
    {EvidenceGrade.BEFORE_AND_AFTER, EvidenceGrade.COMPARISON_GROUP, EvidenceGrade.REPLICATED}
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of the link from an outcome to one objective.

    ``causal_step`` is a JudgedStep, ``evidence_grade`` an EvidenceGrade; either may be empty, which counts as none.
    ``has_source`` is whether an address is given where anybody can check the evidence.
    """

    objective_id: str
    causal_step: str = ""
    evidence_grade: str = ""
    has_source: bool = False

    @property
    def is_evidenced(self) -> bool:
        """Whether the step was observed, and not reasoned alone. The score's words for it: evidenced, or asserted."""
        return self.evidence_grade in _OBSERVED

    @property
    def link(self) -> Decimal:
        """L, from 0 to 1."""
        return next(
            (worth for (step, is_evidenced), worth in LINK.items()
             if (step, is_evidenced) == (self.causal_step, self.is_evidenced)),
            NO_LINK,
        )  # fmt: skip

    @property
    def evidence(self) -> Decimal:
        """E, from 0.2 to 1."""
        return next(
            (worth for grade, worth in EVIDENCE.items() if grade == self.evidence_grade), EVIDENCE_FLOOR
        )

    @property
    def low_link(self) -> Decimal:
        """L in the low case: a step nobody can check falls to 0. That two figures are the same one needs no source."""
        is_checkable = self.causal_step == CausalStep.SAME_INDICATOR or (
            self.is_evidenced and self.has_source
        )
        return self.link if is_checkable else NO_LINK

    @property
    def low_evidence(self) -> Decimal:
        """E in the low case: evidence without an address counts as asserted."""
        return self.evidence if self.has_source else EVIDENCE_FLOOR

    @property
    def is_said(self) -> bool:
        """Whether it says anything that the score can use."""
        return self.link > 0

    def better_evidenced(self) -> Claim | None:
        """The same claim with evidence one grade better; None at the top."""
        grades = list(EVIDENCE)
        at = next((i for i, grade in enumerate(grades) if grade == self.evidence_grade), 0)
        return replace(self, evidence_grade=grades[at + 1].value) if at + 1 < len(grades) else None
