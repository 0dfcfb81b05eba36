"""Following by e-mail: what can be followed, how often letters come, and when one that failed is tried again."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from procure.act.calendar import LONDON
from procure.domain.vocabulary import Word

#: What is followed and not confirmed is forgotten after this time.
CONFIRM_WITHIN = timedelta(days=7)
#: Letters to one address that only ask or tell about following, within a day: nobody can be flooded by others.
MOST_ASKED_A_DAY = 5
#: What one address may follow.
MOST_FOLLOWED = 100
#: Digests say what became public before this time of day, in London.
DIGEST_AT = time(7)
#: A letter that failed is tried again after each of these, and then given up: two days in all.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
#: For so long, whoever hands a letter over is given to finish.
LEASE = timedelta(minutes=3)


class FollowKind(Word):
    """What can be followed. A happening is told to an address once, by the first of these that it follows."""

    TENDER = "tender", "Tender"
    OUTCOME = "outcome", "Outcome"
    BUYER = "buyer", "Buyer"
    SEARCH = "search", "Search"


class Pace(Word):
    AT_ONCE = "at_once", "As it happens"
    DAILY = "daily", "Once a day, with everything since the last one"
    WEEKLY = "weekly", "Once a week, on Monday"


class HappeningKind(Word):
    """What can happen in public to a tender."""

    VERSION = "version", "A version of the specification was published"
    NOTICE = "notice", "A notice was published"
    CHALLENGE = "challenge", "A challenge was answered"
    ANSWERS = "answers", "Questions were answered"


def folded(email: str) -> str:
    """An address as it is compared. Small letters: no mail system in use tells them apart."""
    return email.strip().lower()


def digest_due(pace: str, moment: datetime) -> datetime | None:
    """The latest moment, not after ``moment`` (aware), at which a digest of this pace was due; None for letters that
    come at once. In London: every day at seven, or on Mondays at seven."""
    if pace == Pace.AT_ONCE:
        return None
    here = moment.astimezone(LONDON)
    due = datetime.combine(here.date(), DIGEST_AT, LONDON)
    if due > here:
        due = datetime.combine(here.date() - timedelta(days=1), DIGEST_AT, LONDON)
    if pace == Pace.WEEKLY:
        due = datetime.combine(due.date() - timedelta(days=due.weekday()), DIGEST_AT, LONDON)
    return due


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts (from 1); None when it is given up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None
