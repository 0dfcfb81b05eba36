"""What is asked of somebody who wants letters, and of somebody who has them."""

from __future__ import annotations

from procure.domain.following import Pace
from procure.domain.vocabulary import Word
from procure.languages import later
from procure.web.forms import Email, OneOf, QuestionForm


class FollowForm(QuestionForm):
    intro = (
        later("We write to you when something happens, and for nothing else."),
        later("First we send a letter that asks you to confirm."),
    )
    email = Email(
        later("Your email address"), called=later("Your email address"), required=True,
        hint=later("Used for these letters only, and forgotten when you stop"),
    )  # fmt: skip
    pace = OneOf(
        later("How often may we write?"), Pace, called=later("how often we may write"), required=True
    )


def follow_form(title: str) -> type[FollowForm]:
    """The form under a heading that says what is followed."""
    return type("FollowForm", (FollowForm,), {"heading": title})


class PaceForm(QuestionForm):
    pace = OneOf(
        later("How often may we write?"), Pace, called=later("how often we may write"), required=True
    )


class Ending(Word):
    THIS = "this", "Stop letters about this"
    ALL = "all", "Stop every letter to this address"


class EndForm(QuestionForm):
    what = OneOf(later("What should stop?"), Ending, called=later("what should stop"), required=True)
