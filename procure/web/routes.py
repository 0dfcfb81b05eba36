"""All journeys, in one list."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter

from procure.web.account.routes import account
from procure.web.admin.routes import admin
from procure.web.api.routes import api
from procure.web.authoring.routes import authoring
from procure.web.board.routes import board
from procure.web.conditions.routes import conditions
from procure.web.converter.routes import converter
from procure.web.dashboards.routes import dashboards
from procure.web.data_sharing.routes import data
from procure.web.engagement.challenges import challenges
from procure.web.engagement.responding import engagement
from procure.web.engagement.running import engagements
from procure.web.following.routes import COUNTED, WITHOUT_TOKEN, following
from procure.web.importing.routes import importing
from procure.web.indicators.routes import indicators
from procure.web.joint.routes import joint
from procure.web.library.routes import library
from procure.web.meetings.routes import meetings
from procure.web.money.routes import money
from procure.web.notices import notices
from procure.web.outcomes.routes import outcomes
from procure.web.overlaps.routes import overlaps
from procure.web.owing.routes import owing
from procure.web.planner.routes import planner
from procure.web.portfolio.routes import portfolio
from procure.web.priorities.routes import priorities
from procure.web.proposals.routes import proposals
from procure.web.published import lists, responding  # noqa: F401 - its routes join the blueprint
from procure.web.published.notices import published
from procure.web.questions import asking
from procure.web.questions.answering import answers
from procure.web.recording.files import recording
from procure.web.recording.interface import ENDPOINTS as RECORDING
from procure.web.recording.interface import WITHOUT_TOKEN as KEYED
from procure.web.recording.interface import interface, whose
from procure.web.results_decisions.routes import results_decisions
from procure.web.submitting.routes import submitting
from procure.web.targets.routes import targets
from procure.web.wording.routes import wording

JOURNEYS = (
    published,
    account,
    authoring,
    library,
    proposals,
    outcomes,
    wording,
    converter,
    board,
    meetings,
    conditions,
    targets,
    engagements,
    engagement,
    challenges,
    following,
    asking.questions,
    asking.asking,
    answers,
    overlaps,
    portfolio,
    dashboards,
    results_decisions,
    owing,
    money,
    data,
    notices,
    submitting,
    admin,
    api,
    importing,
    planner,
    joint,
    priorities,
    recording,
    indicators,
    interface,
)
#: Endpoints that send a whole collection, counted more strictly than others.
LARGE = ("api.file", *lists.LARGE)


def register_journeys(app: Flask, limiter: Limiter) -> None:
    """Attach every journey's blueprint."""
    for journey in JOURNEYS:
        app.register_blueprint(journey)
    settings = app.extensions["procure"].settings
    counted = limiter.limit(settings.sign_in_rate_limit, methods=["POST"])
    app.view_functions["account.sign_in"] = counted(app.view_functions["account.sign_in"])  # type: ignore[assignment]
    sent = limiter.shared_limit(settings.response_rate_limit, scope="responses", methods=["POST"])
    for endpoint in ("engagement.respond", "challenges.challenge", *COUNTED, *asking.COUNTED):
        app.view_functions[endpoint] = sent(app.view_functions[endpoint])  # type: ignore[assignment]
    for endpoint in RECORDING:
        by_key = limiter.shared_limit(settings.results_rate_limit, scope="results", key_func=whose)
        by_address = limiter.shared_limit(settings.api_rate_limit, scope="results by address")
        app.view_functions[endpoint] = by_address(by_key(app.view_functions[endpoint]))  # type: ignore[assignment]
    for endpoint in (*WITHOUT_TOKEN, *KEYED):
        app.extensions["csrf"].exempt(app.view_functions[endpoint])
    open_data = [name for name in app.view_functions if name.startswith("api.") and name != "api.developers"]
    open_data += lists.LARGE
    for endpoint in open_data:
        is_file = endpoint in LARGE
        rate = settings.bulk_rate_limit if is_file else settings.api_rate_limit
        shared = limiter.shared_limit(rate, scope="bulk" if is_file else "api")
        app.view_functions[endpoint] = shared(app.view_functions[endpoint])  # type: ignore[assignment]
