"""The questions asked of an outcome, one thing to a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procure.domain.vocabulary import CausalStep, EvidenceGrade, OutcomePriority
from procure.web.forms import Day, Line, OneOf, Paragraphs, Percent, QuestionForm, WebAddress, YesNo

LONGEST_SENTENCE = 700
LONGEST_LINE = 300
LONGEST_ANSWER = 2_000
#: Grades that claim somebody saw it happen, so there is a source to name.
WITH_EVIDENCE = ("before_and_after", "comparison_group", "replicated")


class SentenceForm(QuestionForm):
    heading = "The outcome in a sentence"
    title_of_outcome = Line(
        "Short title",
        called="The short title",
        hint="What people will call it, such as “Warm for less”",
        required=True,
        maximum=120,
    )
    statement = Paragraphs(
        "The outcome",
        called="The outcome",
        hint="By when, who is better off, in what way, by how much and where. One sentence, two at most",
        maximum=LONGEST_SENTENCE,
        rows=5,
    )
    priority = OneOf(
        "How much of the tender turns on it?",
        OutcomePriority,
        called="How much of the tender turns on it",
        hints={
            "primary": "The tender is for this. Five or fewer are easier to steer by",
            "secondary": "Wanted as well, but not at the cost of a primary outcome",
        },
    )


class ChangeForm(QuestionForm):
    heading = "Who is better off, and how"
    beneficiary = Line(
        "Who is better off?",
        called="Who is better off",
        hint="People or a place, such as “Tenants in the coldest homes”, not a supplier or a department",
    )
    change = Line(
        "What changes for them?",
        called="What changes for them",
        hint="What they would notice, such as “They are warm at a lower cost”",
    )
    level = Line(
        "How much must change?",
        called="How much must change",
        hint="A level that can be checked, such as “30% less heating energy”",
    )
    by_when_on = Day("By when?", called="The date by which it must happen")
    place = Line("Where?", called="Where", hint="Such as “Harrowfell city and the Vale towns”")


class FairnessForm(QuestionForm):
    heading = "Compared with what, and fair to whom"
    comparison = Paragraphs(
        "What will the result be compared with?",
        called="What the result will be compared with",
        hint="Such as similar people who have not been helped yet, the years before, or the rest of the country",
        maximum=LONGEST_ANSWER,
        rows=3,
    )
    equality_split = Paragraphs(
        "Which groups will the result be shown for?",
        called="The groups the result will be shown for",
        hint="Such as age, disability, sex, ethnic group, income or distance, where numbers allow",
        maximum=LONGEST_ANSWER,
        rows=3,
    )

    people_are_vulnerable = YesNo(
        "Could people there be harmed more easily than most?",
        called="Whether people could be harmed more easily",
        hint="Such as children, people who are ill or in debt, or people in custody. Then a measure has to name a "
        "figure that would show harm or gaming",
    )


class PaymentForm(QuestionForm):
    heading = "What payment hangs on this outcome"
    why = (
        "Suppliers read this in the specification. Where payment hangs on outcomes, half of the weight of each in the "
        "alignment score comes from it, and no payment may hang on a measure that fails its tests."
    )
    payment_share = Percent(
        "How much of what hangs on results hangs on this outcome?",
        called="The share of the payment",
        hint="In percent of the payment at risk. The shares of all outcomes come to 100. Leave it empty if none "
        "does",
    )


class LinkForm(QuestionForm):
    is_linked = YesNo(
        "Does this outcome move the objective?",
        called="Whether this outcome moves the objective",
        required=True,
    )
    causal_step = OneOf(
        "How far is it from the objective?",
        CausalStep,
        called="How far it is from the objective",
        hints={
            "same_indicator": "The outcome is counted in the objective’s own figure",
            "one_step": "If the outcome happens, the objective’s figure follows",
            "two_steps": "Something else has to happen in between",
        },
    )
    assumption = Paragraphs(
        "What has to be true for the one to lead to the other?",
        called="What has to be true",
        hint="The weakest step, said plainly, so that it can be watched",
        maximum=LONGEST_ANSWER,
        rows=3,
    )
    evidence_grade = OneOf(
        "How well is it known that the change can be caused?",
        EvidenceGrade,
        called="How well it is known",
        hints={
            "assertion": "We believe it; nothing is written down",
            "theory": "The steps are reasoned and written down, and not yet tested",
            "before_and_after": "Figures moved after it was done somewhere",
            "comparison_group": "Figures moved more than for similar people without it",
            "replicated": "A trial, or as good, that was repeated elsewhere",
        },
    )
    evidence_url = WebAddress(
        "Where is the evidence?",
        called="Where the evidence is",
        hint="The full address of the source, if it has one",
    )
    claimed_share = Percent(
        "How much of the objective’s gap will this contract close?",
        called="The share of the gap",
        hint="From today’s figure to the objective’s target, in percent. Boards add up what all contracts claim, "
        "and see where it passes 100",
    )
    claimed_because = Paragraphs(
        "Why that share?",
        called="The reason for the share",
        hint="Such as how many people are reached, of how many",
        maximum=LONGEST_ANSWER,
        rows=3,
    )

    def check(self) -> None:
        if self.is_linked.data and self.claimed_share.data and not self.claimed_because.data:
            self.refuse("claimed_because", "Enter why this contract will close that share of the gap")
        claims_evidence = self.is_linked.data and self.evidence_grade.data in WITH_EVIDENCE
        if claims_evidence and not self.evidence_url.data and not self.evidence_url.errors:
            self.refuse("evidence_url", "Enter where the evidence is, or choose a theory or an assertion")


#: Where a form field has another name than its column: ``title`` is the page's.
COLUMNS = {"title_of_outcome": "title"}
FIELDS = {column: field for field, column in COLUMNS.items()}


def values_of(form: QuestionForm) -> dict[str, Any]:
    """Answers by column."""
    return {COLUMNS.get(name, name): value for name, value in form.answers.items()}


def as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns by form field."""
    return {FIELDS.get(name, name): value for name, value in values.items()}
