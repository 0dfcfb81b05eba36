"""What is due on all contracts of an organisation, on one page, narrowed in its address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from procure.domain.permissions import Permission
from procure.services import owing as services
from procure.services.owing import Asked, Item, Owed, Within
from procure.web.access import current_actor, requires
from procure.web.pages import london_today
from procure.web.sessions import current_session

owing = Blueprint("owing", __name__)
LAST_PAGE = 10_000


@owing.get("/due")
@requires(Permission.LIST_TENDERS)
def due() -> str:
    """Notices, ratings, figures, gates and decisions, the first due first."""
    asked = _asked()
    today = london_today()
    settings = current_app.extensions["procure"].settings
    found = services.owed(current_session(), current_actor(), settings, today, asked)

    def address(**changes: Any) -> str:
        kept = {"kind": asked.kind or None, "within": asked.within or None}
        return url_for("owing.due", **{**kept, **changes})

    return render_template(
        "pages/owing/due.html",
        title="What is due on your contracts",
        found=found,
        asked=asked,
        kinds=list(Owed),
        times=list(Within),
        today=today,
        address_of=_address_of,
        previous=address(page=asked.page - 1) if asked.page > 1 else "",
        following=address(page=asked.page + 1) if found.has_more else "",
        back=(url_for("authoring.tenders"), "Your tenders"),
    )


def _asked() -> Asked:
    """What an address asks for; whatever is no value of a filter is left out."""
    kind, within, page = (request.args.get(name, "") for name in ("kind", "within", "page"))
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < len(str(LAST_PAGE)) else 1
    return Asked(
        kind=kind if kind in set(Owed) else "",
        within=within if within in set(Within) else "",
        page=max(1, number),
    )


def _address_of(item: Item) -> str:
    """Where the thing is done."""
    reference = item.tender.reference
    if item.kind is Owed.FIGURE:
        return url_for("recording.measure", reference=reference, key=item.key)
    if item.kind is Owed.GATE:
        return url_for("results_decisions.gate", reference=reference, key=item.key)
    if item.kind is Owed.DECISION:
        return url_for("results_decisions.follow_up", key=item.key)
    if item.notice in ("UK9", "UK10", "UK11"):
        return url_for("dashboards.inside_tender", reference=reference, _anchor="notices")
    return url_for("notices.timeline", reference=reference)
