"""Style sheets, scripts, icons and fonts, at addresses that change when they do, so that browsers keep them for good."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, send_file

from procure.web.access import public

A_YEAR = 31_536_000


@public
def asset(path: str) -> Response:
    """One file of the manifest; anything else is not found."""
    found = current_app.extensions["asset_manifest"].lookup(path)
    if found is None:
        abort(404)
    response = send_file(found.file, mimetype=found.content_type, max_age=A_YEAR, conditional=True)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def init_app(app: Flask) -> None:
    app.add_url_rule("/assets/<path:path>", "assets.asset", asset)
