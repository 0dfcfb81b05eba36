"""The outcomes of a tender: the list, one outcome's pages, and all of it to check."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.identifiers import new_key
from procure.domain.permissions import Permission, may
from procure.domain.readiness import Issue
from procure.domain.vocabulary import OutcomePriority
from procure.models import Outcome, Tender
from procure.services import adopting, arranging, authoring, browsing, landing, measuring
from procure.web.access import current_actor, requires
from procure.web.authoring.mending import issue_address
from procure.web.forms import Paragraphs, QuestionForm
from procure.web.forms.cleaning import clean
from procure.web.library.placeholders import filled_by, placeholder_form
from procure.web.outcomes.blueprint import (
    ROWS,
    flash_undo,
    outcome_of,
    outcomes,
    saved,
    show_page,
    tender_to_edit,
    tender_to_read,
)
from procure.web.outcomes.forms import LONGEST_SENTENCE, SentenceForm, as_fields, values_of
from procure.web.outcomes.journey import OUTCOME_PAGES, after_page, came_from, check_url, index_url
from procure.web.pages import london_today
from procure.web.sessions import current_session
from procure.web.wording.beside import COACHED_FIELDS, below_fields, is_looking_again

COACHED = COACHED_FIELDS[ROWS]


class StatementForm(QuestionForm):
    """The statement alone, for choosing between two texts of it."""

    heading = SentenceForm.heading
    statement = Paragraphs("The outcome", called="The outcome", maximum=LONGEST_SENTENCE)


@outcomes.get("")
@requires(Permission.READ_TENDER)
def index(reference: str) -> str:
    """Every outcome in order, with what it still lacks."""
    tender = tender_to_read(reference)
    session, actor = current_session(), current_actor()
    issues = issues_of(tender)
    rows = arranging.rows(session, actor, tender, ROWS)
    can_edit = may(actor, Permission.EDIT_TENDER, tender)
    return render_template(
        "pages/outcomes/index.html",
        title="Outcomes",
        tender=tender,
        rows=rows,
        news={each.outcome.key: each for each in browsing.news(session, actor, rows)} if can_edit else {},
        issues=issues,
        issue_address=issue_address,
        measures=measuring.measures,
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@outcomes.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def new(reference: str) -> str | Response:
    """Write an outcome from nothing: its sentence first."""
    tender = tender_to_edit(reference)
    form = SentenceForm(data={"priority": OutcomePriority.PRIMARY.value})
    if form.is_submitted() and form.validate():
        outcome = arranging.add(
            current_session(), current_actor(), tender, ROWS, values_of(form), key=request.form.get("key", "")
        )
        return redirect(after_page(tender, outcome, "sentence"))
    return show_page(
        form,
        tender,
        guidance=OUTCOME_PAGES["sentence"].guidance,
        key=request.form.get("key", "") or new_key(),
        back=(index_url(tender), "Outcomes"),
    )


@outcomes.get("/<key>")
@requires(Permission.READ_TENDER)
def check(reference: str, key: str) -> str:
    """Everything about one outcome, with a link to change each part."""
    tender = tender_to_read(reference)
    outcome = outcome_of(tender, key)
    session, actor = current_session(), current_actor()
    keys = [row.key for row in arranging.rows(session, actor, tender, ROWS)]
    return render_template(
        "pages/outcomes/check.html",
        title=outcome.title or "Outcome without a title",
        tender=tender,
        outcome=outcome,
        number=keys.index(key) + 1,
        measures=measuring.measures(outcome),
        served=measuring.served(session, actor, tender, outcome),
        issues=issues_of(tender)[key],
        issue_address=issue_address,
        gaps=adopting.placeholders(outcome.statement),
        came_from=landing.origins(session, actor, tender, [key]).get(key, []),
        news=browsing.news(session, actor, [outcome]),
        back=(index_url(tender), "Outcomes"),
    )


@outcomes.route("/<key>/<any(sentence, change, fairness, payment):slug>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def page(reference: str, key: str, slug: str) -> str | Response | tuple[str, int]:
    """One page of questions about an outcome; each Continue saves it."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    session, actor = current_session(), current_actor()
    asked = OUTCOME_PAGES[slug]
    stored = authoring.stored(outcome, list(values_of(asked.form(formdata=None))))
    form = asked.form(data=as_fields(stored))
    answer = saved(
        form,
        stored,
        lambda: arranging.change(
            session, actor, tender, ROWS, key, values_of(form), form.revision.data or ""
        ),
        tender,
        what=arranging.place(ROWS, key),
        back=(check_url(tender, outcome), "Outcome"),
        then=request.full_path.rstrip("?") if is_looking_again() else after_page(tender, outcome, slug),
    )
    return answer or show_page(
        form,
        tender,
        guidance=asked.guidance,
        below=below_fields(tender, ROWS, key, COACHED if slug == "sentence" else ()),
        offers_wording=slug == "sentence",
        caption=outcome.title,
        back=came_from(tender, check_url(tender, outcome)) or (index_url(tender), "Outcomes"),
    )


@outcomes.route("/<key>/gaps", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def gaps(reference: str, key: str) -> str | Response | tuple[str, int]:
    """Fill in what the library's sentence left open."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    session, actor = current_session(), current_actor()
    before, is_choosing = sentence_shown(outcome), bool(request.form.getlist("conflict"))
    form = StatementForm() if is_choosing else placeholder_form(before)()
    here = check_url(tender, outcome)

    def save() -> None:
        text = form.answers["statement"] if is_choosing else adopting.fill(before, filled_by(form))
        arranging.change(session, actor, tender, ROWS, key, {"statement": text}, form.revision.data or "")

    answer = saved(
        form,
        {"statement": outcome.statement},
        save,
        tender,
        what=arranging.place(ROWS, key),
        back=(here, "Outcome"),
        then=here,
        show_with=StatementForm,
    )
    if not answer and not form.questions:
        return redirect(here)
    return answer or form.page(
        "pages/outcomes/gaps.html", caption=outcome.title, sentence=before, back=(here, "Outcome")
    )


@outcomes.post("/<key>/move/<any(up, down):direction>")
@requires(Permission.EDIT_TENDER)
def move(reference: str, key: str, direction: str) -> Response:
    """One place up or down the list."""
    tender = tender_to_edit(reference)
    arranging.move(current_session(), current_actor(), tender, ROWS, key, direction)
    return redirect(index_url(tender) + f"#outcome-{key}")


@outcomes.post("/<key>/remove")
@requires(Permission.EDIT_TENDER)
def remove(reference: str, key: str) -> Response:
    """Out of the draft, with a way back."""
    tender = tender_to_edit(reference)
    outcome = arranging.remove(current_session(), current_actor(), tender, ROWS, key)
    flash_undo(
        f"“{outcome.title or 'The outcome'}” is removed.", "outcomes.restore", reference=reference, key=key
    )
    return redirect(index_url(tender))


@outcomes.post("/<key>/restore")
@requires(Permission.EDIT_TENDER)
def restore(reference: str, key: str) -> Response:
    """Back where it was."""
    tender = tender_to_edit(reference)
    outcome = arranging.restore(current_session(), current_actor(), tender, ROWS, key)
    flash(f"“{outcome.title or 'The outcome'}” is back.", "success")
    return redirect(index_url(tender))


def issues_of(tender: Tender) -> dict[str, list[Issue]]:
    """What readiness says, by outcome key; under "" what it says of the outcomes together."""
    snapshot, issues, _ = authoring.overview(current_session(), current_actor(), tender, london_today())
    keys = {outcome.key for outcome in snapshot.outcomes}
    found: dict[str, list[Issue]] = {key: [] for key in (*keys, "")}
    for issue in issues:
        if issue.key in keys:
            found[issue.key].append(issue)
        elif issue.page == ROWS and not issue.key:
            found[""].append(issue)
    return found


def sentence_shown(outcome: Outcome) -> str:
    """The statement as the page that was sent had it, so that what was typed fits its gaps even if somebody
    has changed the statement since; otherwise the statement as it stands."""
    sent = clean(request.form.get("sentence", ""))
    is_genuine = authoring.revision_of({"statement": sent}) == request.form.get("revision")
    return sent if sent and is_genuine else outcome.statement
