"""Signing in and changing a password."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from procure.services import accounts
from procure.web.forms import Email, Question, QuestionForm
from procure.web.forms.widgets import component


class PasswordWidget:
    """A password box with a button to show it; what was typed is never sent back."""

    def __call__(self, field: Any, heading: str = "", params: Any = None, **kwargs: Any) -> Markup:
        everything = {
            "id": field.id,
            "name": field.name,
            "label": {"text": field.label.text, "classes": "govuk-label--s"},
            "hint": {"text": field.description} if field.description else None,
            "errorMessage": {"text": field.errors[0]} if field.errors else None,
        }
        return component("password-input", "govukPasswordInput", everything | field.params | (params or {}))


class Password(Question):
    """A password, exactly as typed."""

    widget = PasswordWidget()

    def empty(self) -> str:
        return ""

    def read(self, formdata: Any) -> None:
        self.data = formdata.get(self.name, "")

    def missing(self) -> str:
        return f"Enter {self.called}"


class SignInForm(QuestionForm):
    heading = "Sign in"
    email = Email(
        "Email address", called="Your email address", required=True, params={"autocomplete": "username"}
    )
    password = Password(
        "Password", called="your password", required=True, params={"autocomplete": "current-password"}
    )


class ChangePasswordForm(QuestionForm):
    heading = "Change your password"
    current_password = Password(
        "Current password",
        called="your current password",
        required=True,
        params={"autocomplete": "current-password"},
    )
    password = Password(
        "New password",
        called="a new password",
        hint=f"At least {accounts.MINIMUM_PASSWORD} characters. Three random words work well",
        required=True,
        params={"autocomplete": "new-password"},
    )
