"""What board members are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procure.domain.decisions import POSITIONS, ConditionWanted
from procure.domain.vocabulary import EvidenceGrade, JudgedStep, Position, VerdictKind
from procure.models import User
from procure.web.forms import Day, Line, OneOf, Paragraphs, Question, QuestionForm

FIRST_CONDITIONS = 2
MOST_CONDITIONS = 10
_WHAT_IT_DOES = {
    VerdictKind.ENDORSED.value: "It may be published as it stands",
    VerdictKind.ENDORSED_WITH_CONDITIONS.value: "It may be published once each condition is met",
    VerdictKind.CHANGES_REQUESTED.value: "The buyer changes it and sends it again",
    VerdictKind.NOT_ENDORSED.value: "It does not go ahead in this form",
}
_STANDS = [(each.value, each.label) for each in Position if each in POSITIONS]
_ABSTAINING = {Position.ABSTAINED.value: "You give no verdict. It stays on record, and does not count"}


class CommentForm(QuestionForm):
    heading = "Comment on the whole version"
    text = Paragraphs(
        "Your comment",
        hint="Say what you would change and why. The buyer sees your name and can answer.",
        required=True,
        maximum=5_000,
    )


class ReplyForm(QuestionForm):
    heading = "Reply"
    text = Paragraphs(
        "Your reply",
        hint="The buyer and the other members see it, with your name.",
        required=True,
        maximum=4_000,
    )


class VerdictForm(QuestionForm):
    heading = "Your verdict"
    kind = OneOf(
        "What is your verdict?",
        _STANDS,
        called="Your verdict",
        required=True,
        hints=_WHAT_IT_DOES | _ABSTAINING,
    )
    reason = Paragraphs(
        "Why?",
        called="Your reason",
        hint="The other members and the buyer see it. It stays on record, also when the board decides otherwise.",
        required=True,
        maximum=5_000,
    )


class InterestForm(QuestionForm):
    heading = "Declare an interest"
    intro = (
        "Declare an interest if you, or somebody close to you, could gain or lose by this procurement, or if "
        "others could reasonably think so.",
        "You can go on reading, but you take no further part in this review. A verdict you gave no longer counts. "
        "You cannot take a declaration back.",
    )
    nature = Paragraphs(
        "What is your interest?",
        called="What your interest is",
        hint="One or two sentences. The other members and the buyer see it.",
        required=True,
        maximum=2_000,
        rows=4,
    )


class JudgeLinkForm(QuestionForm):
    heading = "Your own inputs"
    causal_step = OneOf(
        "How far is the outcome from the objective?",
        JudgedStep,
        called="How far the outcome is from the objective",
        required=True,
    )
    evidence_grade = OneOf(
        "How well is it known that the change can be caused?",
        EvidenceGrade,
        called="How well it is known",
        hint="Leave this empty if the outcome does not lead there",
    )
    reason = Paragraphs(
        "Why?",
        called="Your reason",
        hint="Name what you relied on. The other members and the buyer see your inputs beside the author’s, with your "
        "name. They are never averaged.",
        required=True,
        maximum=5_000,
    )

    def check(self) -> None:
        """A step needs to be known somehow."""
        said = self.answers
        if said["causal_step"] not in {"", JudgedStep.NONE.value} and not said["evidence_grade"]:
            self.refuse("evidence_grade", "Select how well it is known")


class ChooseDecisionForm(QuestionForm):
    kind = OneOf(
        "What has the board decided?",
        VerdictKind,
        called="What the board has decided",
        required=True,
        hints=_WHAT_IT_DOES,
    )


def decision_form(kind: VerdictKind, rows: int, owners: Sequence[User] = ()) -> type[QuestionForm]:
    """The form that closes a review with a decision of this kind; ``rows`` conditions can be entered, each
    with an owner among ``owners``."""
    fields: dict[str, Any] = {
        "heading": f"Decision: {kind.label.lower()}",
        "reason": Paragraphs(
            "Why has the board decided this?",
            called="The reason for the decision",
            hint="Answer those who saw it otherwise. The buyer sees the reason, and it stays on record.",
            required=True,
            maximum=10_000,
        ),
    }
    if kind == VerdictKind.ENDORSED_WITH_CONDITIONS:
        fields |= condition_fields(owners, rows)
        fields["check"] = check_conditions
    return type("DecisionForm", (QuestionForm,), fields)


def condition_fields(owners: Sequence[User], rows: int) -> dict[str, Question]:
    """Fields for so many conditions, each with its owner and the day it is due."""
    people = [(each.key, f"{each.name}, {each.organisation.name}") for each in owners]
    fields: dict[str, Question] = {}
    for at in range(1, rows + 1):
        fields[f"condition_{at}"] = Line(
            f"Condition {at}", maximum=1_000, hint="What must be true before publication" if at == 1 else ""
        )
        fields[f"owner_{at}"] = OneOf(
            f"Who owns condition {at}?", people, called=f"who owns condition {at}", as_select=True,
            hint="Left empty, the buyer’s officers see to it" if at == 1 else "",
        )  # fmt: skip
        fields[f"due_{at}"] = Day(f"When condition {at} is due", called=f"Due date of condition {at}")
    return fields


def conditions_in(form: QuestionForm, owners: Sequence[User]) -> list[ConditionWanted]:
    """The conditions entered, each with its due date and its owner."""
    answers, ids = form.answers, {each.key: each.id for each in owners}
    rows = range(1, 1 + sum(name.startswith("condition_") for name in answers))
    return [
        ConditionWanted(answers[f"condition_{at}"], answers[f"due_{at}"], ids.get(answers[f"owner_{at}"]))
        for at in rows
        if answers[f"condition_{at}"]
    ]


def check_conditions(form: QuestionForm) -> None:
    """That there is a condition, and that none is missing whose day or owner was entered."""
    answers = form.answers
    for at in range(1, 1 + sum(name.startswith("condition_") for name in answers)):
        if answers[f"due_{at}"] and not answers[f"condition_{at}"]:
            form.refuse(f"condition_{at}", f"Enter condition {at}, or take its date away")
        if answers[f"owner_{at}"] and not answers[f"condition_{at}"]:
            form.refuse(f"condition_{at}", f"Enter condition {at}, or take its owner away")
    if not conditions_in(form, ()):
        form.refuse("condition_1", "Enter at least one condition")
