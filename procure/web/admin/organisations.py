"""Organisations."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from procure.domain.permissions import Permission
from procure.models import Organisation
from procure.services import administering
from procure.web.access import current_actor, requires
from procure.web.admin.blueprint import Answer, admin, back_to, form_page
from procure.web.admin.forms import NOT_DEVOLVED, AddressForm, OrganisationForm, standing_form
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session


@admin.get("/organisations")
@requires(Permission.ADMINISTER)
def organisations() -> str:
    """All organisations."""
    rows = administering.organisations(current_session(), current_actor())
    return render_template(
        "pages/admin/organisations.html",
        title="Organisations",
        rows=rows,
        back=back_to("admin.home", "Administration"),
    )


@admin.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add_organisation() -> Answer:
    """A new organisation: who it is; the next page asks where."""
    form = OrganisationForm(data={"devolved_regime": NOT_DEVOLVED, "publishes_in_welsh": False})
    session, actor = current_session(), current_actor()
    if added := form.made(lambda: administering.add_organisation(session, actor, _identity(form))):
        flash(f"{added.name} is added.", "success")
        return redirect(url_for("admin.change_address", key=added.key))
    return form_page(form, back_to("admin.organisations", "Organisations"), caption="Add an organisation")


@admin.get("/organisations/<key>")
@requires(Permission.ADMINISTER)
def organisation(key: str) -> str:
    """One organisation."""
    found = _organisation(key)
    return render_template(
        "pages/admin/organisation.html", title=found.name, organisation=found,
        back=back_to("admin.organisations", "Organisations"),
    )  # fmt: skip


@admin.route("/organisations/<key>/identity", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def change_organisation(key: str) -> Answer:
    """Name, number and kind."""
    found = _organisation(key)
    form = OrganisationForm(data=_shown(found))
    return _change(found, form, _identity(form))


@admin.route("/organisations/<key>/address", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def change_address(key: str) -> Answer:
    """Address and contact."""
    found = _organisation(key)
    form = AddressForm(obj=found)
    return _change(found, form, form.answers)


@admin.route("/organisations/<key>/standing", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def close_organisation(key: str) -> Answer:
    """Close an organisation, or open it again."""
    found = _organisation(key)
    form = standing_form(
        "Is this organisation in use?", "Yes", "No, it is closed",
        {"no": "Nobody can be added to it. Its people keep their accounts: close those one by one."},
    )(obj=found)  # fmt: skip
    return _change(found, form, form.answers)


def _change(found: Organisation, form: QuestionForm, values: dict[str, Any]) -> Answer:
    session, actor = current_session(), current_actor()
    changes = form.made(lambda: administering.change_organisation(session, actor, found, values))
    if changes is not None:
        if changes:
            flash(f"{found.name} is changed.", "success")
        return redirect(url_for("admin.organisation", key=found.key))
    return form_page(form, back_to("admin.organisation", found.name, key=found.key), caption=found.name)


def _organisation(key: str) -> Organisation:
    return administering.organisation_by_key(current_session(), current_actor(), key)


def _shown(found: Organisation) -> dict[str, Any]:
    return {
        "name": found.name, "ppon": found.ppon, "authority_type": found.authority_type,
        "devolved_regime": found.devolved_regime or NOT_DEVOLVED,
        "publishes_in_welsh": found.publishes_in_welsh,
    }  # fmt: skip


def _identity(form: QuestionForm) -> dict[str, Any]:
    answers = form.answers
    regime = answers["devolved_regime"]
    return answers | {"devolved_regime": "" if regime == NOT_DEVOLVED else regime}
