"""The lists of an entry that is proposed: its measures, the sources it rests on, and the data it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import NotFound, StaleEdit
from procure.domain.permissions import Permission
from procure.domain.proposals import measure_from, measures_of
from procure.models import LibraryProposal
from procure.services import authoring, proposing
from procure.web.access import current_actor, requires
from procure.web.forms import QuestionForm
from procure.web.proposals.blueprint import OVERTAKEN, as_form, proposals
from procure.web.proposals.forms import PAGE_OF, DataNeedForm, EvidenceForm, MeasureForm
from procure.web.sessions import current_session

LONGEST_REVISION = 100
#: Where on the proposal's page a list of the entry stands, by its field.
_ANCHORS = {"measures": "measures", "evidence": "sources", "data_needs": "data"}
#: By how a list is named in the address: its field of the entry, its form and what one of it is called.
PARTS: dict[str, tuple[str, type[QuestionForm], str]] = {
    "measures": ("measures", MeasureForm, "measure"),
    "sources": ("evidence", EvidenceForm, "source"),
    "data": ("data_needs", DataNeedForm, "need for data"),
}


def revision_of(found: LibraryProposal, part: str) -> str:
    """The revision that a list of the entry stands at."""
    field = PARTS[part][0]
    return authoring.revision_of({field: found.content[field]})


@proposals.route("/<key>/<any(measures, sources, data):part>/<int(max=99):number>", methods=["GET", "POST"])
@requires(Permission.READ_PROPOSAL)
def part(key: str, part: str, number: int) -> str | Response:
    """One of a list of a proposal, by its number from 1; the number after the last adds one."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    field, kind, _ = PARTS[part]
    held = found.content[field]
    if not 1 <= number <= len(held) + 1:
        raise NotFound("There is no such part of the entry.")
    form = kind(data=_answers(found, part, number) if number <= len(held) else {})
    if form.is_submitted() and form.validate():
        values = _values(form, part)
        try:
            proposing.change_part(session, actor, found, field, number, values, form.revision.data or "")
        except StaleEdit:
            form.refuse(form.questions[0].name, OVERTAKEN)
        else:
            return redirect(url_for("proposals.show", key=key))
    if not form.is_submitted():
        form.revision.data = revision_of(found, part)
    return as_form(form, found, back=(url_for("proposals.show", key=key), "Proposal"))


@proposals.post("/<key>/<any(measures, sources, data):part>/<int(max=99):number>/remove")
@requires(Permission.READ_PROPOSAL)
def remove_part(key: str, part: str, number: int) -> Response:
    """Take one of a list out of a proposal."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    field, _, called = PARTS[part]
    seen = request.form.get("revision", "")[:LONGEST_REVISION]
    try:
        proposing.change_part(session, actor, found, field, number, None, seen)
    except StaleEdit:
        flash("Somebody else changed the list meanwhile. Nothing was removed.", "notice")
    else:
        flash(f"The {called} is taken out.", "success")
    return redirect(url_for("proposals.show", key=key))


def to_mend(found: LibraryProposal) -> list[dict[str, str]]:
    """What the proposal lacks, each with the address where it is mended, as an error summary has them."""
    return [{"text": said, "href": _where_to_mend(found, field)} for field, said in proposing.problems(found)]


def _where_to_mend(found: LibraryProposal, field: str) -> str:
    if field in PAGE_OF:
        return url_for("proposals.page", key=found.key, slug=PAGE_OF[field], then="check")
    silent = [
        at for at, each in enumerate(found.content["evidence"], start=1) if not each["supports"].strip()
    ]
    if field == "evidence" and silent:
        return url_for("proposals.part", key=found.key, part="sources", number=silent[0])
    return url_for("proposals.show", key=found.key, _anchor=_ANCHORS.get(field))


def _answers(found: LibraryProposal, part: str, number: int) -> Mapping[str, Any]:
    """What stands there, by question."""
    if part == "measures":
        return measures_of(found.content)[number - 1].model_dump()
    return {name: "" if value is None else value for name, value in _held(found, part)[number - 1].items()}


def _held(found: LibraryProposal, part: str) -> list[dict[str, Any]]:
    return list(found.content[PARTS[part][0]])


def _values(form: QuestionForm, part: str) -> dict[str, Any]:
    """Answers as the library has them."""
    if part == "measures":
        return measure_from(form.answers)
    if part == "sources":
        return {**form.answers, "verified": bool(form.answers["verified"])}
    return {**form.answers, "note": form.answers["note"] or None}
