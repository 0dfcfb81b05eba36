"""Has every question that applies been answered? The questions are data (``procure.domain.sections``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.domain.readiness.issues import METHOD, Issue, blocking
from procure.domain.sections import Page, Read, asked_pages, reader_of
from procure.domain.snapshot import SpecificationSnapshot

#: Fields that may stay empty on a page of several; elsewhere each field of a needed page is wanted.
OPTIONAL_FIELDS = frozenset(
    {
        "frame_note",
        "facts.supply_method",
        "facts.minimum_suppliers",
        "facts.contact_telephone",
        "facts.agent_ppon",
        "facts.shorter_period_reason",
        "facts.framework_maximum_suppliers",
        "facts.framework_fee_note",
        "facts.open_framework_previous_identifier",
        "facts.dynamic_market_part_title",
        "facts.dynamic_market_part_number",
    }
)
#: Lists that other checks speak of in their own words.
CHECKED_ELSEWHERE = frozenset({"outcomes", "criteria", "lots", "stages", "fixed_requirements"})


def check_answers(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """A blocking issue for every needed page with a gap."""
    read = reader_of(snapshot)
    for page in asked_pages(read):
        if page.needed and page.rows not in CHECKED_ELSEWHERE and (gaps := _gaps(page, read)):
            message = f"Answer “{page.title}”" if len(gaps) == len(page.fields) else f"Finish “{page.title}”"
            yield blocking(
                f"unanswered-{page.slug}", message, page.slug, page.source or METHOD, _reason(page)
            )
    authority = snapshot.authority
    for value, what in (
        (authority.name, "name"),
        (authority.postal_address, "postal address"),
        (authority.email, "email address"),
        (authority.ppon, "Public Procurement Organisation Number (PPON)"),
    ):
        if not value:
            yield blocking(
                "authority-incomplete",
                f"Your organisation has no {what}: ask an administrator to add it",
                "contact",
                "SI 2024/692 reg 13",
            )


def _gaps(page: Page, read: Read) -> list[str]:
    if not page.fields:
        return [] if page.is_answered(read) else [page.rows]
    return [path for path in page.fields if path not in OPTIONAL_FIELDS and read(path) in (None, "", (), [])]


def _reason(page: Page) -> str:
    return "The tender notice must say it." if page.source.startswith("SI 2024/692") else ""
