"""Response headers: a strict content security policy with a nonce, and no caching of anything private."""

from __future__ import annotations

import secrets

from flask import Flask, Response, abort, g, request


def csp_nonce() -> str:
    """The nonce of this response, for the one inline script that the GOV.UK template needs."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def refuse_null_characters() -> None:
    """No address of ours has one, and PostgreSQL cannot even be asked for text with one in it.

    Open data checks every parameter against its own pattern, and answers a wrong one by its documented 400.
    """
    if "\x00" in request.path:
        abort(404)
    if request.blueprint != "api" and any("\x00" in text for _, text in request.args.items(multi=True)):
        abort(404)


def protect(response: Response) -> Response:
    """Add the headers every response carries."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; "
        f"script-src 'self' 'nonce-{csp_nonce()}'; "
        "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    app.before_request(refuse_null_characters)
    app.after_request(protect)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
