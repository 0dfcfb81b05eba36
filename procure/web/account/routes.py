"""Signing in and out, and one's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission
from procure.domain.vocabulary import Role
from procure.services import accounts, auditing
from procure.web.access import current_actor, public, requires
from procure.web.sessions import SignedIn, current_session

account = Blueprint("account", __name__)


class SignInForm(FlaskForm):
    email = StringField(
        "Email address", widget=GovTextInput(), validators=[InputRequired("Enter your email address"), Length(max=300)]
    )
    password = PasswordField("Password", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")])


class ChangePasswordForm(FlaskForm):
    current_password = PasswordField(
        "Current password", widget=GovPasswordInput(), validators=[InputRequired("Enter your current password")]
    )
    password = PasswordField(
        "New password",
        widget=GovPasswordInput(),
        description=f"At least {accounts.MINIMUM_PASSWORD} characters. Three random words work well.",
        validators=[InputRequired("Enter a new password")],
    )


@account.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[str, int]:
    form = SignInForm()
    if form.validate_on_submit():
        user = accounts.sign_in(current_session(), form.email.data or "", form.password.data or "")
        if user is not None:
            login_user(SignedIn(user))
            return redirect(_inside(request.args.get("next")) or url_for("account.home"))
        form.email.errors = ["Email address or password is not right. Check both and try again."]
    return render_template(
        "pages/account/sign_in.html", form=form, title="Sign in", has_errors=bool(form.errors)
    )


@account.post("/sign-out")
@requires(Permission.USE_ACCOUNT)
def sign_out() -> Response:
    auditing.record(current_session(), current_actor(), "account.signed_out")
    logout_user()
    flash("You are signed out.", "success")
    return redirect(url_for("published.start"))


@account.get("/home")
@requires(Permission.USE_ACCOUNT)
def home() -> Response:
    """Where each person's work begins."""
    actor = current_actor()
    if Role.OFFICER in actor.roles:
        return redirect(url_for("authoring.tenders"))
    if actor.boards:
        return redirect(url_for("board.queue"))
    if Role.ADMINISTRATOR in actor.roles:
        return redirect(url_for("admin.home"))
    return redirect(url_for("account.profile"))


@account.get("/account")
@requires(Permission.USE_ACCOUNT)
def profile() -> str:
    return render_template("pages/account/profile.html", title="Your account", user=current_user.row)


@account.route("/account/password", methods=["GET", "POST"])
@requires(Permission.USE_ACCOUNT)
def change_password() -> str | Response:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        user = current_user.row
        try:
            accounts.change_password(
                current_session(), user, form.current_password.data or "", form.password.data or ""
            )
        except Invalid as error:
            form[error.field].errors = [str(error)]
        else:
            login_user(SignedIn(user))
            flash("Your password is changed. Other devices are signed out.", "success")
            return redirect(url_for("account.profile"))
    return render_template(
        "pages/account/change_password.html", form=form, title="Change your password",
        has_errors=bool(form.errors), back=(url_for("account.profile"), "Your account"),
    )  # fmt: skip


def _inside(address: str | None) -> str | None:
    """The address if it stays on this service: a path, and nothing a browser could read as another host."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
