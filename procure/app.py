"""The application factory: settings in, a wired Flask application out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from procure.config import Settings
from procure.db import make_engine
from procure.jobs import Jobs
from procure.storage import Storage, open_storage
from procure.web import errors, languages, pages, security, sessions, static_files
from procure.web.access import check_every_route
from procure.web.routes import register_journeys

MAX_REQUEST_BYTES = 4 * 1024 * 1024
csrf = CSRFProtect()
login = LoginManager()


@dataclass(frozen=True)
class Wiring:
    """What a request may need that is made once: reached as ``app.extensions["procure"]``."""

    settings: Settings
    engine: Engine
    storage: Storage
    jobs: Jobs


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application. The database must have been migrated (``procure init``)."""
    settings = settings or Settings()
    app = languages.Speaking("procure", template_folder=None, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.resolved_secret_key(),
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        SESSION_COOKIE_NAME="procure",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=12 * 60 * 60,
        WTF_CSRF_TIME_LIMIT=12 * 60 * 60,
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage_url,
        RATELIMIT_ENABLED=True,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    languages.init_app(app)
    engine = make_engine(settings.resolved_database_url)
    storage = open_storage(settings)
    app.extensions["procure"] = Wiring(settings, engine, storage, Jobs(settings, engine, storage))
    csrf.init_app(app)
    limiter = Limiter(get_remote_address)  # one an application: it keeps what it limits, and counts it
    limiter.init_app(app)
    login.init_app(app)
    sessions.init_app(app, login)
    security.init_app(app)
    pages.init_app(app)
    static_files.init_app(app)
    errors.init_app(app)
    register_journeys(app, limiter)
    check_every_route(app)
    return app
