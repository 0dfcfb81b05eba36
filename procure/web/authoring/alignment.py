"""The alignment score for officers: of the draft as it stands, and the board view of each frozen version."""

from __future__ import annotations

from flask import render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure.domain.alignment import Step
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Permission
from procure.models import SpecificationVersion, Tender
from procure.services import aligning, briefing
from procure.web.access import current_actor, requires
from procure.web.alignment import explained
from procure.web.authoring.blueprint import authoring, tender_to_read
from procure.web.board.view import is_made, paper_answer
from procure.web.pages import london_today
from procure.web.sessions import current_session

#: Steps that are named; the rest are many small ones.
MOST_STEPS = 5


@authoring.get("/<reference>/alignment")
@requires(Permission.READ_TENDER)
def alignment(reference: str) -> str:
    """The draft's own score, what would raise it most, and how it is worked out. Nothing here stops anything."""
    tender = tender_to_read(reference)
    session, actor = current_session(), current_actor()
    found = aligning.of_draft(session, actor, tender, london_today())
    return render_template(
        "pages/authoring/alignment.html",
        title="How well it lines up with its objectives",
        tender=tender,
        steps=[(step, _address(reference, step)) for step in found.steps[:MOST_STEPS]],
        explained=explained(found),
        versions=aligning.versions_of(session, actor, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@authoring.get("/<reference>/versions/<int(max=2000000000):number>/board-view")
@requires(Permission.READ_TENDER)
def board_view(reference: str, number: int) -> str:
    """What boards see of a frozen version, with what they make of it."""
    tender, version = _version(reference, number)
    session, actor = current_session(), current_actor()
    aligned = aligning.of_version(session, actor, tender, version)
    reviews = aligning.reviews_of_version(session, version)
    stamp = briefing.stamp_of(version, reviews)
    return render_template(
        "pages/authoring/board_view.html",
        title=aligned.snapshot.title,
        tender=tender,
        version=version,
        has_review=bool(reviews),
        paper=is_made(reviews[0]) if reviews else None,
        document=briefing.page_of(aligned, stamp, briefing.around(session, tender, aligned.snapshot)),
        explained=explained(aligned),
        back=(url_for("authoring.alignment", reference=reference), "Alignment"),
    )


@authoring.route("/<reference>/versions/<int(max=2000000000):number>/board-view.pdf", methods=["GET", "POST"])
@requires(Permission.READ_TENDER)
def board_view_file(reference: str, number: int) -> AnyResponse:
    """The one page as the board that had this version last has it. Without a board there is none."""
    _, version = _version(reference, number)
    reviews = aligning.reviews_of_version(current_session(), version)
    if not reviews:
        raise NotFound("No board has had this version, so there is no page for one.")
    return paper_answer(reviews[0], url_for("authoring.board_view", reference=reference, number=number))


def _version(reference: str, number: int) -> tuple[Tender, SpecificationVersion]:
    tender = tender_to_read(reference)
    return tender, aligning.version_by_number(current_session(), current_actor(), tender, number)


def _address(reference: str, step: Step) -> str:
    """Where an officer takes the step."""
    if step.kind == "frame":
        return url_for("wording.overview", reference=reference)
    if step.kind == "test" and step.part:
        return url_for("outcomes.measure", reference=reference, key=step.key, measure_key=step.part)
    if step.kind == "test":
        return url_for("outcomes.measures", reference=reference, key=step.key)
    return url_for("outcomes.objectives", reference=reference, key=step.key)
