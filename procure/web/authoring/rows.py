"""Repeating parts: a list with add, change, move and remove, the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports import wording
from procure.domain.funding import year_label
from procure.domain.identifiers import new_key
from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.permissions import Permission, may
from procure.domain.sections import SECTIONS, Page
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import (
    ConditionKind,
    CriterionKind,
    Gateway,
    RequirementReason,
    StageKind,
)
from procure.domain.withholding import label_of
from procure.models import Tender
from procure.services import arranging, contributing, freezing, landing
from procure.services import authoring as service
from procure.web import guidance
from procure.web.access import current_actor, requires
from procure.web.authoring import conflicts, journey
from procure.web.authoring.blueprint import authoring, tender_to_edit, tender_to_read
from procure.web.authoring.forms.gates import gate_form
from procure.web.authoring.forms.money import contribution_form, party_form
from procure.web.authoring.forms.rows import FORMS, criterion_form
from procure.web.authoring.forms.sharing import data_share_form
from procure.web.forms import QuestionForm
from procure.web.pages import pounds_text
from procure.web.sessions import current_session
from procure.web.wording.beside import COACHED_FIELDS, below_fields, is_looking_again

PAID = "contributions"


@dataclass(frozen=True)
class Kind:
    """How a repeating part is spoken of: one of it, the guidance of its list, and a row in brief."""

    one: str
    guidance: str
    named: Callable[[Any], str]
    brief: Callable[[Any], str] = lambda row: ""


def _weight(row: Any) -> str:
    weight = f"{row.weight.normalize():f}%" if row.weight is not None else "No weight yet"
    return ", ".join(part for part in (weight, CriterionKind.label_of(row.kind)) if part)


KINDS: dict[str, Kind] = {
    "fixed_requirements": Kind(
        "fixed requirement",
        "List only what suppliers may not change, and say why. Everything else is theirs to propose.",
        lambda row: row.text,
        lambda row: RequirementReason.label_of(row.reason) or "No reason yet",
    ),
    "criteria": Kind(
        "award criterion",
        "The weights of all criteria together must come to 100%, and each outcome should be assessed by at "
        "least one of them.",
        lambda row: row.name,
        _weight,
    ),
    "lots": Kind(
        "lot",
        "Give each lot its own title, description and value. Suppliers may tender for one or several.",
        lambda row: row.title,
        lambda row: (
            f"{pounds_text(row.value_net)} without VAT" if row.value_net is not None else "No value yet"
        ),
    ),
    "stages": Kind(
        "stage",
        "In order, from the first that suppliers meet to the tenders that are assessed for the award.",
        lambda row: row.name,
        lambda row: StageKind.label_of(row.kind),
    ),
    "conditions": Kind(
        "condition of participation",
        "You do not have to set any. A condition is pass or fail, and never scored.",
        lambda row: row.text,
        lambda row: ConditionKind.label_of(row.kind),
    ),
    "documents": Kind(
        "document",
        "Documents that suppliers need besides this specification, such as contract terms or data.",
        lambda row: row.title,
        lambda row: row.url,
    ),
    "gates": Kind(
        "stage gate",
        "Where you stop to look: what was tested, how much was enough, and whether to scale, change or stop.",
        lambda row: row.name,
        lambda row: ", ".join(
            part
            for part in (
                f"decided by {wording.day(row.decided_on)}" if row.decided_on else "No day yet",
                f"releases {wording.net(row.released_net)}" if row.released_net is not None else "",
            )
            if part
        ),
    ),
    "parties": Kind(
        "party",
        "Every department or organisation that pays, gains or both. At least two are owners, who sign. Nothing of this "
        "is published.",
        lambda row: row.name,
        lambda row: ", ".join(
            part
            for part in (
                "an owner" if row.is_owner else "",
                f"{row.benefit_share.normalize():f}% of the benefit" if row.benefit_share is not None else "",
            )
            if part
        ),
    ),
    PAID: Kind(
        "contribution",
        "What each pays, one line for each year and fund, without VAT.",
        lambda row: row.fund,
        lambda row: ", ".join(
            part
            for part in (
                year_label(row.year) if row.year else "No year yet",
                wording.net(row.amount_net) if row.amount_net is not None else "No amount yet",
            )
            if part
        ),
    ),
    "data_shares": Kind(
        "dataset",
        "Each dataset that a measure is read from, and what keeps it from being shared. The board sees it; it is not "
        "published with the tender.",
        lambda row: row.name,
        lambda row: ", ".join(
            part for part in (row.holder, Gateway.label_of(row.gateway) or "No gateway yet") if part
        ),
    ),
    "withheld": Kind(
        "withheld item",
        "Each item of the tender notice that is withheld, with its ground and your reason. Readers of what is "
        "published see the ground alone.",
        lambda row: label_of(row.item),
        lambda row: (
            f"{WithholdingLimb.label_of(row.limb) or 'No ground yet'}"
            + (", without saying so" if row.is_silent else "")
        ),
    ),
}


@authoring.get("/<reference>/lists/<slug>")
@requires(Permission.READ_TENDER)
def rows(reference: str, slug: str) -> str:
    """The list of one repeating part."""
    session, actor = current_session(), current_actor()
    page = journey.page_of(slug, rows=True)
    tender = tender_to_read(reference)
    found = arranging.rows(session, actor, tender, page.rows)
    kind = KINDS[page.rows]
    payers = {each.key: each.name for each in _snapshot(tender).parties} if page.rows == PAID else {}
    can_edit = may(actor, Permission.EDIT_TENDER, tender)
    return render_template(
        "pages/authoring/rows.html",
        title=page.title,
        caption=SECTIONS[page.section].title,
        tender=tender,
        page=page,
        kind=kind,
        rows=[(row, _shortened(kind.named(row)), _brief(page, row, payers)) for row in found],
        weights=_weights(tender) if page.rows == "criteria" else None,
        came_from=landing.origins(session, actor, tender, [row.key for row in found]),
        continue_url=journey.after(tender, page),
        origin=journey.origin(),
        law=guidance.of_question(page.slug),
        back=journey.before(tender, page),
        can_edit=can_edit,
        # Who may change a row reads all of it there; others have no other page.
        held={} if can_edit or not found else _held(form_of(page, tender), found),
    )


@authoring.route("/<reference>/lists/<slug>/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def add_row(reference: str, slug: str) -> str | Response:
    """Another row, at the end."""
    page = journey.page_of(slug, rows=True)
    tender = tender_to_edit(reference)
    form = form_of(page, tender)()
    if form.is_submitted() and form.validate() and not form.is_searching:
        added = arranging.add(
            current_session(),
            current_actor(),
            tender,
            page.rows,
            form.answers,
            key=request.form.get("key", ""),
        )
        if is_looking_again():
            return redirect(url_for("authoring.change_row", reference=reference, slug=slug, key=added.key))
        return redirect(_after_row(reference, page))
    return _row_page(form, tender, page, key=request.form.get("key", "") or new_key())


@authoring.route("/<reference>/lists/<slug>/<key>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def change_row(reference: str, slug: str, key: str) -> str | Response | tuple[str, int]:
    """One row, to be changed."""
    session, actor = current_session(), current_actor()
    page = journey.page_of(slug, rows=True)
    tender = tender_to_edit(reference)
    row = arranging.row(session, actor, tender, page.rows, key)
    form_class = form_of(page, tender)
    current = service.stored(row, list(form_class(formdata=None).answers))
    form = form_class(data=current)

    def save() -> Response:
        arranging.change(session, actor, tender, page.rows, key, form.answers, form.revision.data or "")
        return redirect(request.path if is_looking_again() else _after_row(reference, page))

    answer = conflicts.answer(
        form, current, save, back=(journey.address(reference, page), page.title),
        last_save=lambda: service.last_save(session, tender, arranging.place(page.rows, key)),
    )  # fmt: skip
    return answer or _row_page(form, tender, page, stored_as=key)


@authoring.post("/<reference>/lists/<slug>/<key>/move/<any(up, down):direction>")
@requires(Permission.EDIT_TENDER)
def move_row(reference: str, slug: str, key: str, direction: str) -> Response:
    """One place up or down."""
    page = journey.page_of(slug, rows=True)
    tender = tender_to_edit(reference)
    arranging.move(current_session(), current_actor(), tender, page.rows, key, direction)
    return redirect(_list_address(reference, page) + f"#row-{key}")


@authoring.post("/<reference>/lists/<slug>/<key>/remove")
@requires(Permission.EDIT_TENDER)
def remove_row(reference: str, slug: str, key: str) -> Response:
    """Out of the draft, with a way back."""
    page = journey.page_of(slug, rows=True)
    tender = tender_to_edit(reference)
    row = arranging.remove(current_session(), current_actor(), tender, page.rows, key)
    restore = url_for("authoring.restore_row", reference=reference, slug=slug, key=key, **_origin())
    flash({"text": f"{_spoken(page, row)} is removed.", "undo": restore}, "undo")  # type: ignore[arg-type]
    return redirect(_list_address(reference, page))


@authoring.post("/<reference>/lists/<slug>/<key>/restore")
@requires(Permission.EDIT_TENDER)
def restore_row(reference: str, slug: str, key: str) -> Response:
    """Back where it was."""
    page = journey.page_of(slug, rows=True)
    tender = tender_to_edit(reference)
    row = arranging.restore(current_session(), current_actor(), tender, page.rows, key)
    flash(f"{_spoken(page, row)} is back.", "success")
    return redirect(_list_address(reference, page))


def form_of(page: Page, tender: Tender) -> type[QuestionForm]:
    """The form of a row: some list other rows that there are, such as the outcomes that a criterion assesses."""
    if page.rows == "criteria":
        return criterion_form(_snapshot(tender).outcomes)
    if page.rows == "parties":
        return party_form(contributing.organisations_to_name(current_session()))
    if page.rows == PAID:
        return contribution_form(_snapshot(tender).parties)
    if page.rows == "data_shares":
        return data_share_form(_snapshot(tender).outcomes)
    if page.rows == "gates":
        found = _snapshot(tender)
        return gate_form(found.stages, found.outcomes)
    form: type[QuestionForm] = FORMS[page.rows]
    return form


def _row_page(form: QuestionForm, tender: Tender, page: Page, key: str = "", stored_as: str = "") -> str:
    kind = KINDS[page.rows]
    coached = COACHED_FIELDS.get(page.rows, ())
    return form.page(
        "pages/authoring/row.html",
        caption=page.title,
        law=guidance.of_question(page.slug),
        tender=tender,
        key=key,
        below=below_fields(tender, page.rows, stored_as, coached),
        offers_wording=bool(coached),
        continue_text=f"Save {kind.one}",
        back=(_list_address(tender.reference, page), page.title),
    )


def _held(form_class: type[QuestionForm], found: Sequence[Any]) -> dict[str, list[tuple[str, list[str]]]]:
    """By row: each question of it that is answered, with the answer."""
    form = form_class(formdata=None)
    held = {}
    for row in found:
        stored = service.stored(row, list(form.answers))
        shown = [(field.label.text, field.shown(stored.get(field.name))) for field in form.questions]
        held[row.key] = [(label, texts) for label, texts in shown if any(texts)]
    return held


def _snapshot(tender: Tender) -> SpecificationSnapshot:
    return freezing.draft_snapshot(current_session(), tender)


def _weights(tender: Tender) -> dict[str, Any]:
    """The total of the weights, and outcomes that no criterion assesses."""
    snapshot = _snapshot(tender)
    assessed = {key for criterion in snapshot.award.criteria for key in criterion.outcome_keys}
    return {
        "total": f"{snapshot.award.total_weight.normalize():f}",
        "is_whole": snapshot.award.total_weight == 100,
        "unassessed": [outcome for outcome in snapshot.outcomes if outcome.key not in assessed],
    }


def _after_row(reference: str, page: Page) -> str:
    if request.form.get("then") == "tasks":
        return url_for("authoring.tasks", reference=reference)
    return _list_address(reference, page)


def _list_address(reference: str, page: Page) -> str:
    return journey.address(reference, page, origin=journey.origin())


def _origin() -> dict[str, Any]:
    return {"from": journey.origin()} if journey.origin() else {}


def _spoken(page: Page, row: Any) -> str:
    kind = KINDS[page.rows]
    name = _shortened(kind.named(row))
    return f"“{name}”" if name else f"The {kind.one}"


def _brief(page: Page, row: Any, payers: dict[str, str]) -> str:
    """A row in brief; of a contribution, who pays it comes first."""
    payer = payers.get(row.party_key, "") if page.rows == PAID else ""
    return ", ".join(part for part in (payer, KINDS[page.rows].brief(row)) if part)


def _shortened(text: str, most: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
