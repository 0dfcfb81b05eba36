"""How and when suppliers take part."""

from __future__ import annotations

from exports.notices.context import Context
from exports.notices.values import Values, texts, tidy, yes_no
from exports.wording import day, language, moment
from procure.domain.vocabulary import ConditionKind, ShortenedPeriod


def submission_method(c: Context) -> Values:
    return texts(c.facts.submission_method)


def electronic_submission(c: Context) -> Values:
    return yes_no(c.facts.is_electronic)


def enquiry_deadline(c: Context) -> Values:
    return (moment(c.facts.enquiry_deadline_at),) if c.facts.enquiry_deadline_at else ()


def participation_deadline(c: Context) -> Values:
    return (moment(c.facts.participation_deadline_at),) if c.facts.participation_deadline_at else ()


def tender_deadline(c: Context) -> Values:
    return (moment(c.facts.tender_deadline_at),) if c.facts.tender_deadline_at else ()


def shortened_tendering_period(c: Context) -> Values:
    return yes_no(c.facts.relies_on_shorter_period)


def shortened_tendering_period_entry(c: Context) -> Values:
    entry = ShortenedPeriod.label_of(c.facts.shorter_period_entry)
    return texts(entry, c.facts.shorter_period_reason) if entry else ()


def estimated_award_date(c: Context) -> Values:
    return (day(c.facts.estimated_award_on),) if c.facts.estimated_award_on else ()


def languages(c: Context) -> Values:
    return texts(*map(language, c.facts.languages))


def electronic_auction(c: Context) -> Values:
    return yes_no(c.facts.uses_electronic_auction)


def electronic_auction_details(c: Context) -> Values:
    return texts(c.facts.electronic_auction_details)


def conditions_of_participation(c: Context) -> Values:
    return tuple(
        f"{ConditionKind.label_of(condition.kind) or 'Condition'}: {text}"
        + (f"\n\nEvidence asked for: {evidence}" if (evidence := tidy(condition.evidence_asked)) else "")
        for condition in c.snapshot.conditions
        if (text := tidy(condition.text))
    )
