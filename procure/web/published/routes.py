"""Pages that anybody may read: published tenders, their notices and their files."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import Any

from flask import Blueprint, Flask, current_app, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from exports.artefact import changes_kind, label_of
from exports.environment import taking_for_welsh
from procure.domain.exceptions import NotFound
from procure.languages import gettext
from procure.services import announcing, answer_files, bundling, downloading, finding, showing
from procure.services.announcing import PublicFile
from procure.services.criteria import CLOSING
from procure.services.listing import TREES
from procure.web.access import public
from procure.web.published import files
from procure.web.published.announced import procurement_page
from procure.web.published.criteria import TITLES, address_of, chosen_of, criteria_of, forms_of
from procure.web.sessions import current_session

published = Blueprint("published", __name__)
#: Seconds for which a cache may show a page that looks the same to everybody.
A_MINUTE = 60
#: Seconds for which the filters offered, and their counts, are kept.
HALF_A_MINUTE = 30


@published.record
def remember_files(state: BlueprintSetupState) -> None:
    """Put the memory of files in front of the application."""
    app = state.app
    assert isinstance(app, Flask)
    remembering = files.Remembering(app.wsgi_app, app.extensions["procure"].storage)
    app.wsgi_app = remembering  # type: ignore[method-assign]
    app.extensions["published_files"] = remembering


@published.context_processor
def what_public_pages_know() -> dict[str, Any]:
    return {"moment": datetime.now(UTC), "label_of_file": label_of}


@published.after_request
def may_be_cached(response: Response) -> Response:
    """Let caches keep pages for a minute, unless the reader has a session: their page shows who they are."""
    kept = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if response.status_code == 200 and "Cache-Control" not in response.headers and not kept:
        response.headers["Cache-Control"] = f"public, max-age={A_MINUTE}"
        response.vary.add("Cookie")
    return response


@published.get("/")
@public
def start() -> str:
    newest = finding.find(current_session(), finding.Criteria())
    return render_template(
        "pages/published/start.html",
        title=gettext("Public tenders that ask for outcomes"),
        newest=newest.rows[:3],
        total=newest.total,
    )


@published.get("/published")
@public
def search() -> str:
    asked = criteria_of(request.args)
    criteria, found = finding.find_or_correct(current_session(), asked)
    offered = _choices(criteria)
    return render_template(
        "pages/published/search.html",
        title=gettext("Published tenders"),
        criteria=criteria,
        corrected=address_of(criteria),
        typed=asked.words if asked.words != criteria.words else "",
        found=found,
        offered=offered,
        titles={kind: gettext(title) for kind, title in TITLES.items()},
        closing={value: gettext(label) for value, (label, *_) in CLOSING.items()},
        chosen=chosen_of(criteria, offered),
        forms=forms_of(criteria),
        newer=address_of(criteria, after=found.newer) if found.newer else None,
        older=address_of(criteria, before=found.older) if found.older else None,
    )


def _choices(criteria: finding.Criteria) -> dict[str, list[finding.Choice]]:
    """What each filter offers, as of at most half a minute ago; fresh where what is chosen may not be among what is
    offered to all: a buyer, or a branch of a tree."""
    if any(criteria.filters.get(kind) for kind in ("buyer", *TREES)):
        return finding.choices(current_session(), criteria)
    kept = current_app.extensions.setdefault("published_choices", {})
    if monotonic() - kept.get("at", -HALF_A_MINUTE) >= HALF_A_MINUTE:
        kept["choices"] = finding.choices(current_session(), criteria)
        kept["at"] = monotonic()
    choices: dict[str, list[finding.Choice]] = kept["choices"]
    return choices


@published.get("/published/<reference>")
@public
def tender(reference: str) -> str:
    """The tender; where none is published, whatever notices of the procurement are."""
    try:
        return _tender(reference, None)
    except NotFound:
        return procurement_page(reference)


@published.get("/published/<reference>/versions/<int:number>")
@public
def version(reference: str, number: int) -> str:
    return _tender(reference, number)


def _tender(reference: str, number: int | None) -> str:
    shown = downloading.published_version(current_session(), reference, number)
    settings = current_app.extensions["procure"].settings
    page = showing.tender_page(current_session(), shown, settings)
    with taking_for_welsh(page.snapshot):
        return render_template(
            "pages/published/tender.html",
            title=page.title,
            page=page,
            shown=shown,
            is_permanent=number,
            answered=answer_files.latest(current_session(), shown.publication.tender_id),
            notices=announcing.of_tender(current_session(), reference, settings),
        )


@published.get("/published/<reference>/versions/<int:number>/files/<kind>")
@public
def download(reference: str, number: int, kind: str) -> Response:
    file = downloading.artefact(current_session(), reference, number, kind)
    return files.send(file, current_app.extensions["procure"].storage)


@published.get("/published/<reference>/changes")
@public
def changes(reference: str) -> str:
    """What differs between two versions, word by word: the two asked for, or else the last two."""
    latest = downloading.published_version(current_session(), reference)
    numbers = sorted(publication.version.number for publication in latest.publications)
    if len(numbers) < 2:
        raise NotFound("There is one version only.")
    after = _one_of(numbers[1:], request.args.get("to", type=int), numbers[-1])
    earlier = [number for number in numbers if number < after]
    before = _one_of(earlier, request.args.get("from", type=int), earlier[-1])
    old, new = (
        downloading.published_version(current_session(), reference, number) for number in (before, after)
    )
    return render_template(
        "pages/published/changes.html",
        title=gettext(
            "What changed from version %(before)s to version %(after)s", before=before, after=after
        ),
        compared=showing.comparison(old, new),
        shown=new,
        reference=reference,
        numbers=numbers,
        redline=next((file for file in new.artefacts if file.kind == changes_kind(before).name), None),
    )


def _one_of(numbers: list[int], asked: int | None, otherwise: int) -> int:
    return asked if asked in numbers else otherwise


@published.get("/published/<reference>/versions/<int:number>/everything.zip")
@public
def everything(reference: str, number: int) -> Response:
    """All files of a version in one archive."""
    shown = downloading.published_version(current_session(), reference, number)
    if not shown.artefacts:
        raise NotFound("This version was published without files.")
    return files.send_bundle(shown, current_app.extensions["procure"].storage)


@published.get("/published/<reference>/versions/<int:number>/batches/<int:batch>/everything.zip")
@public
def everything_answered(reference: str, number: int, batch: int) -> Response:
    """All files of a version, and everything that was answered until a batch, in one archive."""
    session, wiring = current_session(), current_app.extensions["procure"]
    shown = downloading.published_version(session, reference, number)
    found = answer_files.batch_of(session, shown.publication.tender_id, batch)
    return files.send_answered_bundle(
        lambda: bundling.with_answers(session, shown, found, wiring.storage, wiring.settings),
        found.published_at,
    )


@published.get("/published/<reference>/questions/batches/<int:batch>/answers.pdf")
@public
def answers_pdf(reference: str, batch: int) -> Response:
    """Everything that was answered until a batch, as a PDF."""
    session = current_session()
    shown = downloading.published_version(session, reference)
    found = answer_files.batch_of(session, shown.publication.tender_id, batch)
    stored = PublicFile(
        "answers",
        "Questions and answers (PDF)",
        answer_files.PDF,
        answer_files.name_of(reference, found, "pdf"),
        found.size,
        found.sha256,
        found.published_at,
    )
    return files.send(stored, current_app.extensions["procure"].storage)


@published.get("/about")
@public
def about() -> str:
    return render_template("pages/published/about.html", title=gettext("About this service"))


@published.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("pages/published/accessibility.html", title=gettext("Accessibility statement"))
