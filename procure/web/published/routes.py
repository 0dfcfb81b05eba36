"""Pages that anybody may read: published tenders, their notices and their files."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from procure.web.access import public

published = Blueprint("published", __name__)


@published.get("/")
@public
def start() -> str:
    return render_template("pages/published/start.html", title="Public tenders that ask for outcomes")


@published.get("/published")
@public
def search() -> str:
    return render_template("pages/published/search.html", title="Published tenders")


@published.get("/published/<reference>")
@public
def tender(reference: str) -> str:
    abort(404)


@published.get("/published/<reference>/versions/<int:number>")
@public
def version(reference: str, number: int) -> str:
    abort(404)


@published.get("/published/<reference>/versions/<int:number>/notice")
@public
def notice(reference: str, number: int) -> str:
    abort(404)


@published.get("/published/<reference>/versions/<int:number>/files/<kind>")
@public
def download(reference: str, number: int, kind: str) -> Response:
    abort(404)


@published.get("/about")
@public
def about() -> str:
    return render_template("pages/published/about.html", title="About this service")


@published.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("pages/published/accessibility.html", title="Accessibility statement")
