"""Pages in Welsh: at the address of the English page with ``/cy`` before it.

The language is in the address alone, so that a page in Welsh can be linked to, kept by caches and read without a
cookie. ``/cy`` is taken off before the application looks for the page and put before the addresses that it makes, so
there is one list of routes. What is not in ``SPOKEN`` has one address and no other: officers' pages, files, feeds and
open data. Asked for below ``/cy``, it is elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, redirect, request
from flask_babel import Babel
from markupsafe import Markup
from werkzeug.wrappers import Response

from procure.languages import (
    ENGLISH,
    NAMES,
    PREFIXES,
    WELSH,
    gettext,
    is_welsh,
    page_gettext,
    page_ngettext,
    speaking,
    spoken,
)

Environ = dict[str, Any]
PREFIX = PREFIXES[WELSH]
#: Endpoints whose pages are in both languages.
SPOKEN = frozenset(
    {
        *(
            f"published.{name}"
            for name in ("start", "search", "tender", "version", "outcome", "respond", "changes")
        ),
        *(f"published.{name}" for name in ("notice", "numbered_notice", "notices", "all_notices")),
        *(f"published.{name}" for name in ("about", "accessibility")),
        *(f"asking.{name}" for name in ("ask", "sent", "show", "confirm", "withdraw", "erase")),
        *(f"following.{name}" for name in ("tender", "buyer", "outcome", "search", "sent")),
        *(f"following.{name}" for name in ("show", "confirm", "pace", "stop")),
        *(f"dashboards.{name}" for name in ("index", "mission", "tender", "measure", "embedded")),
        *(f"engagement.{name}" for name in ("index", "show", "respond")),
        *("portfolio.missions", "portfolio.mission"),
        *("questions.index", "challenges.index", "challenges.challenge"),
    }
)


class Prefixed:
    """Takes ``/cy`` off an address, and has everything that answers speak Welsh."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != PREFIX and not path.startswith(f"{PREFIX}/"):
            with speaking(ENGLISH):
                return self._application(environ, start_response)
        told = {
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + PREFIX,
            "PATH_INFO": path[len(PREFIX) :] or "/",
        }
        with speaking(WELSH):
            return self._application({**environ, **told}, start_response)


class Speaking(Flask):
    """Makes addresses in the language of the page they stand on."""

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask's, without ``/cy`` for what has one address."""
        made = super().url_for(endpoint, **values)
        if not is_welsh():
            return made
        whole = f"{request.blueprint}{endpoint}" if endpoint.startswith(".") else endpoint
        return made if whole in SPOKEN else unprefixed(made)


def unprefixed(address: str) -> str:
    """The same address in English: a path, or a whole address."""
    before, mark, path = address.partition("://")
    if not mark:
        return address.removeprefix(PREFIX) or "/"
    host, _, rest = path.partition("/")
    return f"{before}://{host}/{rest.removeprefix(PREFIX.lstrip('/') + '/')}"


def localised(path: str) -> str:
    """A path of ours, as services give it, in the language being spoken."""
    return f"{request.script_root}{path}"


def here() -> str:
    """The address of this page, in its language."""
    return localised(_path())


def authored() -> Markup:
    """The ``lang`` attribute of what is in English whatever the page speaks; nothing where the page does too."""
    return Markup(' lang="en"') if is_welsh() else Markup("")


def said(text: str) -> str | Markup:
    """Words that may be ours or somebody's: in the language of the page where we have them in it, and marked as English
    where we have not.
    """
    found = gettext(text)
    if found != text or not text or not is_welsh():
        return found
    return Markup('<span lang="en">{}</span>').format(text)


def elsewhere() -> Response | None:
    """Where to go for what is in English only."""
    if request.script_root != PREFIX or request.url_rule is None or request.endpoint in SPOKEN:
        return None
    return redirect(unprefixed(here()), 307 if request.method == "POST" else 302)


def other_language(is_error: bool = False) -> dict[str, str] | None:
    """The same page in the other language: its code, its name and its path; None where there is none. A page that tells
    of an error leads to the start: it must look alike whatever was asked for.
    """
    if not is_error and request.endpoint not in SPOKEN:
        return None
    path = "/" if is_error else _path()
    code = ENGLISH if is_welsh() else WELSH
    return {"code": code, "name": NAMES[code], "path": path if code == ENGLISH else PREFIX + path}


def _path() -> str:
    """The path and query of this page. One slash at its start: two would name another site."""
    return "/" + request.full_path.rstrip("?").lstrip("/")


def say_which(response: Response) -> Response:
    """Tell readers and caches the language of a page that is in both."""
    if request.endpoint in SPOKEN and response.mimetype == "text/html":
        response.headers["Content-Language"] = spoken()
    return response


def init_app(app: Flask) -> None:
    """Speak both languages. To be called before anything stands before the application."""
    app.wsgi_app = Prefixed(app.wsgi_app)  # type: ignore[method-assign]
    Babel(app, locale_selector=spoken, default_timezone="Europe/London", configure_jinja=False)
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(page_gettext, page_ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        authored=authored, here=here, localised=localised, other_language=other_language, spoken=spoken
    )
    environment.filters.update(said=said, ours=gettext)
    app.before_request(elsewhere)
    app.after_request(say_which)
