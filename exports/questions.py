"""The questions that a supplier answers, each at one place: under the outcome it assesses, or with the shared ones."""

from __future__ import annotations

from dataclasses import dataclass

from procure.domain.snapshot import AwardCriterionSnapshot, OutcomeSnapshot, SpecificationSnapshot


@dataclass(frozen=True, slots=True)
class Question:
    """An award criterion as a supplier answers it, with the outcomes that the answer is assessed against: those that
    the criterion names, in their order, or none where it is about the tender as a whole."""

    criterion: AwardCriterionSnapshot
    outcomes: tuple[OutcomeSnapshot, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Every question once: under the one outcome it assesses, or among those about several or about the whole."""

    by_outcome: tuple[tuple[OutcomeSnapshot, tuple[Question, ...]], ...]
    shared: tuple[Question, ...]

    def shared_of(self, outcome: OutcomeSnapshot) -> list[Question]:
        """The shared questions that assess this outcome too."""
        return [each for each in self.shared if outcome in each.outcomes]


def questions_of(snapshot: SpecificationSnapshot) -> Questions:
    """The questions of a specification, each at the one place where it is answered."""
    asked = [
        Question(
            criterion,
            tuple(outcome for outcome in snapshot.outcomes if outcome.key in criterion.outcome_keys),
        )
        for criterion in snapshot.award.criteria
    ]
    return Questions(
        tuple(
            (outcome, tuple(each for each in asked if each.outcomes == (outcome,)))
            for outcome in snapshot.outcomes
        ),
        tuple(each for each in asked if len(each.outcomes) != 1),
    )
