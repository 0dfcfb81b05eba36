"""Style sheets, scripts, icons and fonts, at addresses that change when they do: browsers keep them for good."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request

from procure.assets import build_manifest
from procure.web.access import public

A_YEAR = 31_536_000


@public
def asset(path: str) -> Response:
    """One file of the manifest, compressed for whoever takes it so; anything else is not found."""
    found = current_app.extensions["asset_manifest"].lookup(path)
    if found is None:
        abort(404)
    response = Response(found.content, content_type=found.content_type)
    if found.gzipped is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.data = found.gzipped
            response.content_encoding = "gzip"
    response.cache_control.max_age = A_YEAR
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def init_app(app: Flask) -> None:
    manifest = build_manifest()
    app.extensions["asset_manifest"] = manifest
    app.jinja_env.globals["asset_url"] = manifest.url
    app.add_url_rule("/assets/<path:path>", "assets.asset", asset)
