"""Results: for anybody what was made public, for boards and buyers what they may see besides."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure.domain.permissions import ANYONE, Actor, Permission, may
from procure.domain.results import Forecast, Status
from procure.domain.results.telling import figure
from procure.languages import gettext
from procure.services import (
    examining,
    gate_evidence,
    informing,
    noticing,
    overseeing,
    results_feed,
    results_notices,
)
from procure.services.overseeing import Measured
from procure.web.access import current_actor, public, requires
from procure.web.dashboards import files, live
from procure.web.dashboards.criteria import address_of, watched_of
from procure.web.pages import london_today
from procure.web.sessions import current_session

dashboards = Blueprint("dashboards", __name__)
#: Whoever shows a measure on a page of their own may frame this one page and nothing else of ours.
FRAMED = (
    "default-src 'none'; script-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors *"
)
TAGS = {
    Status.OFF_PATH: "govuk-tag--red",
    Status.NOT_MEASURABLE: "govuk-tag--grey",
    Status.TOO_EARLY: "govuk-tag--yellow",
    Status.ON_PATH: "govuk-tag--green",
}


@dashboards.get("/results")
@public
def index() -> str:
    """Every mission, with how what is public of it stands."""
    return _index(ANYONE, "dashboards.mission")


@dashboards.get("/results/missions/<mission_id>")
@public
def mission(mission_id: str) -> str:
    """The public results of one mission."""
    return _mission(
        ANYONE, mission_id, "dashboards.mission", (url_for("dashboards.index"), gettext("Results"))
    )


@dashboards.get("/results/missions/<mission_id>/list.csv")
@public
def mission_csv(mission_id: str) -> Response:
    """The same as CSV."""
    found = overseeing.every(current_session(), ANYONE, mission_id, watched_of(request.args))
    return files.csv_of(found, f"results-{mission_id}.csv")


@dashboards.get("/results/missions/<mission_id>/list.json")
@public
def mission_json(mission_id: str) -> Response:
    """The same as JSON."""
    found = overseeing.every(current_session(), ANYONE, mission_id, watched_of(request.args))
    return files.json_of(found, mission_id)


@dashboards.get("/results/missions/<mission_id>/changes")
@public
def mission_changes(mission_id: str) -> Response:
    """What changes in them, as it happens."""
    return live.stream(ANYONE, mission_id)


@dashboards.get("/results/tenders/<reference>")
@public
def tender(reference: str) -> str:
    """The public results of one tender."""
    return _tender(ANYONE, reference, (url_for("dashboards.index"), gettext("Results")))


@dashboards.get("/results/measures/<key>")
@public
def measure(key: str) -> str:
    """One measure, if its results are public."""
    return _measure(ANYONE, key)


@dashboards.get("/results/measures/<key>/embedded")
@public
def embedded(key: str) -> Response:
    """One public measure without anything around it, for others' pages."""
    page = Response(_measure(ANYONE, key, "pages/dashboards/embedded.html"))
    page.headers["Content-Security-Policy"] = FRAMED
    return page


@dashboards.get("/results/measures/<key>/readings.csv")
@public
def readings_csv(key: str) -> Response:
    """Every observation of one public measure as CSV, revisions included."""
    found = overseeing.measure(current_session(), ANYONE, key)
    return files.readings_csv(found, overseeing.observations(current_session(), found))


@dashboards.get("/results/measures/<key>/readings.json")
@public
def readings_json(key: str) -> Response:
    """The same as JSON."""
    found = overseeing.measure(current_session(), ANYONE, key)
    return files.readings_json(found, overseeing.observations(current_session(), found))


@dashboards.get("/dashboard")
@requires(Permission.SEE_PORTFOLIO)
def inside() -> str:
    """Every mission, with how all that the person may see of it stands."""
    return _index(current_actor(), "dashboards.inside_mission")


@dashboards.get("/dashboard/missions/<mission_id>")
@requires(Permission.SEE_PORTFOLIO)
def inside_mission(mission_id: str) -> str:
    """All that the person may see of the results of one mission."""
    back = (url_for("dashboards.inside"), "Dashboards")
    return _mission(current_actor(), mission_id, "dashboards.inside_mission", back)


@dashboards.get("/dashboard/missions/<mission_id>/changes")
@requires(Permission.SEE_PORTFOLIO)
def inside_changes(mission_id: str) -> Response:
    """What changes in them, as it happens."""
    return live.stream(current_actor(), mission_id)


@dashboards.post("/dashboard/missions/<mission_id>/briefing")
@requires(Permission.SEE_PORTFOLIO)
def ask_for_briefing(mission_id: str) -> AnyResponse:
    """Ask the worker for the page as a PDF, narrowed as it is."""
    watched = watched_of(request.args)
    enqueue = current_app.extensions["procure"].jobs.brief
    narrowed = informing.narrowed_results(watched)
    informing.ask(
        current_session(), current_actor(), informing.RESULTS, mission_id, narrowed, enqueue=enqueue
    )
    return redirect(address_of("dashboards.inside_mission", mission_id, watched, _anchor="files"))


@dashboards.get("/dashboard/missions/<mission_id>/briefing.pdf")
@requires(Permission.SEE_PORTFOLIO)
def briefing(mission_id: str) -> Response:
    """The briefing that the person asked for last. Raises NotFound before it is made."""
    found = informing.made(current_session(), current_actor(), informing.RESULTS, mission_id)
    with current_app.extensions["procure"].storage.open(found.sha256) as file:
        return files.sent(file.read(), "application/pdf", f"results-{mission_id}.pdf")


@dashboards.get("/dashboard/tenders/<reference>")
@requires(Permission.READ_RESULTS)
def inside_tender(reference: str) -> str:
    """All that the person may see of the results of one tender."""
    return _tender(current_actor(), reference, (url_for("dashboards.inside"), "Dashboards"))


@dashboards.get("/dashboard/measures/<key>")
@requires(Permission.READ_RESULTS)
def inside_measure(key: str) -> str:
    """One measure that the person may see."""
    return _measure(current_actor(), key)


def tag_of(status: Status) -> str:
    """The class of a status's tag: its words say the same."""
    return TAGS[status]


def _index(actor: Actor, endpoint: str) -> str:
    return render_template(
        "pages/dashboards/index.html",
        title="Dashboards of results" if actor.is_signed_in else gettext("Results"),
        missions=overseeing.missions(current_session(), actor),
        endpoint=endpoint,
        statuses=list(Status),
        tag_of=tag_of,
    )


def _mission(actor: Actor, mission_id: str, endpoint: str, back: tuple[str, str]) -> str:
    session, watched = current_session(), watched_of(request.args)
    seen = results_feed.newest(session, mission_id)
    found = overseeing.mission(session, actor, mission_id, watched, london_today())

    def address(**changes: object) -> str:
        return address_of(endpoint, mission_id, watched, **changes)

    name = found.mission_name or mission_id
    return render_template(
        "pages/dashboards/mission.html",
        title=f"{name}: {'dashboard' if actor.is_signed_in else gettext('results')}",
        found=found,
        watched=watched,
        address=address,
        everything=url_for(endpoint, mission_id=mission_id),
        live=_live(actor, mission_id, seen),
        is_inside=actor.is_signed_in,
        briefing=informing.own(session, actor, informing.RESULTS, mission_id) if actor.is_signed_in else None,
        **_words(actor),
        back=back,
    )


def _tender(actor: Actor, reference: str, back: tuple[str, str]) -> str:
    session = current_session()
    found = overseeing.tender(session, actor, reference)
    is_of_it = may(actor, Permission.SEE_RESULT_DECISIONS, found.tender)
    wanted: list[results_notices.Wanted] = []
    if may(actor, Permission.PUBLISH_TENDER, found.tender):
        duties = noticing.due(session, actor, found.tender, current_app.extensions["procure"].settings)
        wanted = results_notices.wanted(session, found.tender, duties)
    return render_template(
        "pages/dashboards/tender.html",
        title="A tender’s results, for its board and buyer"
        if actor.is_signed_in
        else gettext("Results of a tender"),
        found=found,
        is_inside=actor.is_signed_in,
        may_decide=may(actor, Permission.DECIDE_ON_RESULTS, found.tender),
        wanted=wanted,
        gates=gate_evidence.gates(session, found.tender) if is_of_it else (),
        **_words(actor),
        back=back,
    )


def _measure(actor: Actor, key: str, page: str = "pages/dashboards/measure.html") -> str:
    session = current_session()
    found = overseeing.measure(session, actor, key)
    seen = examining.examine(session, actor, found, london_today())
    endpoint = "dashboards.inside_tender" if actor.is_signed_in else "dashboards.tender"
    return render_template(
        page,
        title="A measure, for its board and buyer"
        if actor.is_signed_in
        else gettext("A measure and its readings"),
        found=found,
        seen=seen,
        forecast=seen.ahead if isinstance(seen.ahead, Forecast) else None,
        no_forecast=None if isinstance(seen.ahead, Forecast) or seen.ahead is None else seen.ahead.reason,
        decisions=overseeing.decisions(session, actor, found.tender, found.series),
        is_inside=actor.is_signed_in,
        may_decide=may(actor, Permission.DECIDE_ON_RESULTS, found.tender),
        live=_live(actor, seen.mission_id, results_feed.newest(session, seen.mission_id)),
        **_words(actor),
        back=(url_for(endpoint, reference=found.tender.reference), gettext("Results of the tender")),
    )


def _live(actor: Actor, mission_id: str, seen: int) -> str:
    """The address of the stream that goes on from a page; nothing for a measure that serves no mission."""
    endpoint = "dashboards.inside_changes" if actor.is_signed_in else "dashboards.mission_changes"
    return url_for(endpoint, mission_id=mission_id, seen=seen) if mission_id else ""


def _words(actor: Actor) -> dict[str, object]:
    """What the pages of results show measures with."""

    def address_of_measure(found: Measured) -> str:
        endpoint = "dashboards.inside_measure" if actor.is_signed_in else "dashboards.measure"
        return url_for(endpoint, key=found.series.key)

    def address_of_tender(reference: str) -> str:
        endpoint = "dashboards.inside_tender" if actor.is_signed_in else "dashboards.tender"
        return url_for(endpoint, reference=reference)

    return {
        "statuses": list(Status),
        "tag_of": tag_of,
        "amount": figure,
        "address_of_measure": address_of_measure,
        "address_of_tender": address_of_tender,
    }
