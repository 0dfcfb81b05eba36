"""A page of questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import HiddenField

from procure.domain.exceptions import Invalid
from procure.languages import gettext
from procure.web.forms.question import Question

Made = TypeVar("Made")


class QuestionForm(FlaskForm):
    """A form of the house: its questions, the revision it was read at, and its errors in the order of the
    page.

    ``heading`` is the h1; when empty the label of the only question is. ``intro`` is guidance in short
    paragraphs; ``why`` says in plain English why we ask. Rules over several fields go in ``check``, which
    calls ``refuse``.
    """

    heading: ClassVar[str] = ""
    intro: ClassVar[tuple[str, ...]] = ()
    why: ClassVar[str] = ""

    revision = HiddenField()

    @property
    def questions(self) -> list[Question]:
        """The questions, in the order they are asked."""
        return [field for field in self if isinstance(field, Question)]

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by field name."""
        return {field.name: field.data for field in self.questions}

    @property
    def page_title(self) -> str:
        """The page's h1: the heading, or the label of its one question."""
        return gettext(self.heading) or self.questions[0].label.text

    @property
    def sole_question(self) -> Question | None:
        """The one question whose label is the heading, if so."""
        return self.questions[0] if not self.heading and len(self.questions) == 1 else None

    @property
    def is_searching(self) -> bool:
        """Whether a search inside the form was asked for, so that the page is to be shown again."""
        return any(field.is_searching for field in self.questions)

    @property
    def has_inner_buttons(self) -> bool:
        """Whether a question has a button of its own, which must not be what Enter in another question presses."""
        return any(field.has_button for field in self.questions)

    def check(self) -> None:
        """Rules over several fields; called when each field alone is good or empty."""

    def refuse(self, name: str, message: str) -> None:
        """Put an error on a field, unless it has one."""
        field = self[name]
        if not field.errors:
            field.errors = [message]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether every answer is good; errors are on the fields."""
        super().validate(extra_validators)
        self.check()
        return not self.error_list

    def made(self, act: Callable[[], Made]) -> Made | None:
        """What ``act`` made of the answers; None where the form was not sent, is not right, or ``act`` refused it. What
        it refuses (Invalid) stands beside its field, with the words that were typed."""
        if not (self.is_submitted() and self.validate()):
            return None
        try:
            return act()
        except Invalid as refusal:
            self.refuse(refusal.field, str(refusal))
            return None

    def is_taken(self, act: Callable[[], object]) -> bool:
        """As ``made``, for an act that makes nothing: whether it was done."""
        return self.made(lambda: (act(), True)) is not None

    def page(self, template: str = "layouts/form.html", **context: Any) -> str:
        """The page that the form stands on, under its own title unless ``context`` names another."""
        known = {"title": self.page_title, "has_errors": self.error_list}
        return render_template(template, form=self, **known | context)

    @property
    def error_list(self) -> list[dict[str, str]]:
        """What the error summary shows: the first error of each field, linked to the input to mend."""
        errors = [
            {"text": field.errors[0], "href": f"#{field.first_input_id}"}
            for field in self.questions
            if field.errors
        ]
        return errors + [{"text": str(message)} for message in self.form_errors]
