"""Signing in and out, and one's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.domain.vocabulary import Role
from procure.services import accounts, auditing
from procure.web.access import current_actor, public, requires
from procure.web.account.forms import ChangePasswordForm, SignInForm
from procure.web.sessions import SignedIn, current_session

account = Blueprint("account", __name__)
#: Where somebody with a first password may go before they have chosen their own.
OPEN_BEFORE_OWN_PASSWORD = frozenset({"account.change_password", "account.sign_out", "assets.asset"})


@account.before_app_request
def choose_own_password() -> Response | None:
    """A password that somebody else has seen opens nothing but the page that changes it."""
    if (
        request.endpoint not in OPEN_BEFORE_OWN_PASSWORD
        and current_user.is_authenticated
        and current_user.row.must_change_password
    ):
        return redirect(url_for("account.change_password"))
    return None


@account.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response:
    """Sign in, and go on to where one was heading."""
    onward = _inside(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onward or url_for("account.home"))
    form = SignInForm()
    if form.is_submitted() and form.validate():
        user = accounts.sign_in(current_session(), form.email.data, form.password.data)
        if user is not None:
            login_user(SignedIn(user))
            return redirect(onward or url_for("account.home"))
        form.refuse("email", "Email address or password is not right. Check both and try again.")
    return form.page("pages/account/sign_in.html")


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
    if Role.CURATOR in actor.roles:
        return redirect(url_for("proposals.queue"))
    if Role.ADMINISTRATOR in actor.roles:
        return redirect(url_for("admin.home"))
    return redirect(url_for("account.profile"))


@account.get("/account")
@requires(Permission.USE_ACCOUNT)
def profile() -> str:
    """One's own account."""
    return render_template("pages/account/profile.html", title="Your account", user=current_user.row)


@account.route("/account/password", methods=["GET", "POST"])
@requires(Permission.USE_ACCOUNT)
def change_password() -> str | Response:
    """Change one's own password; a first password must be changed before anything else."""
    user = current_user.row
    form = ChangePasswordForm()
    session, was_first = current_session(), user.must_change_password
    if form.is_taken(
        lambda: accounts.change_password(session, user, form.current_password.data, form.password.data)
    ):
        login_user(SignedIn(user))
        flash("Your password is changed. Other devices are signed out.", "success")
        return redirect(url_for("account.home" if was_first else "account.profile"))
    return form.page(
        "pages/account/change_password.html",
        is_first=user.must_change_password,
        back=None if user.must_change_password else (url_for("account.profile"), "Your account"),
    )


def _inside(address: str | None) -> str | None:
    """The address if it stays on this service: a path, and nothing a browser could read as another host."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if any(ord(character) < 0x20 for character in address):  # browsers drop these, and "/\t/" becomes "//"
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
