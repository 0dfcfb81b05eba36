"""What the market is asked, and what the team is asked about a round of engagement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procure.domain.engagement import ChallengeAnswer, RespondentKind, ResponseConsent
from procure.domain.vocabulary import Word
from procure.languages import gettext, later
from procure.models import EngagementQuestion
from procure.web.forms import Email, Line, Moment, OneOf, Paragraphs, QuestionForm, YesNo

ANSWER = 5_000


class WordsForm(QuestionForm):
    heading = "What do you tell the market?"
    why = (
        "This is what anybody can read once you publish it. Say what must change and why you ask; do not describe a "
        "solution."
    )
    title = Line("Title", called="The title", required=True, maximum=150)
    introduction = Paragraphs(
        "Introduction", called="The introduction", required=True, maximum=5_000, rows=10,
        hint="What must change, for whom, where and by when, and what is known of it today",
    )  # fmt: skip
    contact_email = Email(
        "Where may people write about it?", called="The email address", required=True,
        hint="It is public, for questions and for asking that a response be erased. Best an address that several read",
    )  # fmt: skip


class ClosingForm(QuestionForm):
    closes_at = Moment(
        "Until when do you take responses?",
        called="The closing date",
        hint="For example, 27 3 2027, midday. The time is the time in London",
        required=True,
    )


class AskForm(QuestionForm):
    text = Paragraphs(
        "What do you ask the market?", called="The question", required=True, maximum=1_000, rows=3,
        hint="Ask what they know and you do not, such as what keeps others out, or what would show early that it works",
    )  # fmt: skip


class LearningForm(QuestionForm):
    heading = "What did the market teach?"
    intro = ("Both texts are public once the chair of the board has approved them.",)
    learnt = Paragraphs("What was learnt?", called="What was learnt", maximum=ANSWER, rows=8)
    changed = Paragraphs(
        "What changed in the outcome because of it?", called="What changed because of it", maximum=ANSWER, rows=8,
        hint="Say so plainly where nothing did, and why",
    )  # fmt: skip


def response_form(asked: Sequence[EngagementQuestion]) -> type[QuestionForm]:
    """The public form of a round: its questions, who responds, and what may become of it."""
    fields: dict[str, Any] = {
        "heading": later("Your response"),
        "intro": (
            later("Answer those you can: one is enough."),
            later(
                "The team keeps your response while it works on this outcome. You can have it erased at any time."
            ),
        ),
    }
    for number, question in enumerate(asked, start=1):
        fields[f"answer_{number}"] = Paragraphs(
            f"{number}. {question.text}",
            called=gettext("Answer %(number)s", number=number),
            maximum=ANSWER,
            rows=5,
        )
    fields |= {
        "name": Line(later("Your name"), called=later("Your name"), required=True, maximum=150),
        "organisation": Line(later("Your organisation"), called=later("Your organisation"), maximum=200),
        "kind": OneOf(
            later("You respond for"), RespondentKind, called=later("whom you respond for"), required=True
        ),
        "email": Email(
            later("Your email address"), called=later("Your email address"), required=True,
            hint=later("For questions about your response only. It is never published, and we do not check it"),
        ),
        "consent": OneOf(
            later("What may become of your response?"), ResponseConsent, called=later("what may become of it"),
            required=True,
        ),
    }  # fmt: skip
    return type("ResponseForm", (QuestionForm,), fields)


def answers_in(form: QuestionForm, asked: Sequence[EngagementQuestion]) -> dict[str, str]:
    """The answers given, by question key."""
    return {question.key: form.answers[f"answer_{number}"] for number, question in enumerate(asked, start=1)}


SENDER = ("name", "organisation", "kind", "email", "consent")


class ChallengeForm(QuestionForm):
    heading = later("Challenge this requirement")
    intro = (
        later(
            "Say why it need not be fixed, or how its purpose could be met otherwise. The buyer answers in public, and "
            "your challenge stands beside the answer. Do not write what only you should know."
        ),
    )
    text = Paragraphs(
        later("Your challenge"), called=later("Your challenge"), required=True, maximum=ANSWER, rows=8
    )
    name = Line(later("Your name"), called=later("Your name"), required=True, maximum=150)
    organisation = Line(later("Your organisation"), called=later("Your organisation"), maximum=200)
    email = Email(
        later("Your email address"), called=later("Your email address"), required=True,
        hint=later("For the buyer’s questions only. It is never published, and we do not check it"),
    )  # fmt: skip
    may_name = YesNo(
        later("May we publish your organisation’s name beside it?"), called=later("Whether your organisation is named"),
        required=True,
    )  # fmt: skip


class Verdict(Word):
    KEPT = ChallengeAnswer.KEPT.value, ChallengeAnswer.KEPT.label
    CHANGED = ChallengeAnswer.CHANGED.value, ChallengeAnswer.CHANGED.label
    REMOVED = ChallengeAnswer.REMOVED.value, ChallengeAnswer.REMOVED.label
    EXPLAINED = ChallengeAnswer.EXPLAINED.value, ChallengeAnswer.EXPLAINED.label
    SET_ASIDE = "set_aside", "It is no challenge: keep it out of public"


class AnswerForm(QuestionForm):
    heading = "Answer the challenge"
    decision = OneOf(
        "What do you decide?", Verdict, called="what you decide", required=True,
        hints={
            Verdict.CHANGED.value: "Change it in a new version of the tender; this answer changes no words by itself",
            Verdict.REMOVED.value: "Take it out in a new version of the tender",
            Verdict.SET_ASIDE.value: "For advertising and the like. Your words below stay on record and are not public",
        },
    )  # fmt: skip
    answer = Paragraphs(
        "Your answer", called="Your answer", required=True, maximum=ANSWER, rows=8,
        hint="Anybody can read it beside the challenge. It cannot be changed afterwards",
    )  # fmt: skip
