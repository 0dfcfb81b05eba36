"""What every question has in common: a label, words for its errors, and what was typed, kept to be shown
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from procure.languages import gettext
from procure.web.forms.cleaning import clean_line, has_refused, marked


class Question(Field):
    """A field of a draft form. Subclasses say how typed text becomes data (``parse``) and back (``written``).

    ``label`` is the question. ``called`` names the thing in errors ("Tender deadline must be a real date"),
    the label when not given. ``required`` refuses an empty answer; most drafts do not, readiness asks later.
    ``params`` are passed to the GOV.UK component. Data is never half a thing: on any error it is ``empty()``.
    """

    #: Endings of the names of the inputs: several for dates.
    parts: ClassVar[tuple[str, ...]] = ("",)
    #: Whether it has a button of its own, such as one that searches.
    has_button: ClassVar[bool] = False

    def __init__(
        self,
        label: str,
        *,
        called: str = "",
        hint: str = "",
        summary: str = "",
        required: bool = False,
        params: Mapping[str, Any] | None = None,
        goes_on: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(gettext(label), description=gettext(hint), **kwargs)
        self.goes_on = goes_on
        self.called = gettext(called) if called else gettext(label).rstrip("?")
        self.summary = summary or label
        self.required = required
        self.params: dict[str, Any] = dict(params or {})
        self.typed: dict[str, str] = {}
        self.wrong: tuple[str, ...] = ()

    # What subclasses say

    def parse(self, typed: dict[str, str]) -> Any:
        """Data from cleaned text by part. Raises ValueError with the message to show."""
        return typed[""]

    def written(self, data: Any) -> dict[str, str]:
        """Data as it is written in the inputs, by part."""
        return {"": "" if data is None else str(data)}

    def empty(self) -> Any:
        """The data of an unanswered question."""
        return None

    def missing(self) -> str:
        """The message when a required answer is not there."""
        return gettext("Enter %(called)s", called=lower_first(self.called))

    def shown(self, data: Any) -> list[str]:
        """Data as people read it: a text for each thing, none when unanswered. A text may have several lines."""
        return [text for text in self.written(data).values() if text]

    def sent(self) -> list[tuple[str, str]]:
        """What a form would have to send again to say the same."""
        return [(self.name + part, text) for part, text in self.typed.items()]

    # What WTForms calls

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the form if it was sent, otherwise the data."""
        self.process_errors: list[str] = []
        self.object_data = self.data = self.empty() if data is unset_value or data is None else data
        self.raw_data = None
        self.wrong = ()
        if formdata is None:
            self.typed = self.written(self.data)
            return
        self.raw_data = [value for part in self.parts for value in formdata.getlist(self.name + part)]
        self.read(formdata)

    def read(self, formdata: Any) -> None:
        """Take what was sent: clean it, keep it to show back, make data of it."""
        cleaned = {part: self.cleaned(formdata.get(self.name + part, "")) for part in self.parts}
        self.typed = {part: marked(text) for part, text in cleaned.items()}
        self.data = self.empty()
        try:
            if any(has_refused(text) for text in cleaned.values()):
                raise ValueError(
                    gettext(
                        "%(called)s has a character we cannot use: delete what is marked � below",
                        called=self.called,
                    )
                )
            if any(cleaned.values()):
                self.data = self.parse(cleaned)
        except ValueError as error:
            self.data = self.empty()
            self.process_errors.append(str(error))

    def cleaned(self, text: str) -> str:
        """Text as typed, tidied."""
        return clean_line(text)

    def pre_validate(self, form: Any) -> None:
        """Stop at the first error; ask for what is required."""
        if self.process_errors:
            raise StopValidation
        if self.required and self.data == self.empty():
            raise StopValidation(self.missing())

    def _value(self) -> str:
        return self.typed.get("", "")

    @property
    def first_input_id(self) -> str:
        """The id that an error links to: the first input, or the first wrong one."""
        parts = self.wrong or self.parts
        return self.id + parts[0]

    @property
    def is_searching(self) -> bool:
        """Whether a button inside the question was pressed, so that the page is shown again and not saved."""
        return False


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is an abbreviation."""
    word = text.split(" ", 1)[0]
    return text if len(word) > 1 and word[1:2].isupper() else text[:1].lower() + text[1:]
