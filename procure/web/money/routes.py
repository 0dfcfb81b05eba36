"""Who pays and who signs, how the supplier is paid, and the agreements that other organisations are asked to sign."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import WrongState
from procure.domain.funding import ledger_issues, year_label
from procure.domain.permissions import Permission, may
from procure.domain.sections import PAGES
from procure.services import contributing, freezing, paying
from procure.web.access import current_actor, requires
from procure.web.authoring import journey
from procure.web.authoring.blueprint import tender_to_read
from procure.web.pages import london_today
from procure.web.sessions import current_session

money = Blueprint("money", __name__)


def _address(reference: str, slug: str, key: str = "") -> str:
    return journey.address(reference, PAGES[slug], key)


@money.get("/tenders/<reference>/money")
@requires(Permission.READ_TENDER)
def overview(reference: str) -> str:
    """Who pays, gains and signs, and what does not add up."""
    tender = tender_to_read(reference)
    session, actor = current_session(), current_actor()
    funding = contributing.of_draft(session, actor, tender)
    return render_template(
        "pages/money/overview.html",
        title="The ledger: who pays and who gains",
        tender=tender,
        funding=funding,
        issues=[
            (each, _address(reference, each.page, each.key))
            for each in ledger_issues(funding.ledger, tender.facts.value_net)
        ],
        year_label=year_label,
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@money.post("/tenders/<reference>/money/ask")
@requires(Permission.SUBMIT_TENDER)
def ask(reference: str) -> Response:
    """Show the ledger to its owners and ask them to sign."""
    tender = tender_to_read(reference)
    try:
        contributing.ask(current_session(), current_actor(), tender)
        flash("The owners can see the ledger and sign it.", "success")
    except WrongState as error:
        flash(str(error), "warning")
    return redirect(url_for("money.overview", reference=reference))


@money.get("/tenders/<reference>/payment")
@requires(Permission.READ_TENDER)
def payment(reference: str) -> str:
    """Which ways to pay fit, and what the chosen one does to a supplier's cash."""
    tender = tender_to_read(reference)
    snapshot = freezing.draft_snapshot(current_session(), tender)
    found = paying.of_snapshot(snapshot, london_today())
    return render_template(
        "pages/money/payment.html",
        title="Payment and the supplier’s cash",
        tender=tender,
        found=found,
        issues=[(each, _address(reference, each.page)) for each in found.issues],
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@money.get("/agreements")
@requires(Permission.LIST_AGREEMENTS)
def agreements() -> str:
    """What the person's organisation was asked to sign."""
    return render_template(
        "pages/money/agreements.html",
        title="Money to sign for",
        asked=contributing.waiting(current_session(), current_actor()),
        back=(url_for("authoring.tenders"), "Your tenders"),
    )


@money.get("/agreements/<key>")
@requires(Permission.READ_AGREEMENT)
def agreement(key: str) -> str:
    """One ledger as it was asked."""
    session, actor = current_session(), current_actor()
    found, ledger = contributing.by_key(session, actor, key)
    return render_template(
        "pages/money/agreement.html",
        title=found.agreement.title,
        found=found,
        ledger=ledger,
        year_label=year_label,
        may_sign=may(actor, Permission.SIGN_AGREEMENT, found),
        actor_organisation=found.organisation.name,
        back=(url_for("money.agreements"), "Money to sign for"),
    )


@money.post("/agreements/<key>/sign")
@requires(Permission.SIGN_AGREEMENT)
def sign(key: str) -> Response:
    """Sign for one's own organisation."""
    session, actor = current_session(), current_actor()
    found, _ = contributing.by_key(session, actor, key)
    contributing.sign(session, actor, found)
    flash("Signed. Any change to the money ends it, and you would be asked again.", "success")
    return redirect(url_for("money.agreement", key=key))
