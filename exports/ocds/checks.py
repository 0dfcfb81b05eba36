"""What a schema cannot say of a release: that its parts agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exports.ocds.model import Release
from exports.ocds.parts import Document, Item, OrganizationReference, Period, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: ``path`` such as ``releases/0/tender/lots/0/value/amountGross``."""

    path: str
    message: str


def release_faults(release: Release, at: str = "") -> Iterator[Problem]:
    """What is wrong with a release of the right form. ``at`` comes before each path: ``releases/0/``."""
    yield from _unknown_references(release, at)
    yield from _notice_document_problems(release, at)
    yield from _repeated_ids(release, at)
    for path, value in _walk(release, at.rstrip("/")):
        if isinstance(value, Value):
            yield from _value_problems(value, path)
        elif isinstance(value, Period):
            yield from _period_problems(value, path)
    for number, lot in enumerate(release.tender.lots or ()):
        criteria = (lot.award_criteria.criteria if lot.award_criteria else None) or ()
        weights = [criterion.numbers[0].number for criterion in criteria if criterion.numbers]
        if weights and (sum(weights) != 100 or len(weights) != len(criteria)):
            yield Problem(
                f"{at}tender/lots/{number}/awardCriteria/criteria",
                f"weights add up to {sum(weights):f}% over {len(weights)} of {len(criteria)} criteria, "
                f"not to 100%",
            )


def _unknown_references(release: Release, at: str) -> Iterator[Problem]:
    parties = {party.id for party in release.parties}
    lots = {lot.id for lot in release.tender.lots or ()}
    for path, part in _walk(release, at.rstrip("/")):
        if isinstance(part, OrganizationReference) and part.id not in parties:
            yield Problem(f"{path}/id", f"{part.id} is not among the parties")
        elif isinstance(part, Item) and part.related_lot not in lots:
            yield Problem(f"{path}/relatedLot", f"{part.related_lot} is not among the lots")
    awards = {award.id for award in release.awards or ()}
    for number, award in enumerate(release.awards or ()):
        for unknown in sorted(set(award.related_lots or ()) - lots):
            yield Problem(f"{at}awards/{number}/relatedLots", f"{unknown} is not among the lots")
    for number, contract in enumerate(release.contracts or ()):
        if awards and contract.award_i_d not in awards:
            yield Problem(f"{at}contracts/{number}/awardID", f"{contract.award_i_d} is not among the awards")


def _notice_document_problems(release: Release, at: str) -> Iterator[Problem]:
    notices = [part for _, part in _walk(release, "") if isinstance(part, Document) and part.notice_type]
    path = f"{at}documents" if release.tender.documents is None else f"{at}tender/documents"
    if len(notices) != 1:
        yield Problem(path, f"{len(notices)} documents say which notice this is; exactly one must")
        return
    if notices[0].id != release.id:
        yield Problem(path, f"the notice is called {notices[0].id}, its release {release.id}")
    if notices[0].date_published != release.date:
        yield Problem(path, f"the notice is dated {notices[0].date_published}, its release {release.date}")
    if notices[0].url is None:
        yield Problem(path, "the notice has no address")


def _repeated_ids(release: Release, at: str) -> Iterator[Problem]:
    tender = release.tender
    lists = {
        "parties": release.parties,
        "tender/lots": tender.lots,
        "tender/items": tender.items,
        "tender/documents": tender.documents,
        "tender/targets": tender.targets,
        "awards": release.awards,
        "contracts": release.contracts,
    }
    for name, things in lists.items():
        ids = [thing.id for thing in things or ()]
        for repeated in sorted({each for each in ids if ids.count(each) > 1}):
            yield Problem(f"{at}{name}", f"the id {repeated} is there more than once")


def _value_problems(value: Value, path: str) -> Iterator[Problem]:
    if value.amount is None and value.amount_gross is None:
        yield Problem(path, "has a currency and no amount")
    elif value.amount is not None and value.amount_gross is not None and value.amount_gross < value.amount:
        yield Problem(f"{path}/amountGross", "the amount with VAT is less than the amount without")


def _period_problems(period: Period, path: str) -> Iterator[Problem]:
    start, end, furthest = (
        datetime.fromisoformat(text) if text else None
        for text in (period.start_date, period.end_date, period.max_extent_date)
    )
    if start and end and start >= end:
        yield Problem(f"{path}/endDate", "ends before it starts")
    if end and furthest and end > furthest:
        yield Problem(f"{path}/maxExtentDate", "the furthest end is before the ordinary end")


def _walk(part: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every object of a release with its path, outermost first."""
    if isinstance(part, tuple):
        for number, item in enumerate(part):
            yield from _walk(item, f"{path}/{number}")
    elif hasattr(type(part), "model_fields"):
        yield path, part
        for name, field in type(part).model_fields.items():
            step = field.alias or name
            yield from _walk(getattr(part, name), f"{path}/{step}" if path else step)
