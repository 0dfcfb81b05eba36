"""What is asked of somebody with a question, and of an officer who answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procure.domain.questions import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    LONGEST_WORDING,
    AnswerKind,
    AskablePart,
)
from procure.domain.vocabulary import Word
from procure.languages import later
from procure.web.forms import Email, Line, OneOf, Paragraphs, QuestionForm, YesNo

WHOLE = later("No part: the tender as a whole")


def ask_form(parts: Sequence[AskablePart]) -> type[QuestionForm]:
    """The public form: a question about one of these parts or about the whole."""
    fields: dict[str, Any] = {
        "heading": later("Ask a question"),
        "part": OneOf(
            later("What is your question about?"), [(each.anchor, each.name) for each in parts],
            called=later("what your question is about"), as_select=True, none=WHOLE,
        ),
        "text": Paragraphs(
            later("Your question"), called=later("Your question"), required=True, maximum=LONGEST_QUESTION, rows=6,
            hint=later("Do not name yourself or your organisation, or write what only you should know"),
        ),
        "email": Email(
            later("Your email address"), called=later("Your email address"), required=True,
            hint=later(
                "Never shown to anybody but the buyer. We write to it once to have you confirm, and when there is an "
                "answer"
            ),
        ),
        "organisation": Line(
            later("Your organisation (optional)"), called=later("Your organisation"), maximum=200,
            hint=later("For the buyer alone, and never published"),
        ),
    }  # fmt: skip
    return type("AskForm", (QuestionForm,), fields)


def answer_form(
    heading: str, parts: Sequence[tuple[str, str]], *, is_correction: bool = False
) -> type[QuestionForm]:
    """The form of an answer in draft, about one of these parts."""
    fields: dict[str, Any] = {
        "heading": heading,
        "wording": Paragraphs(
            "The question, as everybody will read it", called="The question", required=True,
            maximum=LONGEST_WORDING, rows=5, hint="Take out whatever tells who asked",
        ),
        "part": OneOf(
            "Which part is it about?", parts, called="the part it is about", as_select=True, none=WHOLE
        ),
        "kind": OneOf("What do you do?", AnswerKind, called="what you do", required=True),
        "text": Paragraphs(
            "The corrected answer" if is_correction else "Your answer, or why you give none", called="Your answer",
            required=True, maximum=LONGEST_ANSWER, rows=10,
            hint="You can use Markdown: **bold**, lists and links",
        ),
        "changes_specification": YesNo(
            "Does it lead to a change of the specification?", called="whether the specification changes", required=True,
            hint="The answer says so. Make the change itself in a new version of the tender",
        ),
    }  # fmt: skip
    return type("AnswerForm", (QuestionForm,), fields)


class Deed(Word):
    """What an officer does with one question besides answering it."""

    JOIN = "join", "Put it under an answer that is there"
    SET_ASIDE = "set_aside", "Set it aside: it is no question on this tender"
    MAKE_NEW = "make_new", "Make it new again"


def handle_form(answers: Sequence[tuple[str, str]], deeds: Sequence[Deed]) -> type[QuestionForm]:
    """What to do with one question: ``answers`` are the keys and words of those it may be put under."""

    def check(form: QuestionForm) -> None:
        deed = form["deed"].data
        if deed == Deed.JOIN and not form["answer"].data and not form["answer"].errors:
            form.refuse("answer", "Select the answer it goes under")
        if deed == Deed.SET_ASIDE and not form["because"].data:
            form.refuse("because", "Enter why it is set aside")

    fields: dict[str, Any] = {
        "heading": "What do you do with this question?",
        "deed": OneOf(
            "Choose one", [(each.value, each.label) for each in deeds], called="what you do", required=True,
            hints={
                Deed.SET_ASIDE.value: "For advertising and the like. It is not public; whoever asked reads your reason"
            },
        ),
        "answer": OneOf(
            "The answer it goes under", answers, called="the answer it goes under", as_select=True, none="None",
            hint="If that answer is public, whoever asked is told at once",
        ),
        "because": Paragraphs(
            "Why it is set aside", called="Why it is set aside", maximum=1_000, rows=3,
        ),
        "check": check,
    }  # fmt: skip
    return type("HandleForm", (QuestionForm,), fields)


class LateForm(QuestionForm):
    takes_late_questions = YesNo(
        "Do you take questions after the deadline for them?", called="whether you take late questions", required=True,
        yes="Yes, marked as late: we need not answer them", no="No, refuse them",
    )  # fmt: skip
