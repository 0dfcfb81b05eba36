"""The portfolio of a mission: for anybody what is published, for board members and officers what they may see
besides."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from exports.sheet import csv_line
from procure.domain.overlaps import Standing
from procure.domain.permissions import ANYONE, Actor, Permission
from procure.languages import gettext
from procure.services import frameworks, informing, surveying
from procure.services.surveying import Placed, year_in_words
from procure.web.access import current_actor, public, requires
from procure.web.pages import london_today
from procure.web.portfolio import chart
from procure.web.portfolio.criteria import address_of, criteria_of
from procure.web.published.naming import content_disposition
from procure.web.sessions import current_session

portfolio = Blueprint("portfolio", __name__)
HEADINGS = (
    "Reference", "Title", "Buyer", "Standing", "Public", "Version", "Value without VAT (GBP)",
    "Value with VAT (GBP)", "Financial year of the start", "Tender notice planned", "Award planned", "Starts", "Ends",
    "Suits small and medium-sized firms", "Suits voluntary and social enterprises", "Fixed requirements",
    "Of them saying how", "Alignment (range)", "Objectives", "Share of gap claimed",
)  # fmt: skip


@portfolio.get("/missions")
@public
def missions() -> str:
    """Every mission, with what is published of it."""
    return _missions(ANYONE, "portfolio.mission", None)


@portfolio.get("/missions/<mission_id>")
@public
def mission(mission_id: str) -> str:
    """What is published of one mission."""
    return _show(
        ANYONE, mission_id, "portfolio.mission", (url_for("portfolio.missions"), gettext("Missions"))
    )


@portfolio.get("/missions/<mission_id>/list.csv")
@public
def mission_csv(mission_id: str) -> Response:
    """The same as a file."""
    return _csv(ANYONE, mission_id)


@portfolio.get("/portfolio")
@requires(Permission.SEE_PORTFOLIO)
def index() -> str:
    """Every mission, with all that the person may see of it."""
    return _missions(current_actor(), "portfolio.show", None)


@portfolio.get("/portfolio/<mission_id>")
@requires(Permission.SEE_PORTFOLIO)
def show(mission_id: str) -> str:
    """All that the person may see of one mission."""
    return _show(current_actor(), mission_id, "portfolio.show", (url_for("portfolio.index"), "Portfolios"))


@portfolio.get("/portfolio/<mission_id>/list.csv")
@requires(Permission.SEE_PORTFOLIO)
def show_csv(mission_id: str) -> Response:
    """The same as a file."""
    return _csv(current_actor(), mission_id)


@portfolio.post("/portfolio/<mission_id>/briefing")
@requires(Permission.SEE_PORTFOLIO)
def ask_for_briefing(mission_id: str) -> AnyResponse:
    """Ask the worker for the page as a PDF, narrowed as it is."""
    criteria, is_net = criteria_of(request.args), request.args.get("vat") == "net"
    enqueue = current_app.extensions["procure"].jobs.brief
    narrowed = informing.narrowed_portfolio(criteria, is_net)
    informing.ask(
        current_session(), current_actor(), informing.PORTFOLIO, mission_id, narrowed, enqueue=enqueue
    )
    return redirect(address_of("portfolio.show", mission_id, criteria, is_net, _anchor="files"))


@portfolio.get("/portfolio/<mission_id>/briefing.pdf")
@requires(Permission.SEE_PORTFOLIO)
def briefing(mission_id: str) -> Response:
    """The briefing that the person asked for last. Raises NotFound before it is made."""
    found = informing.made(current_session(), current_actor(), informing.PORTFOLIO, mission_id)
    with current_app.extensions["procure"].storage.open(found.sha256) as file:
        data = file.read()
    return _file(data, "application/pdf", f"briefing-{_plain(mission_id)}.pdf")


def _missions(actor: Actor, endpoint: str, back: tuple[str, str] | None) -> str:
    return render_template(
        "pages/portfolio/index.html",
        title="Portfolios of the missions" if actor.is_signed_in else gettext("Missions"),
        missions=surveying.missions(current_session(), actor),
        endpoint=endpoint,
        back=back,
    )


def _show(actor: Actor, mission_id: str, endpoint: str, back: tuple[str, str]) -> str:
    criteria, is_net = criteria_of(request.args), request.args.get("vat") == "net"
    found = surveying.portfolio(current_session(), actor, mission_id, criteria, london_today())

    def address(**changes: object) -> str:
        return address_of(endpoint, mission_id, criteria, is_net, **changes)

    return render_template(
        "pages/portfolio/show.html",
        title=_title(actor, found.mission_name or mission_id),
        found=found,
        criteria=criteria,
        is_net=is_net,
        is_inside=actor.is_signed_in,
        objective=next(
            (each for each in found.covered if each.objective.objective_id == criteria.objective), None
        ),
        values=chart.value_by_year(found.by_buyer_and_year, is_net),
        timeline=chart.timeline(found.placed),
        address=address,
        csv=address_of(f"{endpoint}_csv", mission_id, criteria, is_net),
        everything=url_for(endpoint, mission_id=mission_id),
        standings=[(each.value, gettext(each.label)) for each in Standing],
        year_in_words=year_in_words,
        amount=lambda sums: sums.value_net if is_net else sums.value_gross,
        briefing=informing.own(current_session(), actor, informing.PORTFOLIO, mission_id)
        if actor.is_signed_in
        else None,
        ask_briefing=address_of("portfolio.ask_for_briefing", mission_id, criteria, is_net),
        back=back,
    )


def _title(actor: Actor, name: str) -> str:
    if actor.is_signed_in:
        return f"{name}: portfolio, with what is not public"
    return gettext("%(mission)s: portfolio", mission=name)


def _csv(actor: Actor, mission_id: str) -> Response:
    criteria = criteria_of(request.args)
    frameworks.require_mission(current_session(), mission_id)
    placed = surveying.every(current_session(), actor, mission_id, criteria)
    data = "".join(_lines(placed)).encode()
    return _file(data, "text/csv; charset=utf-8", f"portfolio-{_plain(mission_id)}.csv")


def _plain(mission_id: str) -> str:
    """What of an id may stand in the name of a file."""
    return "".join(letter for letter in mission_id if letter.isalnum() or letter == "-") or "mission"


def _file(data: bytes, media_type: str, name: str) -> Response:
    answer = Response(data, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(placed: list[Placed]) -> Iterator[str]:
    yield "\ufeff" + csv_line(HEADINGS)
    for each in placed:
        row = each.row
        claimed = [(key, link) for key, link in sorted(each.links.items()) if link.share is not None]
        yield csv_line(
            (
                row.reference, row.title, row.buyer_name, Standing.label_of(row.standing), _yes(row.is_public),
                row.version_number, _amount(row.value_net), _amount(row.value_gross), year_in_words(row.year),
                row.notice_on or "", row.award_on or "", row.starts_on or "", row.ends_on or "",
                _yes(row.sme_suitable), _yes(row.vcse_suitable), row.requirements, row.flagged, row.score,
                "; ".join(sorted(each.links)),
                "; ".join(f"{key}: {link.share:f}%" for key, link in claimed),
            )
        )  # fmt: skip


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
