"""Which page comes next, and where each page is."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from procure.domain.exceptions import NotFound
from procure.domain.sections import PAGES, SECTIONS, Page, Read, Section
from procure.models import Tender
from procure.services import authoring

OUTCOMES = "outcomes"
#: Where a person came from and wants to go back to when they have mended one thing.
ORIGINS = {"section": "authoring.section", "readiness": "authoring.readiness"}


def page_of(slug: str, *, rows: bool = False) -> Page:
    """The page with this slug, of single answers or of ``rows``. Raises NotFound."""
    page = PAGES.get(slug)
    if page is None or bool(page.rows) != rows or page.rows == OUTCOMES:
        raise NotFound("There is no such page.")
    return page


def section_of(slug: str) -> Section:
    """The section with this slug. Raises NotFound."""
    if slug not in SECTIONS:
        raise NotFound("There is no such section.")
    return SECTIONS[slug]


def address(reference: str, page: Page, key: str = "", *, origin: str = "") -> str:
    """Where a page is, or with ``key`` one of its rows."""
    extra: dict[str, Any] = {"from": origin} if origin else {}
    if page.rows == OUTCOMES:
        if key:
            return url_for("outcomes.check", reference=reference, key=key)
        return url_for("outcomes.index", reference=reference)
    if page.rows and key:
        return url_for("authoring.change_row", reference=reference, slug=page.slug, key=key, **extra)
    if page.rows:
        return url_for("authoring.rows", reference=reference, slug=page.slug, **extra)
    return url_for("authoring.question", reference=reference, slug=page.slug, **extra)


def origin() -> str:
    """``section`` or ``readiness`` when the person came from there to change one thing, otherwise nothing."""
    came_from = request.args.get("from", "")
    return came_from if came_from in ORIGINS else ""


def after(tender: Tender, page: Page) -> str:
    """Where Continue leads: the next page that applies, the section's answers, or back where the person
    came from.
    """
    read = authoring.reader(tender)
    came_from = origin()
    if came_from:
        follow_up = _unanswered_follow_up(page, read)
        if follow_up:
            return address(tender.reference, follow_up, origin=came_from)
        if came_from == "readiness":
            return url_for("authoring.readiness", reference=tender.reference)
        return _section_address(tender, page)
    asked = [each for each in SECTIONS[page.section].pages if each == page or each.is_asked(read)]
    following = asked[asked.index(page) + 1 :]
    return address(tender.reference, following[0]) if following else _section_address(tender, page)


def before(tender: Tender, page: Page) -> tuple[str, str]:
    """The back link: where the person came from, the page before, or the task list."""
    came_from = origin()
    if came_from == "readiness":
        return url_for("authoring.readiness", reference=tender.reference), "Readiness list"
    if came_from == "section":
        return _section_address(tender, page), SECTIONS[page.section].title
    read = authoring.reader(tender)
    asked = [each for each in SECTIONS[page.section].pages if each == page or each.is_asked(read)]
    at = asked.index(page)
    if at:
        return address(tender.reference, asked[at - 1]), "Back"
    return url_for("authoring.tasks", reference=tender.reference), "Task list"


def _unanswered_follow_up(page: Page, read: Read) -> Page | None:
    """The first page that an answer on ``page`` leads to and that has none yet."""
    return next(
        (
            each
            for each in SECTIONS[page.section].pages
            if {condition.path for condition in each.asked_when} & set(page.fields)
            and not each.rows
            and each.is_asked(read)
            and not each.is_answered(read)
        ),
        None,
    )


def _section_address(tender: Tender, page: Page) -> str:
    return url_for("authoring.section", reference=tender.reference, slug=page.section)
