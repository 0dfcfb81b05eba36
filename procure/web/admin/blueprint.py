"""The administrator's blueprint and its first page; each kind of thing has its own module."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.codes import itl_name
from procure.domain.permissions import Permission
from procure.web.access import requires
from procure.web.forms import QuestionForm

admin = Blueprint("admin", __name__, url_prefix="/admin")
Answer = str | Response


@admin.app_template_filter("region")
def region(code: str) -> str:
    """The name of a region; nothing for none."""
    return (itl_name(code) or code) if code else ""


@admin.get("")
@requires(Permission.ADMINISTER)
def home() -> str:
    """What there is to administer."""
    return render_template("pages/admin/home.html", title="Administration")


def form_page(form: QuestionForm, back: tuple[str, str], name: str = "form", **more: Any) -> str:
    """A page of questions of the administrator's journey."""
    return form.page(f"pages/admin/{name}.html", back=back, **more)


def is_answered(form: QuestionForm) -> bool:
    """Whether the form was sent and every answer is good."""
    return bool(form.is_submitted() and form.validate())


def back_to(endpoint: str, text: str, **values: Any) -> tuple[str, str]:
    """A back link."""
    return url_for(endpoint, **values), text
