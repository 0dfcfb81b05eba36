"""Early market engagement on a target outcome, and challenges to what a published tender fixes: rules and words.

Engagement before a tender notice is preliminary market engagement (Procurement Act 2023 s.16), which a notice tells of
(s.17): what is said here becomes the answers of that notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from procure.act.calendar import uk_day
from procure.domain.vocabulary import Word

#: Forms filled in faster than people write are sent by machines; a page open for a day is out of date.
LEAST_SECONDS = 3
MOST_SECONDS = 24 * 60 * 60


class ResponseConsent(Word):
    """What becomes of a response; an email address is never published."""

    NAMED = "named", "Publish it with my organisation’s name"
    UNNAMED = "unnamed", "Publish it without any name"
    TEAM_ONLY = "team_only", "Only the team may read it"


class RespondentKind(Word):
    SMALL_FIRM = "small_firm", "A small or medium-sized firm"
    CHARITY = "charity", "A charity or social enterprise"
    LARGE_FIRM = "large_firm", "A large firm"
    PUBLIC_BODY = "public_body", "A public body"
    OTHER = "other", "Somebody else"


class ChallengeAnswer(Word):
    KEPT = "kept", "It stays as it is"
    CHANGED = "changed", "It will be changed"
    REMOVED = "removed", "It will no longer be fixed"
    EXPLAINED = "explained", "It means something else than was read"


def is_open(published_at: datetime | None, closes_at: datetime | None, moment: datetime) -> bool:
    """Whether responses are taken at ``moment``: published, and not closed. All times are aware."""
    return published_at is not None and closes_at is not None and moment < closes_at


def may_be_shown(consent: str) -> bool:
    """Whether whoever responded agreed that others read it."""
    return consent in {ResponseConsent.NAMED, ResponseConsent.UNNAMED}


def name_shown(consent: str, organisation: str) -> str:
    """The name a published response stands under; empty when it was to have none."""
    return organisation if consent == ResponseConsent.NAMED else ""


def signed_moment_is_human(seconds: float) -> bool:
    """Whether a form sent ``seconds`` after it was opened was filled in by a person who still had it in mind."""
    return LEAST_SECONDS <= seconds <= MOST_SECONDS


def engagement_answers(rounds: Sequence[Mapping[str, object]], moment: datetime) -> dict[str, object]:
    """Answers of the engagement notice (UK2; reg 17(2)(e)-(f)) from the rounds of engagement that are public.

    A round has ``title``, ``address`` (of its page), ``published_at``, ``closes_at`` (aware) and ``questions`` (texts).
    The last day to close counts; it is one that is to come, or one that is past. Empty when there is no round.
    """
    if not rounds:
        return {}
    closes = max(_moment(each["closes_at"]) for each in rounds)
    opened = min(_moment(each["published_at"]) for each in rounds)
    on: date = uk_day(closes)
    process = "\n\n".join(_described(each) for each in rounds)
    when = {"engagement_closed_on": on} if closes <= moment else {"engagement_closes_on": on}
    return {
        **when,
        "engagement_process": process,
        "engagement_response_term": {"starts_on": uk_day(opened), "ends_on": on},
    }


def _described(each: Mapping[str, object]) -> str:
    questions = [f"{number}. {text}" for number, text in enumerate(_texts(each["questions"]), start=1)]
    return "\n".join([f"{each['title']}: questions to the market, answered at {each['address']}", *questions])


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


def _texts(value: object) -> Sequence[str]:
    assert isinstance(value, (list, tuple))
    return value
