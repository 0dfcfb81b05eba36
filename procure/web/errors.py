"""Refusals and failures, as pages that say what happened and what to do next."""

from __future__ import annotations

import logging

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, TooManyRequests

from procure.domain.exceptions import NotAllowed, NotFound, WrongState
from procure.languages import later
from procure.web.access import current_actor, refused
from procure.web.languages import here

log = logging.getLogger("procure.web")
Page = tuple[str, int]


def show(status: int, title: str, *paragraphs: str, **more: object) -> Page:
    """An error page: a title and short paragraphs of plain text."""
    return render_template(
        "pages/errors/error.html", title=title, paragraphs=paragraphs, is_error=True, **more
    ), status


def not_found(error: Exception) -> Page:
    if isinstance(error, NotFound):  # there may be such a thing, which this person may not know of
        refused(current_actor())
    return show(
        404,
        later("Page not found"),
        later(
            "If you typed the web address, check it is correct. If you pasted it, check you copied all of it."
        ),
        later(
            "The page may also be about something that has not been published, or that your account cannot see."
        ),
    )


def not_allowed(error: NotAllowed) -> Page:
    refused(current_actor())
    return show(
        403, "You cannot do this", str(error), "If you think you should be able to, ask an administrator."
    )


def wrong_state(error: WrongState) -> Page:
    return show(
        409, later("That cannot be done now"), str(error), later("Go back, and check what has changed.")
    )


def stale_form(error: CSRFError) -> Page:
    return show(
        400,
        later("Your page was open too long"),
        later("For your security we could not accept it. Open the page again, and send it from there."),
        later("Everything you saved before this page is safe."),
        typed=_typed(),
        again=here() if _can_be_opened() else "",
    )


def _typed() -> list[str]:
    """The words of a form that was refused, so that whoever wrote them can copy them. What is no sentence (a choice, a
    key, a password) is left out.
    """
    return [
        text
        for name, values in request.form.lists()
        if "password" not in name
        for text in values
        if len(text.split()) > 1 and "\x00" not in text
    ]


def _can_be_opened() -> bool:
    rule = request.url_rule
    return rule is not None and "GET" in (rule.methods or ())


def too_large(error: RequestEntityTooLarge) -> Page:
    return show(
        413,
        later("That is too much at once"),
        later("Send less than 4 megabytes. Go back and shorten the text."),
    )


def too_many(error: TooManyRequests) -> Page:
    return show(429, later("Too many tries"), later("Wait a minute, then try again."))


def other_http(error: HTTPException) -> Page | tuple[str, int, dict[str, str]]:
    page, status = show(error.code or 500, error.name, error.description or "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return page, status, {"Allow": ", ".join(sorted(error.valid_methods))}
    return page, status


def failure(error: Exception) -> Page:
    log.exception("unhandled error")
    return show(
        500,
        later("Sorry, there is a problem with the service"),
        later("Try again later. Everything you saved before this page is safe."),
    )


def init_app(app: Flask) -> None:
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(404, not_found)
    app.register_error_handler(NotAllowed, not_allowed)
    app.register_error_handler(WrongState, wrong_state)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(TooManyRequests, too_many)
    app.register_error_handler(HTTPException, other_http)
    if not app.testing:
        app.register_error_handler(Exception, failure)
