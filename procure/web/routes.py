"""All journeys, in one list."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter

from procure.web.account.routes import account
from procure.web.admin.routes import admin
from procure.web.authoring.routes import authoring
from procure.web.board.routes import board
from procure.web.library.routes import library
from procure.web.outcomes.routes import outcomes
from procure.web.published.routes import published


def register_journeys(app: Flask, limiter: Limiter) -> None:
    """Attach every journey's blueprint."""
    for journey in (published, account, authoring, library, outcomes, board, admin):
        app.register_blueprint(journey)
    sign_in = app.extensions["procure"].settings.sign_in_rate_limit
    counted = limiter.limit(sign_in, methods=["POST"])
    app.view_functions["account.sign_in"] = counted(app.view_functions["account.sign_in"])
