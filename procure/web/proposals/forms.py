"""The questions asked of an outcome that is proposed for the library, and of the curator who decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procure.domain.vocabulary import Blocker, Direction, MeasureKind, Word
from procure.web.forms import CpvCodes, Line, OneOf, Paragraphs, QuestionForm, WebAddress, YesNo

FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 4
LONGEST_PASSAGE = 3_000
LONGEST_LINE = 300


class SentenceForm(QuestionForm):
    heading = "The outcome others will make their own"
    title_of_outcome = Line("Short title", called="Short title", required=True, maximum=120)
    statement = Paragraphs(
        "The sentence",
        called="The sentence",
        hint="Put what the next author must fill in between braces, such as {place}, {date} or {target}",
        required=True,
        rows=5,
        maximum=700,
    )
    beneficiary = Line("Who is better off?", called="Who is better off", required=True)
    sector = Line(
        "Which sector does it belong to?",
        called="The sector",
        hint="Such as “Housing” or “Schools”",
        required=True,
    )
    geography = Line(
        "Where are its figures from?", called="Where its figures are from", hint="Such as “England” or “Leeds”",
        required=True,
    )  # fmt: skip
    cpv = CpvCodes("Which CPV codes is it bought under?", called="The CPV codes")


class QuestionsForm(QuestionForm):
    heading = "Questions for suppliers"
    to_ask = Paragraphs(
        "What would you ask suppliers?",
        called="The questions",
        hint="Two to four questions, each on a line of its own. Ask for the result, and leave the way to them",
        required=True,
        rows=8,
        maximum=4_000,
    )

    def check(self) -> None:
        asked = lines_of(self.to_ask.data or "")
        if self.to_ask.data and not FEWEST_QUESTIONS <= len(asked) <= MOST_QUESTIONS:
            self.refuse(
                "to_ask",
                f"The questions must be two to four, each on its own line: there are {len(asked)}",
            )


class LessonsForm(QuestionForm):
    heading = "What you have learnt"
    prescriptive_trap = Paragraphs(
        "What is usually prescribed instead, and why does that fail?",
        called="The usual trap",
        required=True,
        rows=4,
        maximum=LONGEST_PASSAGE,
    )
    gaming_risk = Paragraphs(
        "How could the figure be met in name only?", called="How it can be gamed", required=True, rows=4,
        maximum=LONGEST_PASSAGE,
    )  # fmt: skip
    advice = Paragraphs(
        "What should the next author know?",
        called="Your advice",
        hint="What surprised you, what you would do again, and where the figures mislead",
        required=True,
        rows=6,
        maximum=LONGEST_PASSAGE,
    )


class MeasureForm(QuestionForm):
    heading = "A measure of the entry"
    name = Line("What is measured", called="What is measured", required=True, maximum=LONGEST_LINE)
    unit = Line(
        "Unit", called="The unit", hint="Such as “% of households” or “days”", required=True, maximum=LONGEST_LINE,
        params={"classes": "govuk-input--width-20"},
    )  # fmt: skip
    direction = OneOf("Which way is better?", Direction, called="Which way is better", required=True)
    kind = OneOf(
        "What kind of measure is it?", MeasureKind, called="What kind of measure it is", required=True
    )
    source = Line("Source", called="The source", hint="The dataset, survey or record it is read from", required=True,
                  maximum=LONGEST_LINE)  # fmt: skip
    publisher = Line("Who publishes it?", called="Who publishes it", required=True, maximum=LONGEST_LINE)
    frequency = Line("How often?", called="How often", hint="Such as “monthly” or “each May”", required=True,
                     maximum=LONGEST_LINE)  # fmt: skip
    lag = Line("How long after the period is it published?", called="How long after the period it is published",
               hint="Such as “about 6 weeks”", required=True, maximum=LONGEST_LINE)  # fmt: skip
    baseline_value = Line(
        "Starting figure", called="The starting figure", maximum=LONGEST_LINE,
        hint="Leave it empty if it is not known, or differs from place to place",
        params={"classes": "govuk-input--width-20"},
    )  # fmt: skip
    baseline_period = Line("Period it describes", called="The period it describes", maximum=LONGEST_LINE)
    baseline_url = WebAddress("Where is it published?", called="Where it is published")
    baseline_verified = YesNo(
        "Have you seen the figure at that address?", called="Whether you have seen the figure"
    )
    counter_measure = Paragraphs(
        "What would show it being gamed?",
        called="What would show it being gamed",
        rows=3,
        maximum=LONGEST_PASSAGE,
    )

    def check(self) -> None:
        if self.baseline_value.data and not self.baseline_period.data:
            self.refuse("baseline_period", "Enter the period the starting figure describes")
        if self.baseline_value.data and not self.baseline_url.data and not self.baseline_url.errors:
            self.refuse("baseline_url", "Enter the address where the starting figure is published")
        if self.baseline_verified.data and not self.baseline_value.data and not self.baseline_value.errors:
            self.refuse("baseline_value", "Enter the figure you have seen, or select no")


class EvidenceForm(QuestionForm):
    heading = "A source of the entry"
    url = WebAddress("Where is it?", called="The address of the source", required=True)
    supports = Paragraphs(
        "What does it support?", called="What it supports", required=True, rows=4, maximum=LONGEST_PASSAGE,
        hint="The claim or the figure, with the period it describes",
    )  # fmt: skip
    verified = YesNo(
        "Have you read that there?",
        called="Whether you have read it",
        hint="Select no for a page that you know of and have not read: readers see it marked so",
    )


class DataNeedForm(QuestionForm):
    heading = "Data that the outcome needs"
    dataset = Line("Which data?", called="The data", required=True, maximum=LONGEST_LINE)
    holder = Line("Who holds it?", called="Who holds it", required=True, maximum=LONGEST_LINE)
    blocker = OneOf(
        "What usually stands in the way?", Blocker, called="What stands in the way", required=True
    )
    note = Paragraphs("What else should be known of it?", called="What else should be known", rows=3,
                      maximum=LONGEST_PASSAGE)  # fmt: skip


class SendForm(QuestionForm):
    heading = "Send it to the curator"
    case = Paragraphs(
        "Why would others want it?", called="Why others would want it", required=True, rows=4, maximum=2_000
    )


class SendAgainForm(QuestionForm):
    """For a proposal that came back: the answer to the curator, apart from the case for it."""

    heading = "Send it to the curator again"
    answer = Paragraphs(
        "What you changed, or your answer",
        called="What you changed, or your answer",
        hint="The curator reads it beside their own words. It stays in the exchange as you send it",
        required=True,
        rows=6,
        maximum=2_000,
    )
    case = Paragraphs(
        "Why would others want it?",
        called="Why others would want it",
        hint="As you said it before: change it only if that has changed",
        required=True,
        rows=4,
        maximum=2_000,
    )


class Decision(Word):
    APPROVE = "approve", "Take it into the library"
    RETURN = "return", "Send it back with questions"
    DECLINE = "decline", "Decline it"


class DecideForm(QuestionForm):
    heading = "Decide on the proposal"
    decision = OneOf("What do you decide?", Decision, called="What you decide", required=True)
    note = Paragraphs(
        "Note",
        called="The note",
        hint="What is new in this version, what you would like to see, or why it is declined. The proposer reads it",
        required=True,
        rows=4,
        maximum=2_000,
    )
    as_new = YesNo(
        "If it builds on an entry: should it stand beside it as a new one?",
        called="Whether it stands as a new entry",
        hint="No makes it the next version of the entry it was copied from",
    )


class RetireForm(QuestionForm):
    heading = "Stop offering this entry"
    note = Paragraphs(
        "Why is it no longer offered?", called="The reason", required=True, rows=4, maximum=2_000
    )
    successor_id = Line(
        "What should be used instead?", called="What should be used instead",
        hint="The id of an entry on offer, such as school-attendance. Leave it empty if there is none",
    )  # fmt: skip


PAGES: dict[str, type[QuestionForm]] = {
    "sentence": SentenceForm,
    "questions": QuestionsForm,
    "lessons": LessonsForm,
}
#: The page of questions on which each field of the entry is written; the others are lists, each part with its own.
PAGE_OF = {
    "questions": "questions",
    **dict.fromkeys(("title", "statement", "beneficiary", "sector", "geography", "cpv"), "sentence"),
    **dict.fromkeys(("prescriptive_trap", "gaming_risk", "advice"), "lessons"),
}
_FIELDS = {"title": "title_of_outcome", "questions": "to_ask"}
_COLUMNS = {field: column for column, field in _FIELDS.items()}


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the marks of a list."""
    return [line.strip().lstrip("-•* ").strip() for line in text.splitlines() if line.strip(" -•*\t")]


def values_of(form: QuestionForm) -> dict[str, Any]:
    """Answers by field of the entry."""
    values = {_COLUMNS.get(name, name): value for name, value in form.answers.items()}
    if "questions" in values:
        values["questions"] = lines_of(values["questions"] or "")
    if "cpv" in values:
        values["cpv"] = list(values["cpv"])
    return values


def as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the entry by question."""
    fields = {_FIELDS.get(name, name): value for name, value in values.items()}
    if "to_ask" in fields:
        fields["to_ask"] = "\n".join(fields["to_ask"])
    return fields
