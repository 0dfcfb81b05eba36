"""People and roles."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission
from procure.models import User
from procure.services import administering, enrolling
from procure.web.access import current_actor, requires
from procure.web.admin.blueprint import Answer, admin, back_to, form_page
from procure.web.admin.forms import RolesForm, new_person_form, person_form, standing_form
from procure.web.forms import QuestionForm
from procure.web.forms.cleaning import clean_line
from procure.web.sessions import current_session

LONGEST_SEARCH = 200


@admin.get("/people")
@requires(Permission.ADMINISTER)
def people() -> str:
    """Accounts, found by name, e-mail address or organisation."""
    words = clean_line(request.args.get("words", ""))[:LONGEST_SEARCH]
    page = min(max(request.args.get("page", 1, type=int), 1), 1_000_000)
    found = enrolling.people(current_session(), current_actor(), words, page)
    return render_template(
        "pages/admin/people.html", title="People", found=found, words=words,
        back=back_to("admin.home", "Administration"),
    )  # fmt: skip


@admin.route("/people/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add_person() -> Answer:
    """A new account; the answer shows its first password, once."""
    session, actor = current_session(), current_actor()
    form = new_person_form(_organisations())()

    def add() -> tuple[User, str]:
        answers = form.answers
        organisation = administering.organisation_by_key(session, actor, answers["organisation"])
        return enrolling.add_person(
            session, actor, answers["name"], answers["email"], organisation, answers["roles"]
        )

    if added := form.made(add):
        person, password = added
        return _password_page(person, password, f"{person.name} has an account")
    return form_page(form, back_to("admin.people", "People"))


@admin.get("/people/<key>")
@requires(Permission.ADMINISTER)
def person(key: str) -> str:
    """One person."""
    found = _person(key)
    return render_template(
        "pages/admin/person.html", title=found.name, person=found, back=back_to("admin.people", "People")
    )


@admin.route("/people/<key>/identity", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def change_person(key: str) -> Answer:
    """Name and organisation."""
    found = _person(key)
    form = person_form(_organisations(found))(
        data={"name": found.name, "organisation": found.organisation.key}
    )
    session, actor = current_session(), current_actor()

    def change() -> None:
        organisation = administering.organisation_by_key(session, actor, form.answers["organisation"])
        enrolling.change_person(
            session, actor, found, name=form.answers["name"], organisation=organisation, is_active=found.is_active
        )  # fmt: skip

    if form.is_taken(change):
        return _changed(found)
    return _person_form(form, found)


@admin.route("/people/<key>/roles", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def change_roles(key: str) -> Answer:
    """What a person may do."""
    found = _person(key)
    form = RolesForm(data={"roles": [grant.role for grant in found.roles]})
    session, actor = current_session(), current_actor()
    if form.is_taken(lambda: enrolling.set_roles(session, actor, found, form.answers["roles"])):
        return _changed(found)
    return _person_form(form, found)


@admin.route("/people/<key>/standing", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def close_account(key: str) -> Answer:
    """Close an account, or open it again."""
    found = _person(key)
    form = standing_form(
        "May this person sign in?", "Yes", "No, close the account",
        {"no": "They are signed out at once. What they wrote and decided stays."},
    )(obj=found)  # fmt: skip
    session, actor = current_session(), current_actor()
    if form.is_taken(
        lambda: enrolling.change_person(
            session, actor, found, name=found.name, organisation=found.organisation,
            is_active=form.answers["is_active"],
        )
    ):  # fmt: skip
        return _changed(found)
    return _person_form(form, found)


@admin.route("/people/<key>/password", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def reset_password(key: str) -> Answer:
    """Give a person a new first password, shown once."""
    found = _person(key)
    refusal = ""
    if request.method == "POST":
        try:
            password = enrolling.reset_password(current_session(), current_actor(), found)
        except Invalid as error:
            refusal = str(error)
        else:
            return _password_page(found, password, f"{found.name} has a new password")
    return render_template(
        "pages/admin/reset_password.html", title="Reset the password", person=found, refusal=refusal,
        back=back_to("admin.person", found.name, key=found.key),
    )  # fmt: skip


def _person(key: str) -> User:
    return enrolling.person_by_key(current_session(), current_actor(), key)


def _organisations(person: User | None = None) -> list[tuple[str, str]]:
    """Organisations in use, and the person's own whatever it is."""
    rows = [each.row for each in administering.organisations(current_session(), current_actor())]
    own = person.organisation_id if person else None
    return [(row.key, row.name) for row in rows if row.is_active or row.id == own]


def _changed(found: User) -> Answer:
    flash(f"{found.name} is changed.", "success")
    return redirect(url_for("admin.person", key=found.key))


def _person_form(form: QuestionForm, found: User) -> str:
    return form_page(form, back_to("admin.person", found.name, key=found.key), caption=found.name)


def _password_page(person: User, password: str, title: str) -> str:
    return render_template("pages/admin/first_password.html", title=title, person=person, password=password)
