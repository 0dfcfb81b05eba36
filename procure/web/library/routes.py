"""The outcome library: search it, read an entry, and adopt a copy into a tender."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.codes import cpv_label
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import new_key
from procure.domain.permissions import Permission
from procure.domain.results.telling import figure
from procure.models import Tender
from procure.services import adopting, authoring, browsing, starting
from procure.services.browsing import LibraryQuery
from procure.web.access import current_actor, requires
from procure.web.forms import Line, QuestionForm
from procure.web.library import keeping, record
from procure.web.library.blueprint import LONGEST_QUERY, asked, library
from procure.web.library.placeholders import filled_by, placeholder_form
from procure.web.sessions import current_session

__all__ = ["keeping", "library", "record"]

LONGEST_TITLE = 200
MOST_PAGES = 10_000
#: What narrows the list, as it stands in the address.
NARROWING = ("words", "sector", "mission", "cpv", "measure", "source")


@library.get("")
@requires(Permission.BROWSE_LIBRARY)
def search() -> str:
    """Results and filters, all of it in the address."""
    session, actor = current_session(), current_actor()
    tender = _tender_asked_for()
    query = LibraryQuery(
        words=asked("words"),
        sector=asked("sector"),
        mission=asked("mission"),
        cpv=asked("cpv"),
        measure=asked("measure"),
        source=asked("source"),
        page=_page(),
    )
    results = browsing.search_library(session, actor, query)
    kept = {name: getattr(query, name) for name in NARROWING}
    is_narrowed = any(kept.values())
    if tender is not None:
        kept["tender"] = tender.reference
    kept = {name: value for name, value in kept.items() if value}
    return render_template(
        "pages/library/search.html",
        title="Outcome library",
        query=query,
        results=results,
        filters=browsing.filters(session, actor),
        tender=tender,
        pagination=_pagination(results.page, results.pages, kept),
        first=(results.page - 1) * browsing.PAGE_SIZE + 1,
        is_narrowed=is_narrowed,
    )


@library.get("/outcomes/<library_id>")
@library.get("/outcomes/<library_id>/versions/<int(max=1000000):version>")
@requires(Permission.BROWSE_LIBRARY)
def entry(library_id: str, version: int | None = None) -> str:
    """One entry in full, with what is known and what is not."""
    tender = _tender_asked_for()
    settings = current_app.extensions["procure"].settings
    found = browsing.library_entry(current_session(), current_actor(), library_id, version, settings)
    return render_template(
        "pages/library/entry.html",
        title=found.outcome.title,
        entry=found,
        outcome=found.outcome,
        codes=[f"{code} {cpv_label(code) or ''}".strip() for code in found.outcome.cpv],
        tender=tender,
        amount=figure,
        back=(url_for("library.search", tender=tender.reference if tender else None), "Outcome library"),
    )


@library.get("/outcomes/<library_id>/tender")
@requires(Permission.LIST_TENDERS)
def choose_tender(library_id: str) -> str:
    """Which draft the copy is for."""
    session, actor = current_session(), current_actor()
    found = browsing.library_outcome(session, actor, library_id)
    return render_template(
        "pages/library/choose_tender.html",
        title="Which tender is it for?",
        outcome=found,
        tenders=adopting.adoptable_tenders(session, actor),
        start_url=url_for("library.start_tender", library_id=library_id),
        back=(url_for("library.entry", library_id=library_id), found.title),
    )


class StartForm(QuestionForm):
    heading = "What is the new tender called?"
    intro = ("You can change the title until the tender is published.",)
    tender_title = Line("Title", called="The title", required=True, maximum=LONGEST_TITLE)


@library.route("/outcomes/<library_id>/start", methods=["GET", "POST"])
@requires(Permission.START_TENDER)
def start_tender(library_id: str) -> str | Response:
    """A new draft for the copy."""
    session, actor = current_session(), current_actor()
    found = browsing.library_outcome(session, actor, library_id)
    form = StartForm()
    if form.is_submitted() and form.validate():
        try:
            tender = starting.start(session, actor, form.tender_title.data)
        except Invalid as error:
            form.refuse("tender_title", str(error))
        else:
            return redirect(url_for("library.adopt", library_id=library_id, tender=tender.reference))
    return form.page(
        caption=found.title,
        back=(url_for("library.choose_tender", library_id=library_id), "Which tender is it for?"),
    )


@library.route("/outcomes/<library_id>/adopt", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def adopt(library_id: str) -> str | Response:
    """Fill in the sentence, look at it, and adopt the copy."""
    session, actor = current_session(), current_actor()
    tender = _tender_asked_for()
    if tender is None:
        return redirect(url_for("library.choose_tender", library_id=library_id))
    found = browsing.library_outcome(session, actor, library_id)
    form = placeholder_form(found.statement)()
    is_good = form.is_submitted() and form.validate()
    if is_good and "preview" not in request.form:
        outcome = adopting.adopt(
            session, actor, tender, library_id, filled_by(form), key=request.form.get("key", "")
        )
        flash(_adopted(outcome.statement, bool(outcome.objective_links)), "success")
        return redirect(url_for("outcomes.check", reference=tender.reference, key=outcome.key))
    return form.page(
        "pages/library/adopt.html",
        outcome=found,
        tender=tender,
        sentence=adopting.fill(found.statement, filled_by(form)),
        is_preview=is_good,
        key=request.form.get("key", "") or new_key(),
        back=(url_for("library.entry", library_id=library_id, tender=tender.reference), found.title),
    )


def _adopted(statement: str, has_links: bool) -> str:
    """What happened, and what is left to do."""
    parts = ["The outcome is in your tender, with its measures."]
    if adopting.placeholders(statement):
        parts.append("Gaps in the sentence can be filled in when you know them.")
    if has_links:
        parts.append("The objectives it serves were chosen for you: say how it moves them.")
    return " ".join(parts)


def _page() -> int:
    text = request.args.get("page", "1")
    return min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _tender_asked_for() -> Tender | None:
    """The draft named in the address. Raises NotFound or WrongState when it cannot be added to."""
    reference = request.args.get("tender", "")
    if not reference:
        return None
    if len(reference) > LONGEST_QUERY or "\x00" in reference:
        raise NotFound("There is no such tender.")
    return authoring.tender_to_edit(current_session(), current_actor(), reference)


def _pagination(page: int, pages: int, kept: dict[str, Any]) -> dict[str, Any]:
    """What the GOV.UK pagination component wants; empty when there is one page."""
    if pages < 2:
        return {}

    def to(number: int) -> str:
        return url_for("library.search", **kept, page=number)

    shown = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "current": number == page, "href": to(number)})
    pagination: dict[str, Any] = {"items": items, "landmarkLabel": "Pages of results"}
    if page > 1:
        pagination["previous"] = {"href": to(page - 1)}
    if page < pages:
        pagination["next"] = {"href": to(page + 1)}
    return pagination
