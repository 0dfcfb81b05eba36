"""The triage table: what each statement is, and what becomes of it. One form serves the page and the keyboard."""

from __future__ import annotations

from typing import Any

from flask import flash, get_template_attribute, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.coach import Kind
from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission, may
from procure.domain.vocabulary import RequirementReason
from procure.models import SourceDocument, SourceStatement, Tender
from procure.papers.passages import place_in_words
from procure.services import converting, triaging
from procure.services.triaging import Choice, Filters
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_edit, tender_to_read
from procure.web.converter.blueprint import Page, Refusal, converter, document_of
from procure.web.forms.cleaning import clean, clean_line
from procure.web.sessions import current_session

LONGEST_QUERY = 200
_DIGITS = 6


@converter.get("/<key>/statements")
@requires(Permission.READ_TENDER)
def statements(reference: str, key: str) -> str | Response:
    """The statements of a paper, narrowed by the address."""
    tender = tender_to_read(reference)
    document = document_of(tender, key)
    if document.state != converting.READY:
        return redirect(url_for("converter.document", reference=reference, key=key))
    return _table(tender, document)


@converter.post("/<key>/statements")
@requires(Permission.EDIT_TENDER)
def decide(reference: str, key: str) -> str | Page | Response | dict[str, Any]:
    """Store a decision about the selected statements, or take the last one back."""
    tender = tender_to_edit(reference)
    document = document_of(tender, key)
    session, actor = current_session(), current_actor()
    by_script = request.form.get("by") == "script"
    numbers = [
        int(each) for each in request.form.getlist("statements") if each.isdecimal() and len(each) <= _DIGITS
    ]
    decision = request.form.get("decision", "")
    is_about_all = request.form.get("all") == "yes" and decision != "undo"
    if is_about_all:
        numbers = triaging.numbers_of(session, actor, tender, document, _filters())
    try:
        if decision == "undo":
            count = triaging.undo(session, actor, tender, document)
            said = f"{_statements(count)} as before."
        else:
            choice = Choice(
                decision, request.form.get("reason", ""), clean(request.form.get("explanation", ""))
            )
            count = triaging.decide(session, actor, tender, document, numbers, choice)
            said = f"{_statements(count)}: {triaging.DECIDED[decision].lower()}."
    except Invalid as wrong:
        if by_script:
            return {"error": str(wrong)}
        return _table(tender, document, wrong, numbers), 400
    if by_script:
        return _answer(tender, document, [] if is_about_all else numbers, said)
    flash(said, "success")
    return redirect(
        url_for("converter.statements", reference=reference, key=key, **_kept()) + _anchor(numbers)
    )


@converter.route("/<key>/statements/<int:number>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def statement(reference: str, key: str, number: int) -> str | Page | Response:
    """One statement, with what it could become in full."""
    tender = tender_to_edit(reference)
    document = document_of(tender, key)
    session, actor = current_session(), current_actor()
    row = triaging.statement_of(session, actor, tender, document, number)
    suggestions = triaging.suggestions(session, actor, row)
    refusal = Refusal()
    if request.method == "POST":
        try:
            triaging.decide(session, actor, tender, document, [number], _choice(suggestions))
        except Invalid as wrong:
            refusal = Refusal.of(str(wrong), wrong.field or "decision")
        else:
            return redirect(
                url_for("converter.statements", reference=reference, key=key, **_kept()) + _anchor([number])
            )
    page = render_template(
        "pages/converter/statement.html",
        title="What becomes of this statement?",
        tender=tender,
        document=document,
        row=row,
        place=place_of(row),
        suggestions=suggestions,
        question=triaging.question_from(triaging.whole(row)),
        answers=request.form if request.method == "POST" else _stored(row, suggestions),
        decisions=triaging.DECISIONS,
        reasons=RequirementReason.choices(),
        form=refusal,
        errors={each["href"][1:]: each["text"] for each in refusal.error_list},
        has_errors=refusal.error_list,
        kept=_kept(),
        back=(url_for("converter.statements", reference=reference, key=key, **_kept()), "All statements"),
    )
    return (page, 400) if refusal.error_list else page


def place_of(row: SourceStatement) -> str:
    """``page 3, line 12``."""
    return place_in_words(row.page, row.unit, row.place, row.path)


def _choice(suggestions: list[triaging.Suggestion]) -> Choice:
    decision = request.form.get("decision", "")
    if decision == triaging.QUESTION:
        return Choice(decision, wording=clean(request.form.get("question", "")))
    if decision != triaging.OUTCOME:
        return Choice(decision, request.form.get("reason", ""), clean(request.form.get("explanation", "")))
    chosen = request.form.get("suggestion", "")
    if chosen.isdecimal() and len(chosen) == 1 and int(chosen) < len(suggestions):
        offered = suggestions[int(chosen)]
        return Choice(decision, wording=offered.text, library_id=offered.library_id)
    own = clean(request.form.get("outcome", ""))
    if not own:
        raise Invalid("outcome", "Choose a suggestion, or write the outcome in your own words")
    return Choice(decision, wording=own)


def _stored(row: SourceStatement, suggestions: list[triaging.Suggestion]) -> dict[str, str]:
    """What is decided so far, as the form has it."""
    chosen = next((str(i) for i, each in enumerate(suggestions) if each.text == row.wording), "own")
    return {
        "decision": row.decision,
        "reason": row.reason,
        "explanation": row.explanation,
        "suggestion": chosen if row.decision == triaging.OUTCOME else "0" if suggestions else "own",
        "outcome": row.wording if row.decision == triaging.OUTCOME and chosen == "own" else "",
        "question": row.wording if row.decision == triaging.QUESTION else "",
    }


def _answer(tender: Tender, document: SourceDocument, numbers: list[int], said: str) -> dict[str, Any]:
    """What changed, as the page's script puts it in place. An undo may change anything, so the page is read anew."""
    session, actor = current_session(), current_actor()
    show = get_template_attribute("components/triage.html", "decision_of")
    table = triaging.table(session, actor, tender, document, Filters())
    rows = [triaging.statement_of(session, actor, tender, document, number) for number in numbers[:100]]
    return {
        "said": said,
        "rows": {row.number: str(show(row, RequirementReason)).strip() for row in rows},
        "undecided": table.undecided,
        "to_land": table.to_land,
        "is_stale": not numbers,
    }


def _table(
    tender: Tender, document: SourceDocument, wrong: Invalid | None = None, selected: list[int] | None = None
) -> str:
    session, actor = current_session(), current_actor()
    filters = _filters()
    kept = {name: value for name, value in _kept().items() if name != "page"}
    table = triaging.table(session, actor, tender, document, filters)
    refusal = Refusal()
    if wrong is not None:
        first = next((row.number for row in table.statements if row.landed_at is None), 0)
        field = "reason" if wrong.field == "reason" else f"select-{first}" if first else "words"
        refusal = Refusal.of(str(wrong), field)
    names = {**triaging.DECIDED, triaging.UNDECIDED: "Undecided"}
    return render_template(
        "pages/converter/statements.html",
        title=f"Sort {document.name}",
        tender=tender,
        document=document,
        table=table,
        filters=filters,
        kept=kept,
        here=_kept(),
        place_of=place_of,
        kind_pairs=[(kind.value, f"{kind.label} ({table.kinds.get(kind, 0)})") for kind in Kind],
        decided_pairs=[(each, f"{names[each]} ({table.decisions.get(each, 0)})") for each in names],
        decisions=triaging.DECISIONS,
        reasons=RequirementReason.choices(),
        Reasons=RequirementReason,
        selected=set(selected or ()),
        chosen=request.form,
        can_undo=triaging.can_undo(session, actor, document),
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        form=refusal,
        errors={each["href"][1:]: each["text"] for each in refusal.error_list},
        has_errors=refusal.error_list,
        back=(url_for("converter.documents", reference=tender.reference), "Documents"),
    )


def _filters() -> Filters:
    kind, decision = request.args.get("kind", ""), request.args.get("decision", "")
    page = request.args.get("page", "1")
    return Filters(
        kind=kind if kind in set(Kind) else "",
        decision=decision if decision in {*triaging.DECISIONS, triaging.UNDECIDED} else "",
        words=clean_line(request.args.get("words", ""))[:LONGEST_QUERY],
        page=int(page) if page.isdecimal() and len(page) <= _DIGITS else 1,
    )


def _kept() -> dict[str, Any]:
    """The filters of the address, for the next one."""
    found = _filters()
    values = {"kind": found.kind, "decision": found.decision, "words": found.words}
    return {name: value for name, value in values.items() if value} | (
        {"page": found.page} if found.page > 1 else {}
    )


def _anchor(numbers: list[int]) -> str:
    return f"#statement-{numbers[0]}" if numbers else ""


def _statements(count: int) -> str:
    return f"{count:,} statement{'' if count == 1 else 's'}"
