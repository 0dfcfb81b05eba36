"""What the coach says of a tender's words, under /tenders/<reference>/wording: everything on one page, a reason for
each that is kept, and what it says of a text while it is being written.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.services import coaching, suggesting
from procure.services.coaching import Advice, CoachedText, Place
from procure.services.suggesting import Suggestion
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_edit, tender_to_read
from procure.web.forms import Paragraphs, QuestionForm
from procure.web.forms.cleaning import clean
from procure.web.sessions import current_session
from procure.web.wording.places import mending_url

wording = Blueprint("wording", __name__, url_prefix="/tenders/<reference>/wording")

#: Characters of a text that are read while it is being written.
LONGEST_DRAFT = 5_000
#: Lines of a tender for which other wordings are looked up on one page.
MOST_OFFERED = 30


class KeepForm(QuestionForm):
    heading = "Why the words stay as they are"
    because = Paragraphs(
        "Why do these words stay as they are?",
        called="Why the words stay as they are",
        hint="Boards and suppliers will read this",
        required=True,
        rows=4,
        maximum=coaching.LONGEST_REASON,
    )


@wording.get("")
@requires(Permission.READ_TENDER)
def overview(reference: str) -> str:
    """Every line worth another look, with what was kept and why."""
    tender = tender_to_read(reference)
    snapshot, texts = coaching.draft_texts(current_session(), current_actor(), tender)
    offered = _offered(texts)
    return render_template(
        "pages/wording/overview.html",
        title="What the coach says",
        tender=tender,
        texts=[text for text in texts if text.advice or text.place in offered],
        offered=offered,
        kinds=coaching.kinds_of(texts),
        prescription=coaching.prescription_of(snapshot),
        mending_url=mending_url,
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@wording.route("/keep/<advice_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def keep(reference: str, advice_id: str) -> str | Response:
    """Keep words that were questioned, because of a reason."""
    tender = tender_to_edit(reference)
    session, actor = current_session(), current_actor()
    advice = coaching.find(session, actor, tender, advice_id)
    form = KeepForm(data={"because": advice.because})
    if form.is_taken(lambda: coaching.keep(session, actor, tender, advice_id, form.because.data)):
        flash("The reason is kept with the words.", "success")
        return redirect(_return_to(reference, advice))
    return form.page(
        "pages/wording/keep.html",
        caption=advice.place.name,
        advice=advice,
        continue_text="Keep the words",
        back=(_return_to(reference, advice), "What the coach says"),
    )


@wording.post("/keep/<advice_id>/reopen")
@requires(Permission.EDIT_TENDER)
def reopen(reference: str, advice_id: str) -> Response:
    """Take the reason back."""
    tender = tender_to_edit(reference)
    advice = coaching.reopen(current_session(), current_actor(), tender, advice_id)
    return redirect(_return_to(reference, advice))


@wording.post("/accept/<advice_id>")
@requires(Permission.EDIT_TENDER)
def accept(reference: str, advice_id: str) -> Response:
    """Put “or equivalent” after a name or a standard."""
    tender = tender_to_edit(reference)
    advice = coaching.add_equivalent(current_session(), current_actor(), tender, advice_id)
    flash(f"“or equivalent” now follows “{advice.excerpt}”.", "success")
    return redirect(_return_to(reference, advice))


@wording.post("/read")
@requires(Permission.EDIT_TENDER)
def read(reference: str) -> dict[str, str]:
    """What the coach says of a text that is being written, as ``html`` for the page's script. Stores nothing."""
    tender_to_edit(reference)
    text = clean(request.form.get("text", ""))[:LONGEST_DRAFT]
    place = Place(request.form.get("rows", "")[:40], "", request.form.get("field", "")[:40], "")
    return {
        "html": render_template("components/wording_live.html", note=coaching.advice_on(place, text)).strip()
    }


def _offered(texts: Sequence[CoachedText]) -> dict[Place, list[Suggestion]]:
    """What may be written instead of the first lines that surely fix how: nobody reads more than a few at a time."""
    offered: dict[Place, list[Suggestion]] = {}
    left = MOST_OFFERED
    for text in texts:
        sure = [line.reading for line in text.lines if line.reading.is_sure] if text.shows_kinds else []
        found = suggesting.suggestions(current_session(), current_actor(), sure[:left])
        if found:
            offered[text.place] = found
            left -= len(found)
        if left <= 0:
            break
    return offered


def _return_to(reference: str, advice: Advice) -> str:
    if request.args.get("from") == "field":
        return mending_url(reference, advice.place)
    return url_for("wording.overview", reference=reference) + f"#{advice.place.rows}-{advice.place.key}"
